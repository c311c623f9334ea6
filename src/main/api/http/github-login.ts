// Login with GitHub: the OAuth code flow with PKCE and a state bound to this browser.
import type { OAuth2Namespace } from '@fastify/oauth2';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/app-error.ts';
import type { Identity } from '../../features/identity/service.ts';
import type { Connections } from './connections.ts';
import { loginLimit, type RequestLimits } from './limits.ts';
import { messagePage } from './message-page.ts';
import { type SessionDeps, startSession } from './sessions.ts';

declare module 'fastify' {
  interface FastifyInstance {
    github: OAuth2Namespace;
  }
}

export interface GithubApplication {
  /** `https://github.com`, or an Enterprise server. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface GithubLoginDeps {
  /** Null: none is configured. */
  readonly application: GithubApplication | null;
  readonly identity: Pick<Identity, 'loginWithGithub'>;
  readonly sessions: SessionDeps;
  readonly connections: Connections;
  readonly limits: RequestLimits;
}

const START_PATH = '/auth/github';
const CALLBACK_PATH = '/auth/github/callback';
const TOKEN_TIMEOUT_MS = 10_000;

const callbackUri = (request: FastifyRequest): string => `${request.protocol}://${request.host}${CALLBACK_PATH}`;

export async function addGithubLogin(app: FastifyInstance, deps: GithubLoginDeps): Promise<void> {
  const { application, limits } = deps;
  if (application === null) {
    app.get(START_PATH, { config: loginLimit(limits) }, async (request, reply) =>
      reply.code(409).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(notConfigured(request)),
    );
    return;
  }

  // Most installations have none, and it is a sixth of the listener's code.
  const { default: fastifyOauth2 } = await import('@fastify/oauth2');
  await app.register(fastifyOauth2, {
    name: 'github',
    // `repo` is the least with which GitHub lets private repositories be listed and cloned.
    scope: ['repo', 'read:user'],
    credentials: {
      client: { id: application.clientId, secret: application.clientSecret },
      auth: {
        authorizeHost: application.url,
        authorizePath: '/login/oauth/authorize',
        tokenHost: application.url,
        tokenPath: '/login/oauth/access_token',
      },
      options: { authorizationMethod: 'body' },
      http: { timeout: TOKEN_TIMEOUT_MS },
    },
    callbackUri,
    pkce: 'S256',
    cookie: { path: START_PATH, secure: 'auto', httpOnly: true, sameSite: 'lax' },
  });

  app.get(START_PATH, { exposeHeadRoute: false, config: loginLimit(limits) }, async (request, reply) => {
    const target = await app.github.generateAuthorizationUri(request, reply);
    return reply.header('cache-control', 'no-store').redirect(target);
  });

  app.get<{ Querystring: { error?: unknown } }>(
    CALLBACK_PATH,
    { exposeHeadRoute: false, config: loginLimit(limits) },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      if (request.query.error !== undefined) {
        return reply.code(403).type('text/html; charset=utf-8').send(cancelled);
      }
      const user = await deps.identity.loginWithGithub({
        accessToken: await accessToken(app, request, reply),
        currentUserId: request.principal?.userId ?? null,
        signal: AbortSignal.timeout(TOKEN_TIMEOUT_MS),
      });
      deps.connections.closeSession(request.session.sessionId);
      await startSession(request, reply, user.id, deps.sessions);
      return reply.redirect('/', 303);
    },
  );
}

type Reply = Parameters<OAuth2Namespace['generateAuthorizationUri']>[1];

/** Throws VALIDATION_FAILED for a flow that this browser did not start, GITHUB_FAILED for a code that GitHub refuses. */
async function accessToken(app: FastifyInstance, request: FastifyRequest, reply: Reply): Promise<string> {
  let answer: Readonly<Record<string, unknown>>;
  try {
    const { token } = await app.github.getAccessTokenFromAuthorizationCodeFlow(request, reply);
    answer = { ...token };
  } catch (error) {
    if (error instanceof Error && error.message === 'Invalid state') {
      const problem = 'this login was not started in this browser, or too long ago';
      throw new AppError('VALIDATION_FAILED', { field: 'state', problem }, { field: 'state', cause: error });
    }
    throw new AppError('GITHUB_FAILED', { problem: 'the login could not be completed' }, { cause: error });
  }
  // GitHub answers 200 to a code that it refuses.
  const { access_token, error } = answer;
  if (typeof access_token !== 'string' || access_token === '') {
    const problem = `the login was refused${typeof error === 'string' ? ` (${error})` : ''}`;
    throw new AppError('GITHUB_FAILED', { problem });
  }
  return access_token;
}

const cancelled = messagePage({
  title: 'The login with GitHub was cancelled',
  paragraphs: ['Nothing was changed.'],
  link: { href: '/', text: 'Back to miniPaaS' },
});

function notConfigured(request: FastifyRequest): string {
  return messagePage({
    title: 'GitHub login is not set up yet',
    paragraphs: [
      'This miniPaaS does not know a GitHub application yet. Its owner can set one up in a minute:',
      `1. On GitHub, under Settings, Developer settings, OAuth Apps, make a new one with the callback address ${callbackUri(request)}`,
      '2. Start miniPaaS with MINIPAAS_GITHUB_CLIENT_ID and MINIPAAS_GITHUB_CLIENT_SECRET set to what GitHub shows, and MINIPAAS_GITHUB_ALLOWED_USERS to the GitHub names that may log in.',
      'Until then, log in with the one-time link that miniPaaS prints when it starts, or with a fresh one from the command "minipaas login".',
    ],
    link: { href: '/', text: 'Back to miniPaaS' },
  });
}
