// When a waiting deployment will probably start: the queue played forward with the durations of earlier builds.
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';

export interface QueueForecast {
  readonly now: number;
  readonly concurrency: number;
  readonly active: readonly { readonly projectId: ProjectId; readonly startedAt: number }[];
  /** In the order in which they will run. */
  readonly waiting: readonly {
    readonly id: DeploymentId;
    readonly projectId: ProjectId;
    readonly notBefore: number | null;
  }[];
  /** Of earlier deployments of a project, in ms; null when there are none. */
  readonly durationOf: (projectId: ProjectId) => number | null;
}

/** Times in ms since the epoch. Deployments behind one of unknown duration have no estimate: none is better than a wrong one. */
export function forecastStarts(queue: QueueForecast): ReadonlyMap<DeploymentId, number> {
  const starts = new Map<DeploymentId, number>();
  const projectFreeAt = new Map<ProjectId, number>();
  const slots: number[] = [];
  for (const { projectId, startedAt } of queue.active) {
    const duration = queue.durationOf(projectId);
    const endsAt = duration === null ? Number.POSITIVE_INFINITY : Math.max(queue.now, startedAt + duration);
    slots.push(endsAt);
    projectFreeAt.set(projectId, endsAt);
  }
  while (slots.length < queue.concurrency) {
    slots.push(queue.now);
  }

  for (const { id, projectId, notBefore } of queue.waiting) {
    const slot = slots.indexOf(Math.min(...slots));
    const start = Math.max(slots[slot] ?? queue.now, projectFreeAt.get(projectId) ?? 0, notBefore ?? 0);
    if (Number.isFinite(start)) {
      starts.set(id, start);
    }
    const endsAt = start + (queue.durationOf(projectId) ?? Number.POSITIVE_INFINITY);
    slots[slot] = endsAt;
    projectFreeAt.set(projectId, endsAt);
  }
  return starts;
}

/** The median: one build that hung for an hour says nothing about the next. Null for none. */
export function typicalDuration(durations: readonly number[]): number | null {
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
