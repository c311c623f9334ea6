// Who sends a request: a Bearer token speaks for the owner, a session for whoever logged in.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/app-error.ts';
import type { Identity } from '../../features/identity/service.ts';
import type { Principal } from '../context.ts';
import { createTokenGuard, type RequestLimits } from './limits.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null: nobody is logged in. */
    principal: Principal | null;
    /** A token was sent in the Authorization header: no browser sends that by itself, so no other site can forge it. */
    isBearer: boolean;
  }
}

export type PrincipalIdentity = Pick<Identity, 'authenticateToken' | 'roleOf'>;

/** Answers a wrong token with 401 whatever the route: who sends one is not simply nobody. */
export function addPrincipals(app: FastifyInstance, identity: PrincipalIdentity, limits: RequestLimits): void {
  const guard = createTokenGuard(app, limits);
  app.decorateRequest('principal', null);
  app.decorateRequest('isBearer', false);
  app.addHook('onRequest', async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      request.principal = ofSession(request, identity);
      return;
    }
    request.isBearer = true;
    await guard.check(request);
    request.principal = ofToken(authorization, identity);
    if (request.principal === null) {
      await guard.recordFailure(request);
      throw new AppError('NOT_LOGGED_IN', {});
    }
  });
}

function ofToken(authorization: string, identity: PrincipalIdentity): Principal | null {
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const row = token === undefined ? null : identity.authenticateToken(token);
  const role = row === null ? null : identity.roleOf(row.id);
  return row === null || role === null ? null : { userId: row.id, shell: 'browser', sessionId: null, role };
}

function ofSession({ session }: FastifyRequest, identity: PrincipalIdentity): Principal | null {
  const { userId, sessionId } = session;
  const role = userId === undefined ? null : identity.roleOf(userId);
  return userId === undefined || role === null ? null : { userId, shell: 'browser', sessionId, role };
}

/** Throws NOT_LOGGED_IN. */
export function requirePrincipal(request: FastifyRequest): Principal {
  if (request.principal === null) {
    throw new AppError('NOT_LOGGED_IN', {});
  }
  return request.principal;
}
