// Browser sessions: an opaque random id in a cookie, the rest in the store, so that a session can be ended from here.
import { randomBytes } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyCsrf from '@fastify/csrf-protection';
import fastifySession from '@fastify/session';
import type { FastifyInstance, FastifyReply, FastifyRequest, Session } from 'fastify';
import type { UserId } from '../../../contract/ids.ts';
import type { SessionStore } from '../../features/identity/ports.ts';

declare module 'fastify' {
  interface Session {
    userId?: UserId;
  }
}

export interface SessionDeps {
  readonly sessions: SessionStore;
  readonly now: () => number;
  readonly cookieName: string;
}

const SESSION_MS = 14 * 24 * 3600 * 1000;
/** The header that carries the CSRF token, both ways. */
export const CSRF_HEADER = 'x-csrf-token';
export const LOGOUT_PATH = '/auth/logout';

export async function addSessions(app: FastifyInstance, { sessions, now, cookieName }: SessionDeps): Promise<void> {
  await app.register(fastifyCookie);
  await app.register(fastifySession, {
    cookieName,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: SESSION_MS },
    // 192 random bits: nobody guesses one, so a signature on it would add a secret to keep and nothing else.
    idGenerator: () => randomBytes(24).toString('base64url'),
    secret: { sign: (id) => id, unsign: (id) => ({ valid: true, renew: false, value: id }) },
    // A visitor who never logs in leaves no row.
    saveUninitialized: false,
    rolling: false,
    store: {
      get(id, callback) {
        run(callback, () => sessions.get(id, now()) as Session | null);
      },
      set(id, session, callback) {
        const data = JSON.parse(JSON.stringify(session)) as Record<string, unknown>;
        run(callback, () => sessions.put(id, data, session.cookie.expires?.getTime() ?? now() + SESSION_MS));
      },
      destroy(id, callback) {
        run(callback, () => sessions.remove(id));
      },
    },
  });
  // The plugin clears the cookie of a session that is not there. Its answer may be to a request that was sent before a login: it would clear
  // the cookie of the session that the login began. Only a logout clears one, and says so itself.
  const clearing = `${cookieName}=;`;
  app.addHook('onSend', async (request, reply) => {
    const cookies = [reply.getHeader('set-cookie') ?? []].flat().map(String);
    if (request.url !== LOGOUT_PATH && cookies.some((cookie) => cookie.startsWith(clearing))) {
      reply.removeHeader('set-cookie');
      for (const cookie of cookies.filter((each) => !each.startsWith(clearing))) {
        reply.header('set-cookie', cookie);
      }
    }
  });
  await app.register(fastifyCsrf, {
    sessionPlugin: '@fastify/session',
    getToken: (request) => {
      const token = request.headers[CSRF_HEADER];
      return typeof token === 'string' ? token : undefined;
    },
  });
}

/**
 * A new id for who is logged in now: one that was planted before the login is worth nothing. It has its CSRF secret from the start: no
 * later request changes a session, so that none which ends after a logout writes it anew.
 */
export async function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  userId: UserId,
  deps: SessionDeps,
): Promise<void> {
  deps.sessions.removeExpired(deps.now());
  await request.session.regenerate();
  request.session.userId = userId;
  reply.generateCsrf();
}

function run<T>(callback: (error: unknown, value?: T) => void, work: () => T): void {
  let value: T;
  try {
    value = work();
  } catch (error) {
    callback(error);
    return;
  }
  callback(null, value);
}
