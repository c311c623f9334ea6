// What becomes of a deployment whose attempt did not succeed.
import { AppError } from '../../../contract/app-error.ts';
import { decideFailure, toAppError } from './failure.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { runningStage } from './stages.ts';
import type { StopKind } from './stop-reason.ts';

export type Outcome =
  | { readonly type: 'cancelled' }
  | { readonly type: 'failed'; readonly error: AppError }
  /** `notBefore` null: at once. */
  | {
      readonly type: 'requeued';
      readonly error: AppError;
      readonly attempt: number;
      readonly notBefore: number | null;
    };

export interface EndedAttempt {
  readonly row: DeploymentRow;
  readonly error: unknown;
  readonly stopKind: StopKind | null;
  /** A newer deployment of the project waits: this one is not worth another attempt. */
  readonly hasNewerWaiting: boolean;
  readonly now: number;
  readonly random: number;
}

export function decideOutcome({ row, error, stopKind, hasNewerWaiting, now, random }: EndedAttempt): Outcome {
  if (stopKind === 'cancel' || row.cancelRequestedAt !== null) {
    return { type: 'cancelled' };
  }
  if (stopKind === 'shutdown') {
    // We were asked to stop: that is no fault of the deployment, so the attempt does not count.
    return { type: 'requeued', error: interrupted(row), attempt: row.attempt, notBefore: null };
  }
  const reason = toAppError(error);
  const decision = decideFailure(reason, row.attempt, now, random);
  if (decision.type === 'fail' || hasNewerWaiting) {
    return { type: 'failed', error: reason };
  }
  return { type: 'requeued', error: reason, attempt: decision.attempt, notBefore: decision.at };
}

export function interrupted(row: Pick<DeploymentRow, 'stages'>): AppError {
  return new AppError('INTERRUPTED', { stage: runningStage(row.stages) ?? 'source' });
}
