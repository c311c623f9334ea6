// Keeps the stages of one attempt in its row. Progress may come hundreds of times a second; four writes show it as well.
import type { StageName } from '../../../contract/deployments.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { DeploymentMoves } from './moves.ts';
import type { Clock } from './ports.ts';
import type { DeploymentPatch } from './ports/deployment-store.ts';
import { beginStage, finishStage, reportProgress, type StageProgress, type Stages, skipStage } from './stages.ts';

const PROGRESS_INTERVAL_MS = 250;

export interface StageRecorder {
  stages(): Stages;
  /** `patch`: other columns that change in the same transaction, here and below. */
  begin(name: StageName, detail?: string, patch?: DeploymentPatch): void;
  progress(name: StageName, detail: string, progress?: StageProgress | null): void;
  finish(name: StageName, detail?: string, patch?: DeploymentPatch): void;
  skip(name: StageName, detail: string): void;
  /** Changes the stages without writing them: for a move that writes them with its own patch. */
  set(stages: Stages): Stages;
  /** Nothing is written any more: the row is somebody else's. */
  close(): void;
}

interface RecorderDeps {
  readonly id: DeploymentId;
  readonly moves: DeploymentMoves;
  readonly clock: Clock;
}

export function createStageRecorder({ id, moves, clock }: RecorderDeps, initial: Stages): StageRecorder {
  let stages = initial;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let isUnwritten = false;
  const closing = new AbortController();

  function write(next: Stages, patch: DeploymentPatch = {}): void {
    stages = next;
    isUnwritten = false;
    writtenAt = clock.now();
    moves.patch(id, { ...patch, stages });
  }

  /** The last of a burst is written too: a step may be followed by minutes of silence. */
  function writeSoon(): void {
    if (clock.now() - writtenAt >= PROGRESS_INTERVAL_MS) {
      write(stages);
    } else if (!isUnwritten) {
      isUnwritten = true;
      const written = clock.sleep(PROGRESS_INTERVAL_MS, closing.signal).then(() => {
        if (isUnwritten) {
          write(stages);
        }
      });
      // Closed, or the database says no: then whatever is written next says it too, to somebody who waits for it.
      written.catch(() => undefined);
    }
  }

  return {
    stages: () => stages,
    begin(name, detail, patch) {
      write(beginStage(stages, name, clock.now(), detail ?? null), patch);
    },
    progress(name, detail, progress = null) {
      stages = reportProgress(stages, name, detail, progress);
      writeSoon();
    },
    finish: (name, detail, patch) => write(finishStage(stages, name, clock.now(), detail), patch),
    skip: (name, detail) => write(skipStage(stages, name, detail)),
    set(next) {
      stages = next;
      isUnwritten = false;
      return stages;
    },
    close: () => closing.abort(),
  };
}
