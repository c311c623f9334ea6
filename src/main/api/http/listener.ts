// The embedded HTTP listener: landing page, logins, the dashboard, the REST API and the dashboard's WebSocket.
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { AppError } from '../../../contract/app-error.ts';
import type { SessionStore } from '../../features/identity/ports.ts';
import type { Identity } from '../../features/identity/service.ts';
import type { ApiLog } from '../context.ts';
import type { ApiRouter } from '../router.ts';
import { createRpc } from '../rpc.ts';
import type { RawServices } from '../services.ts';
import { createAddressRules, listenerUrl } from './addresses.ts';
import { addBodyTimeout } from './body-timeout.ts';
import { createConnections } from './connections.ts';
import { addErrors } from './errors.ts';
import { addGithubLogin, type GithubApplication } from './github-login.ts';
import { addLimits, defaultLimits, type RequestLimits } from './limits.ts';
import { addLocalLogin } from './local-login.ts';
import { addPages, type PageFiles } from './pages.ts';
import { addPrincipals } from './principals.ts';
import { loginPath } from './raw-routes.ts';
import { addRest } from './rest.ts';
import { addRpcSocket, addWebsockets } from './rpc-socket.ts';
import { addSecurity } from './security.ts';
import { addSessions } from './sessions.ts';

export interface ListenerDeps {
  readonly router: ApiRouter;
  readonly raw: RawServices;
  readonly identity: Pick<
    Identity,
    'authenticateToken' | 'roleOf' | 'issueLoginLink' | 'redeemLoginLink' | 'loginWithGithub'
  >;
  readonly sessions: SessionStore;
  /** Null: no GitHub application is configured. */
  readonly github: GithubApplication | null;
  readonly files: PageFiles;
  readonly log: ApiLog;
  readonly version: string;
  readonly now?: () => number;
  /** Names besides this machine's own under which it is reached: `paas.example.com`. */
  readonly allowedHosts?: readonly string[];
  /** A proxy in front says who asks and under which name: only where nobody else can connect. */
  readonly trustProxy?: boolean;
  /** Cookies do not know ports: two installations on one machine need two names. */
  readonly cookieName?: string;
  readonly limits?: RequestLimits;
  /** What a session holds open beyond its connections is let go. Must not throw. */
  readonly onLogout?: (sessionId: string) => Promise<void>;
  readonly heartbeatMs?: number;
}

export interface Listener {
  /** Port 0 takes any free one. Throws PORT_IN_USE, VALIDATION_FAILED. Resolves with the address to open. */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
  /** Null while it does not listen. */
  readonly url: string | null;
  /** A fresh one-time login link; null while it does not listen. */
  loginUrl(): string | null;
  /** Ends open requests and sockets. */
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 4 * 1_048_576;
const REQUEST_TIMEOUT_MS = 60_000;
const HEARTBEAT_MS = 30_000;

function noSchemas(): never {
  throw new Error('No route has a schema of Fastify.');
}

export async function createListener(deps: ListenerDeps): Promise<Listener> {
  const { identity, log, now = Date.now, limits = defaultLimits } = deps;
  let bound: { readonly host: string; readonly url: string } | null = null;
  const connections = createConnections();
  const sessions = { sessions: deps.sessions, now, cookieName: deps.cookieName ?? 'minipaas' };
  const rules = createAddressRules({ allowedHosts: deps.allowedHosts ?? [], boundHost: () => bound?.host ?? null });

  const app: FastifyInstance = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    // Uploads take as long as they take: bodies that are short are waited for one by one.
    requestTimeout: 0,
    forceCloseConnections: true,
    trustProxy: deps.trustProxy ?? false,
    // oRPC checks what comes and writes what goes: the compilers that Fastify has for schemas of routes need not be loaded.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  addErrors(app, log, BODY_LIMIT_BYTES);
  addBodyTimeout(app, REQUEST_TIMEOUT_MS);
  await addWebsockets(app, BODY_LIMIT_BYTES);
  // The order is that of the questions: addressed to us? who is it? how often? Then the routes.
  await addSecurity(app, rules);
  await addSessions(app, sessions);
  await addLimits(app, limits);
  addPrincipals(app, identity, limits);
  addRpcSocket(app, { rpc: createRpc(deps.router, log), connections, heartbeatMs: deps.heartbeatMs ?? HEARTBEAT_MS });
  addLocalLogin(app, {
    identity,
    sessions,
    connections,
    limits,
    onLogout: deps.onLogout ?? (async () => undefined),
  });
  await addGithubLogin(app, { application: deps.github, identity, sessions, connections, limits });
  await addRest(app, {
    router: deps.router,
    raw: deps.raw,
    identity,
    connections,
    log,
    version: deps.version,
    cookieName: sessions.cookieName,
  });
  await addPages(app, deps.files);
  app.addHook('preClose', async () => connections.closeAll());

  return {
    async listen({ host, port }) {
      try {
        await app.listen({ host, port });
      } catch (error) {
        throw listenFailure(error, host, port);
      }
      const url = listenerUrl(host, (app.server.address() as AddressInfo).port);
      bound = { host, url };
      return url;
    },
    get url() {
      return bound?.url ?? null;
    },
    loginUrl: () => (bound === null ? null : `${bound.url}${loginPath(identity.issueLoginLink().token)}`),
    async close() {
      bound = null;
      await app.close();
    },
  };
}

function listenFailure(error: unknown, host: string, port: number): unknown {
  const invalid = (field: string, problem: string) =>
    new AppError('VALIDATION_FAILED', { field, problem }, { field, cause: error });
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new AppError('PORT_IN_USE', { host, port }, { cause: error });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EADDRNOTAVAIL':
      return invalid('--host', `"${host}" is not an address of this machine`);
    case 'EACCES':
      return invalid('--port', `this user may not listen on port ${port}; those from 1024 are free to all`);
    default:
      return error;
  }
}
