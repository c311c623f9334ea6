// How often somebody may ask: generous for who is logged in, strict for who tries to be.
import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/app-error.ts';

export interface RequestLimits {
  /** Requests per minute. */
  readonly loggedIn: number;
  readonly anonymous: number;
  readonly logins: number;
  readonly wrongTokens: number;
}

export const defaultLimits: RequestLimits = { loggedIn: 12_000, anonymous: 300, logins: 20, wrongTokens: 60 };

const MINUTE_MS = 60_000;

export async function addLimits(app: FastifyInstance, limits: RequestLimits): Promise<void> {
  await app.register(fastifyRateLimit, {
    timeWindow: MINUTE_MS,
    max: (request: FastifyRequest) => (request.principal === null ? limits.anonymous : limits.loggedIn),
    keyGenerator: ({ principal, ip }) =>
      principal === null ? `ip ${ip}` : `${principal.sessionId ?? 'token'} ${principal.userId}`,
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  });
}

export interface TokenGuard {
  /** Throws TOO_MANY_REQUESTS for whoever has guessed too often: before a token is looked at, or a lucky guess would pass. */
  check(request: FastifyRequest): Promise<void>;
  recordFailure(request: FastifyRequest): Promise<void>;
}

export function createTokenGuard(app: FastifyInstance, limits: RequestLimits): TokenGuard {
  const failures = app.createRateLimit({
    timeWindow: MINUTE_MS,
    max: limits.wrongTokens,
    keyGenerator: ({ ip }) => `token ${ip}`,
  });
  return {
    async check(request) {
      const state = await failures(request, { increment: false });
      if (!state.isAllowed && state.remaining === 0) {
        throw tooMany(state.ttl);
      }
    },
    async recordFailure(request) {
      await failures(request);
    },
  };
}

/** Route configuration of everything that lets somebody in: by address, whoever is asking. */
export function loginLimit(limits: RequestLimits) {
  return {
    rateLimit: {
      timeWindow: MINUTE_MS,
      max: limits.logins,
      keyGenerator: ({ ip }: FastifyRequest) => `login ${ip}`,
    },
  };
}

function tooMany(ttlMs: number): AppError {
  return new AppError('TOO_MANY_REQUESTS', { seconds: Math.max(1, Math.ceil(ttlMs / 1000)) });
}
