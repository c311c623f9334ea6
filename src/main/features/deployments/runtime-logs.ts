// The runtime logs of all deployments that run: which container is followed into which log.
import type { DeploymentId } from '../../../contract/ids.ts';
import { lastWords } from './last-words.ts';
import type { Containers } from './ports.ts';
import { type Follower, type FollowerDeps, type FollowerTarget, startFollower } from './runtime-follower.ts';

/** How long the rest of a stopped container's output may take before it is given up. */
const DRAIN_LIMIT_MS = 10_000;

export interface RuntimeLogs {
  /** Follows this container; a follower of another container of the same deployment ends. */
  follow(target: FollowerTarget): void;
  isFollowing(id: DeploymentId, containerId: string): boolean;
  /** The container was started again. */
  wake(containerId: string, containers?: Containers): void;
  /** Reads what a stopped container has left. To be called before it is removed. */
  drain(containerId: string): Promise<void>;
  /** What the application said last, for an error message. */
  lastWordsOf(id: DeploymentId): string;
  /** Resolves with true when all that its container said until it ended was read; with false when the following ends before. */
  wholeOf(id: DeploymentId): Promise<boolean>;
  /** A line of ours between the application's. */
  say(id: DeploymentId, text: string): Promise<void>;
  /** Ends the following and the log: no line comes any more. */
  complete(id: DeploymentId): Promise<void>;
  /** Ends the following; the log stays open. */
  forget(id: DeploymentId): Promise<void>;
  close(): Promise<void>;
}

export function createRuntimeLogs(deps: FollowerDeps): RuntimeLogs {
  const followers = new Map<DeploymentId, Follower>();
  const { log, clock } = deps;

  function byContainer(containerId: string): Follower | undefined {
    return [...followers.values()].find((follower) => follower.target.containerId === containerId);
  }

  async function forget(id: DeploymentId): Promise<void> {
    const follower = followers.get(id);
    followers.delete(id);
    follower?.close();
    await follower?.done;
  }

  return {
    follow(target) {
      const existing = followers.get(target.id);
      if (existing?.target.containerId === target.containerId) {
        existing.wake(target.containers);
        return;
      }
      existing?.close();
      followers.set(target.id, startFollower(deps, target, existing));
    },
    isFollowing: (id, containerId) => followers.get(id)?.target.containerId === containerId,
    wake: (containerId, containers) => byContainer(containerId)?.wake(containers),
    async drain(containerId) {
      const follower = byContainer(containerId);
      if (follower === undefined) {
        return;
      }
      follower.drain();
      const timer = new AbortController();
      const limit = clock.sleep(DRAIN_LIMIT_MS, timer.signal).catch(() => undefined);
      await Promise.race([follower.done, limit]);
      timer.abort();
      follower.close();
      await follower.done;
    },
    lastWordsOf: (id) => log.mask(id, lastWords(followers.get(id)?.recent() ?? [])),
    wholeOf: async (id) => (await followers.get(id)?.whole()) ?? false,
    async say(id, text) {
      await log.append(id, 'runtime', [{ stream: 'system', text }]);
    },
    async complete(id) {
      await forget(id);
      await log.complete(id, 'runtime');
    },
    forget,
    async close() {
      await Promise.all([...followers.keys()].map(forget));
    },
  };
}
