// The queue of the world in memory: what waits in an order that can be changed, and hosts on which nothing is begun.
import type { Deployment, Queue, QueueMove } from '../../../src/contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../src/contract/ids.ts';
import type { Project } from '../../../src/contract/projects.ts';
import { ago } from './data.ts';

interface QueueWorldDeps {
  readonly projects: ReadonlyMap<ProjectId, Project>;
  /** Newest first. */
  readonly deployments: readonly Deployment[];
  readonly pausedHosts: Map<HostId, string>;
  readonly changed: () => void;
}

export function createQueueWorld({ projects, deployments, pausedHosts, changed }: QueueWorldDeps) {
  /** Those that were moved, in their order; the others follow as they came. */
  let order: readonly DeploymentId[] = [];

  const queue = (): Queue => {
    const items = deployments.map((deployment) => {
      const project = projects.get(deployment.projectId);
      return {
        deployment,
        projectName: project?.name ?? '',
        projectSlug: project?.slug ?? '',
        isPaused: deployment.status === 'queued' && pausedHosts.has(deployment.hostId),
      };
    });
    const waiting = items.filter(({ deployment: { status } }) => status === 'queued').toReversed();
    const place = (id: DeploymentId): number => (order.includes(id) ? order.indexOf(id) : Number.POSITIVE_INFINITY);
    const sorted = waiting.toSorted(
      (a, b) => Number(a.isPaused) - Number(b.isPaused) || compare(place(a.deployment.id), place(b.deployment.id)),
    );
    return {
      concurrency: 2,
      pausedHosts: [...pausedHosts].map(([hostId, since]) => ({ hostId, since })),
      active: items.filter(({ deployment: { status } }) => status === 'building' || status === 'starting'),
      waiting: sorted.map((item, index) => ({ ...item, deployment: { ...item.deployment, queuePosition: index + 1 } })),
    };
  };

  return {
    queue,
    moveInQueue({ id, to }: { readonly id: DeploymentId; readonly to: QueueMove }): Queue {
      const ids = queue().waiting.map(({ deployment }) => deployment.id);
      const at = ids.indexOf(id);
      const rest = ids.filter((other) => other !== id);
      const target = { front: 0, up: Math.max(0, at - 1), down: at + 1, back: rest.length }[to];
      order = rest.toSpliced(target, 0, id);
      changed();
      return queue();
    },
    pauseQueue({ hostId }: { readonly hostId: HostId }): Queue {
      pausedHosts.set(hostId, ago(0));
      changed();
      return queue();
    },
    resumeQueue({ hostId }: { readonly hostId: HostId }): Queue {
      pausedHosts.delete(hostId);
      changed();
      return queue();
    },
  };
}

/** Infinity minus infinity is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
