// The build queue's hands: takes rows that are due as long as there is room, and works on each until it has ended.
import type { DeploymentId } from '../../../contract/ids.ts';
import type { Clock, DiagnosticLog, SettingsReader } from './ports.ts';
import type { DeploymentRow, DeploymentStore } from './ports/deployment-store.ts';
import { isActive } from './state.ts';
import { type StopKind, StopRequest } from './stop-reason.ts';

/** What cannot be claimed or ended now, because the database says no, is tried again after this. */
const PAUSE_AFTER_ERROR_MS = 5_000;

export interface Worker {
  /** Takes over rows that were worked on when the program ended, then works on the queue. */
  start(interrupted: readonly DeploymentRow[]): void;
  /** There may be something to do. */
  wake(): void;
  /** False when it is not worked on. */
  abort(id: DeploymentId, kind: StopKind): boolean;
  /** Resolves when nobody works on it. */
  settled(id: DeploymentId): Promise<void>;
  /** Aborts all work and waits for its end. */
  stop(): Promise<void>;
}

export interface WorkerDeps {
  readonly store: DeploymentStore;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly diagnostics: DiagnosticLog;
  /** Works on a claimed row until it has ended. */
  readonly run: (row: DeploymentRow, signal: AbortSignal) => Promise<void>;
  /** The same for a row that the program left behind. */
  readonly recover: (row: DeploymentRow, signal: AbortSignal) => Promise<void>;
  readonly onClaimed: (row: DeploymentRow) => void;
  readonly onEnded: (row: DeploymentRow) => void;
}

export function createWorker(deps: WorkerDeps): Worker {
  const { store, clock, settings, diagnostics } = deps;
  const active = new Map<DeploymentId, { readonly controller: AbortController; readonly done: Promise<void> }>();
  let isRunning = false;
  let alarm = new AbortController();
  const ending = new AbortController();

  function work(row: DeploymentRow, run: WorkerDeps['run']): void {
    const controller = new AbortController();
    if (row.cancelRequestedAt !== null) {
      controller.abort(new StopRequest('cancel'));
    }
    const done = run(row, controller.signal)
      .catch((error: unknown) => {
        diagnostics.error('Work on a deployment broke off', { deploymentId: row.id, error });
        resumeLater(row.id);
      })
      .finally(() => {
        active.delete(row.id);
        deps.onEnded(row);
        wake();
      });
    active.set(row.id, { controller, done });
  }

  /** How it ended could not be written, to a full disk for one: its row would say for ever that it is being built. */
  function resumeLater(id: DeploymentId): void {
    clock.sleep(PAUSE_AFTER_ERROR_MS, ending.signal).then(
      () => {
        try {
          const row = store.get(id);
          if (row !== null && isActive(row.status) && !active.has(id)) {
            work(row, deps.recover);
          }
        } catch (error) {
          diagnostics.error('A deployment could not be taken up again', { deploymentId: id, error });
          resumeLater(id);
        }
      },
      // The next start finds it.
      () => undefined,
    );
  }

  function wake(): void {
    if (!isRunning) {
      return;
    }
    alarm.abort();
    try {
      for (let row = claim(); row !== null; row = claim()) {
        deps.onClaimed(row);
        work(row, deps.run);
      }
      setAlarm(store.nextDueAt());
    } catch (error) {
      diagnostics.error('The queue could not be read', { error });
      setAlarm(clock.now() + PAUSE_AFTER_ERROR_MS);
    }
  }

  function claim(): DeploymentRow | null {
    return store.claimNext(clock.now(), settings().maxConcurrentBuilds);
  }

  function setAlarm(at: number | null): void {
    alarm = new AbortController();
    // What is due already waits for room or for its project: the end of a job wakes us.
    if (at !== null && at > clock.now()) {
      clock.sleep(at - clock.now(), alarm.signal).then(wake, () => undefined);
    }
  }

  return {
    start(interrupted) {
      isRunning = true;
      for (const row of interrupted) {
        work(row, deps.recover);
      }
      wake();
    },
    wake,
    abort(id, kind) {
      const job = active.get(id);
      job?.controller.abort(new StopRequest(kind));
      return job !== undefined;
    },
    async settled(id) {
      await active.get(id)?.done;
    },
    async stop() {
      isRunning = false;
      alarm.abort();
      ending.abort();
      const jobs = [...active.values()];
      for (const { controller } of jobs) {
        controller.abort(new StopRequest('shutdown'));
      }
      await Promise.all(jobs.map(({ done }) => done));
    },
  };
}
