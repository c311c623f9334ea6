// Which containers of ours run on one host, and what they said last. Learnt from a list once and from events ever after.
import type { ProjectId } from '../../../contract/ids.ts';
import type { ContainerEvent, ContainerReading, RunningContainer } from './ports.ts';

export interface WatchedContainer {
  readonly id: string;
  readonly projectId: ProjectId;
  /** Null: not measured since it was started. */
  last: ContainerReading | null;
}

export type Happening = { readonly type: 'restart' | 'outOfMemory'; readonly projectId: ProjectId };

/** One shortage of memory is told several times. */
const SAME_SHORTAGE_MS = 1000;

export function createWatchedContainers(own: Readonly<Record<string, string>>) {
  const running = new Map<string, WatchedContainer>();
  /** Ended by themselves: the engine may start them again. */
  const ended = new Set<string>();
  const shortages = new Map<string, number>();

  function projectOf(labels: Readonly<Record<string, string>>): ProjectId | null {
    const isOurs = Object.entries(own).every(([name, value]) => labels[name] === value);
    const id = Number(labels['minipaas.project']);
    // Helpers of ours carry no deployment.
    const isRelease = isOurs && labels['minipaas.deployment'] !== undefined;
    return isRelease && Number.isSafeInteger(id) && id > 0 ? (id as ProjectId) : null;
  }

  function begin(id: string, projectId: ProjectId): void {
    running.set(id, { id, projectId, last: null });
  }

  return {
    all: (): readonly WatchedContainer[] => [...running.values()],
    of: (projectId: ProjectId): readonly string[] =>
      [...running.values()].filter((each) => each.projectId === projectId).map(({ id }) => id),
    /** It did not run when it was measured. */
    drop: (id: string): void => void running.delete(id),
    /** As the engine lists them. */
    reset(listed: readonly RunningContainer[]): void {
      const ids = new Set(listed.map(({ id }) => id));
      for (const id of [...running.keys()].filter((known) => !ids.has(known))) {
        running.delete(id);
      }
      for (const { id, labels } of listed) {
        const projectId = projectOf(labels);
        if (projectId !== null && !running.has(id)) {
          begin(id, projectId);
        }
      }
      ended.clear();
    },
    /** What is worth counting. */
    hear({ action, actorId, attributes }: ContainerEvent, now: number): Happening | null {
      const projectId = projectOf(attributes);
      if (projectId === null) {
        return null;
      }
      switch (action) {
        case 'start': {
          const isRestart = ended.delete(actorId);
          begin(actorId, projectId);
          return isRestart ? { type: 'restart', projectId } : null;
        }
        case 'die':
          running.delete(actorId);
          ended.add(actorId);
          return null;
        case 'stop':
        case 'destroy':
          // Somebody wanted it: what starts it later is no restart.
          running.delete(actorId);
          ended.delete(actorId);
          shortages.delete(actorId);
          return null;
        case 'oom': {
          const before = shortages.get(actorId) ?? Number.NEGATIVE_INFINITY;
          shortages.set(actorId, now);
          return now - before < SAME_SHORTAGE_MS ? null : { type: 'outOfMemory', projectId };
        }
        default:
          return null;
      }
    },
  };
}
