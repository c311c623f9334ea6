// Whether a crash is answered with a start, with waiting for Docker, or with the end of trying. Pure.
import type { RestartPolicy } from '../../../contract/projects.ts';

export interface Crash {
  /** The project asks for it. */
  readonly autoRestart: boolean;
  readonly policy: RestartPolicy;
  readonly exitCode: number;
  /** What the engine says now: `stopped` is left lying, anything else Docker looks after. */
  readonly isStopped: boolean;
  /** When it crashed, this time included, ms since the epoch. */
  readonly crashes: readonly number[];
  readonly now: number;
}

export type RestartDecision =
  | { readonly type: 'leave' }
  | { readonly type: 'start'; readonly afterMs: number }
  | { readonly type: 'giveUp'; readonly crashes: number; readonly minutes: number };

export const CRASH_LIMIT = 10;
export const CRASH_WINDOW_MS = 600_000;
const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 60_000;

export function decideRestart({ autoRestart, policy, exitCode, isStopped, crashes, now }: Crash): RestartDecision {
  if (!autoRestart) {
    return { type: 'leave' };
  }
  const recent = crashes.filter((at) => now - at < CRASH_WINDOW_MS).length;
  if (recent >= CRASH_LIMIT) {
    return { type: 'giveUp', crashes: recent, minutes: CRASH_WINDOW_MS / 60_000 };
  }
  const hasFinished = exitCode === 0 && (policy === 'no' || policy === 'on-failure');
  if (!isStopped || hasFinished) {
    return { type: 'leave' };
  }
  return { type: 'start', afterMs: Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, recent - 1)) };
}
