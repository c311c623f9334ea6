// The life of a deployment. A move that is not in this table does not compile, and throws where the state comes from outside.
import type { DeploymentStatus } from '../../../contract/deployments.ts';

const moves = {
  // To `failed` only after a start-up that finds its attempts used up.
  queued: ['building', 'cancelled', 'superseded', 'failed'],
  // Back to `queued` for a retry.
  building: ['starting', 'queued', 'failed', 'cancelled'],
  starting: ['running', 'queued', 'failed', 'cancelled'],
  running: ['stopped'],
  stopped: ['running'],
  failed: [],
  cancelled: [],
  superseded: [],
} as const satisfies Record<DeploymentStatus, readonly DeploymentStatus[]>;

export type NextStatus<From extends DeploymentStatus> = (typeof moves)[From][number];

/** Where a claimed deployment is while somebody works on it. */
export type ActiveStatus = 'building' | 'starting';

export function canMove(from: DeploymentStatus, to: DeploymentStatus): boolean {
  return (moves[from] as readonly DeploymentStatus[]).includes(to);
}

/** Throws a plain Error: a wrong move is a mistake of ours, not of the user. */
export function assertMove(from: DeploymentStatus, to: DeploymentStatus): void {
  if (!canMove(from, to)) {
    throw new Error(`A deployment cannot move from "${from}" to "${to}".`);
  }
}

export function isActive(status: DeploymentStatus): status is ActiveStatus {
  return status === 'building' || status === 'starting';
}

/** Nothing will be done for it any more. */
export function isEnded(status: DeploymentStatus): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'superseded';
}
