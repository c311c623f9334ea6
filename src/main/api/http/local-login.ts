// The one-time local login, and the logout.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/app-error.ts';
import type { Identity } from '../../features/identity/service.ts';
import type { Connections } from './connections.ts';
import { loginLimit, type RequestLimits } from './limits.ts';
import { requirePrincipal } from './principals.ts';
import { refuseOtherSites } from './security.ts';
import { LOGOUT_PATH, type SessionDeps, startSession } from './sessions.ts';

export interface LocalLoginDeps {
  readonly identity: Pick<Identity, 'redeemLoginLink'>;
  readonly sessions: SessionDeps;
  readonly connections: Connections;
  readonly limits: RequestLimits;
  readonly onLogout: (sessionId: string) => Promise<void>;
}

export const LOCAL_LOGIN_PATH = '/auth/local';

export function addLocalLogin(app: FastifyInstance, deps: LocalLoginDeps): void {
  const { identity, sessions, connections, limits } = deps;
  app.get<{ Querystring: { token?: unknown } }>(
    LOCAL_LOGIN_PATH,
    // A HEAD, as link checkers send it, must not use the link up.
    { exposeHeadRoute: false, config: loginLimit(limits) },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      if (isPrefetch(request)) {
        return reply.code(204).send();
      }
      const { token } = request.query;
      if (typeof token !== 'string') {
        throw new AppError('LOGIN_LINK_INVALID', {});
      }
      const user = identity.redeemLoginLink(token);
      connections.closeSession(request.session.sessionId);
      await startSession(request, reply, user.id, sessions);
      return reply.redirect('/', 303);
    },
  );

  app.post(
    LOGOUT_PATH,
    { onRequest: [refuseOtherSites, async (request) => void requirePrincipal(request), app.csrfProtection] },
    async (request, reply) => {
      const { sessionId } = request.session;
      connections.closeSession(sessionId);
      await request.session.destroy();
      await deps.onLogout(sessionId);
      return reply.clearCookie(sessions.cookieName, { path: '/' }).header('cache-control', 'no-store').code(204).send();
    },
  );
}

/** A browser that loads ahead of the user's click. */
function isPrefetch({ headers }: FastifyRequest): boolean {
  const purpose = `${String(headers['sec-purpose'] ?? '')} ${String(headers['purpose'] ?? '')} ${String(headers['x-moz'] ?? '')}`;
  return /prefetch|prerender|preview/.test(purpose);
}
