// The one way in which rows change: the move is checked, made in one transaction, and only then told.
import type { DeploymentStatus } from '../../../contract/deployments.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { Clock } from './ports.ts';
import type { DeploymentPatch, DeploymentRow, DeploymentStore, MakeCurrentOptions } from './ports/deployment-store.ts';
import type { Publisher } from './publisher.ts';
import { assertMove, type NextStatus } from './state.ts';

export interface DeploymentMoves {
  /** Null when somebody else moved the row out of `from` before. */
  move<From extends DeploymentStatus>(
    id: DeploymentId,
    from: From,
    to: NextStatus<From>,
    patch?: DeploymentPatch,
  ): DeploymentRow | null;
  /** Changes columns without a move. Null when the row is gone. */
  patch(id: DeploymentId, patch: DeploymentPatch): DeploymentRow | null;
  /** `starting → running`, and the project's address with it. Null when the row is not `starting`. */
  makeCurrent(
    id: DeploymentId,
    patch: DeploymentPatch,
    options?: MakeCurrentOptions,
  ): { readonly row: DeploymentRow; readonly previous: DeploymentRow | null } | null;
  /** Something about the row changed by other ways than these. */
  tell(row: DeploymentRow): void;
}

interface MovesDeps {
  readonly store: DeploymentStore;
  readonly clock: Clock;
  readonly publisher: Publisher;
}

export function createDeploymentMoves({ store, clock, publisher }: MovesDeps): DeploymentMoves {
  function tell(row: DeploymentRow): void {
    publisher.deployment(row.id);
    publisher.project(row.projectId);
    publisher.queue();
  }

  return {
    move(id, from, to, patch = {}) {
      assertMove(from, to);
      const row = store.transition(id, from, to, patch, clock.now());
      if (row !== null) {
        tell(row);
      }
      return row;
    },
    patch(id, patch) {
      const row = store.patch(id, patch);
      if (row !== null) {
        publisher.deployment(row.id);
      }
      return row;
    },
    makeCurrent(id, patch, options) {
      const made = store.makeCurrent(id, patch, clock.now(), options);
      if (made !== null) {
        tell(made.row);
        if (made.previous !== null) {
          publisher.deployment(made.previous.id);
        }
      }
      return made;
    },
    tell,
  };
}
