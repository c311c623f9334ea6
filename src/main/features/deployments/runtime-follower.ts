// Follows the output of one container into the runtime log of its deployment, through stops, restarts and lost engines.
//
// Exactly once, also after a kill: lines are written first and the cursor after them. Lines that were written without
// their cursor are counted in the log and skipped, since an engine gives the lines of a container in the same order again.
import type { DeploymentId } from '../../../contract/ids.ts';
import { isEngineAway, toAppError } from './failure.ts';
import type { Clock, Containers, DeploymentLog, DiagnosticLog, LogChunk } from './ports.ts';
import type { DeploymentStore } from './ports/deployment-store.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** A container that runs again at once is followed again after this, so that a crash loop is not a busy loop of ours. */
const REATTACH_MS = 200;
const REMEMBERED_LINES = 30;

export interface FollowerTarget {
  readonly id: DeploymentId;
  readonly containerId: string;
  readonly containers: Containers;
}

export interface Follower {
  readonly target: FollowerTarget;
  /** Resolves when it has ended: the container is gone, it was drained or it was closed. */
  readonly done: Promise<void>;
  /** The container or its engine may be there again. */
  wake(containers?: Containers): void;
  /** Reads once more what a stopped container has left, then ends. */
  drain(): void;
  /** Ends now. The cursor says where to go on. */
  close(): void;
  /** Resolves with true when all of a container that does not run was read; with false when it was closed before. */
  whole(): Promise<boolean>;
  /** The newest lines, oldest first. */
  recent(): readonly string[];
}

export interface FollowerDeps {
  readonly store: DeploymentStore;
  readonly log: DeploymentLog;
  readonly clock: Clock;
  readonly diagnostics: DiagnosticLog;
}

/** `before`: the follower whose place this one takes. They share the log and its cursor, so it must have ended. */
export function startFollower(deps: FollowerDeps, target: FollowerTarget, before?: Follower): Follower {
  const { clock, diagnostics } = deps;
  const { id, containerId } = target;
  const closing = new AbortController();
  let containers = target.containers;
  let isDraining = false;
  let wakeUp = Promise.withResolvers<void>();
  let read = Promise.withResolvers<boolean>();
  let recent: string[] = [];

  const remember = (lines: readonly LogChunk[]): void => {
    recent = [...recent, ...lines.slice(-REMEMBERED_LINES).map((line) => line.text)].slice(-REMEMBERED_LINES);
  };

  async function follow(): Promise<void> {
    await before?.done;
    let retryMs = FIRST_RETRY_MS;
    while (!closing.signal.aborted) {
      const isLastPass = isDraining;
      const woken = wakeUp.promise;
      try {
        await readOnce(deps, { id, containerId, containers }, closing.signal, remember);
        if (isLastPass) {
          read.resolve(true);
          return;
        }
        const facts = await containers.inspect(containerId, closing.signal);
        if (facts === null) {
          read.resolve(true);
          return;
        }
        retryMs = FIRST_RETRY_MS;
        const isRunning = facts.state === 'running' || facts.state === 'restarting';
        if (isRunning) {
          await pause(REATTACH_MS, woken);
        } else {
          read.resolve(true);
          await woken;
          read = Promise.withResolvers<boolean>();
        }
      } catch (error) {
        if (closing.signal.aborted || isLastPass) {
          return;
        }
        if (!isEngineAway(toAppError(error).code)) {
          diagnostics.warn('Following a runtime log failed', { deploymentId: id, containerId, error });
        }
        await pause(retryMs, woken);
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      }
    }
  }

  async function pause(ms: number, woken: Promise<void>): Promise<void> {
    const timer = new AbortController();
    const slept = clock.sleep(ms, timer.signal).catch(() => undefined);
    await Promise.race([slept, woken]);
    timer.abort();
  }

  function wake(newContainers = containers): void {
    containers = newContainers;
    wakeUp.resolve();
    wakeUp = Promise.withResolvers<void>();
  }

  return {
    target,
    done: follow()
      .catch((error: unknown) => {
        diagnostics.error('The follower of a runtime log ended', { deploymentId: id, containerId, error });
      })
      .finally(() => read.resolve(false)),
    whole: () => read.promise,
    wake,
    drain() {
      isDraining = true;
      wake();
    },
    close() {
      closing.abort();
      wake();
    },
    recent: () => recent,
  };
}

async function readOnce(
  { store, log }: FollowerDeps,
  { id, containerId, containers }: FollowerTarget,
  signal: AbortSignal,
  remember: (lines: readonly LogChunk[]) => void,
): Promise<void> {
  let cursor = store.logCursor(id);
  let skip = 0;
  if (cursor?.containerId === containerId) {
    skip = (await log.countAfter(id, 'runtime', cursor.seq)).output;
  } else {
    const { last } = await log.countAfter(id, 'runtime', Number.MAX_SAFE_INTEGER);
    cursor = { containerId, engineTime: null, seq: last };
    store.saveLogCursor(id, cursor);
  }

  await containers.followLogs(containerId, {
    since: cursor.engineTime,
    signal,
    onLines: async (lines) => {
      const fresh = lines.slice(skip);
      skip = Math.max(0, skip - lines.length);
      const newest = fresh.at(-1);
      if (newest === undefined) {
        return;
      }
      remember(fresh);
      const { last } = await log.append(
        id,
        'runtime',
        fresh.map(({ stream, text, at }) => ({ stream, text, at })),
      );
      store.saveLogCursor(id, { containerId, engineTime: newest.engineTime, seq: last });
    },
  });
}
