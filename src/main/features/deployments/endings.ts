// Why a release that served has ended, kept with its row: looked for at once, and once more when its last words were read, which an engine
// may give later than the end itself.
import type { ErrorBody } from '../../../contract/errors.ts';
import type { Explanation } from '../../../contract/explanation.ts';
import { explainEnd, type ExplainDeps, type HowItEnded } from './explain/explain-failure.ts';
import type { DeploymentMoves } from './moves.ts';
import type { ContainerFacts } from './ports.ts';
import type { DeploymentRow, DeploymentStore } from './ports/deployment-store.ts';
import type { RuntimeLogs } from './runtime-logs.ts';

export interface Ending extends HowItEnded {
  readonly row: Pick<DeploymentRow, 'id' | 'snapshot'>;
  readonly error: ErrorBody;
}

/** `facts`: of its container; null: that is gone. One that runs again already has no exit code any more. */
export function endingOf(row: Ending['row'], error: ErrorBody, facts: ContainerFacts | null): Ending {
  return { row, error, exitCode: facts?.exitCode ?? null, isOutOfMemory: facts?.isOutOfMemory ?? false };
}

export interface Endings {
  /** By what was read so far. Never throws. */
  explain(ending: Ending): Promise<Explanation | null>;
  /** To be called when the row has its error. Nothing is changed where it has another one by then. */
  explainWhenRead(ending: Ending): void;
  /** Resolves when none is worked on any more; to be called after the runtime logs were closed. */
  close(): Promise<void>;
}

export interface EndingsDeps extends ExplainDeps {
  readonly store: Pick<DeploymentStore, 'get'>;
  readonly moves: Pick<DeploymentMoves, 'patch'>;
  readonly runtimeLogs: Pick<RuntimeLogs, 'wholeOf'>;
}

export function createEndings({ store, moves, runtimeLogs, ...parts }: EndingsDeps): Endings {
  const { diagnostics } = parts;
  const pending = new Set<Promise<void>>();
  let isClosed = false;

  async function again({ row, error, ...how }: Ending): Promise<void> {
    if (!(await runtimeLogs.wholeOf(row.id)) || isClosed) {
      return;
    }
    const explanation = await explainEnd(parts, row, error, how);
    if (explanation !== null && !isClosed && store.get(row.id)?.error?.code === error.code) {
      moves.patch(row.id, { explanation });
    }
  }

  return {
    explain: ({ row, error, ...how }) => explainEnd(parts, row, error, how),
    explainWhenRead(ending) {
      const work = again(ending).catch((error: unknown) => {
        diagnostics.warn('The end of a release could not be explained', { deploymentId: ending.row.id, error });
      });
      pending.add(work);
      void work.then(() => pending.delete(work));
    },
    async close() {
      isClosed = true;
      await Promise.all(pending);
    },
  };
}
