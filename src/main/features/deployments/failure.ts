// What a failed attempt means: try the same again later, or give up with the reason.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { ErrorCode } from '../../../contract/errors.ts';
import { isDiskFull } from '../../lib/is-disk-full.ts';

/** The first one included. */
export const MAX_ATTEMPTS = 4;
const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 300_000;

export type FailureDecision =
  | { readonly type: 'retry'; readonly attempt: number; readonly at: number }
  | { readonly type: 'fail' };

/** `attempt` is the one that failed, 1 for the first; `random` is 0 ≤ x < 1. */
export function decideFailure(error: AppError, attempt: number, now: number, random: number): FailureDecision {
  if (!error.isTransient || attempt >= MAX_ATTEMPTS) {
    return { type: 'fail' };
  }
  // An interruption was ours: nothing outside needs time to recover.
  const delay = error.code === 'INTERRUPTED' ? 0 : backoffDelay(attempt, random);
  return { type: 'retry', attempt: attempt + 1, at: now + delay };
}

/**
 * Exponential with full jitter, in ms: anywhere from 0 to 5 s × 2^(failures − 1), at most 5 min. Full jitter spreads
 * work that failed together best (AWS Architecture Blog, "Exponential Backoff And Jitter").
 */
export function backoffDelay(failures: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 16));
  return Math.round(ceiling * random);
}

export function toAppError(error: unknown): AppError {
  if (isAppError(error)) {
    return error;
  }
  return isDiskFull(error)
    ? new AppError('DISK_FULL', { where: 'the data folder' }, { cause: error })
    : new AppError('INTERNAL', {}, { cause: error });
}

/** Errors that end when the engine is there again. */
export function isEngineAway(code: string | undefined): boolean {
  return code !== undefined && away.has(code);
}

const away: ReadonlySet<string> = new Set<ErrorCode>([
  'ENGINE_LOST',
  'DOCKER_NOT_FOUND',
  'DOCKER_NOT_ON_HOST',
  'SSH_UNREACHABLE',
  'SSH_NAME_UNKNOWN',
]);
