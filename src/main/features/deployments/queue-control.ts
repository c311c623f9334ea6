// What a person changes about the queue: the order of what waits, and hosts on which nothing new is begun.
import { AppError } from '../../../contract/app-error.ts';
import type { QueueMove } from '../../../contract/deployments.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { Clock } from './ports.ts';
import type { DeploymentRow, DeploymentStore } from './ports/deployment-store.ts';
import type { Publisher } from './publisher.ts';
import { reorder } from './reorder.ts';
import type { Worker } from './worker.ts';

interface QueueControlDeps {
  readonly store: DeploymentStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly publisher: Publisher;
  readonly worker: Worker;
}

export function createQueueControl({ store, clock, publisher, worker }: QueueControlDeps) {
  return {
    /** Throws NOT_QUEUED. */
    move({ id, status }: DeploymentRow, to: QueueMove): void {
      if (status !== 'queued') {
        throw new AppError('NOT_QUEUED', { deployment: id, status });
      }
      const reordering = reorder(store.queuedPlaces(), id, to);
      if (reordering !== null) {
        store.moveInQueue(reordering.places, reordering.due);
        publisher.queue();
        worker.wake();
      }
    },
    /** What is worked on goes on; what waits for the host keeps its place. Throws NOT_FOUND. */
    pause(hostId: HostId): void {
      if (!store.setPaused(hostId, clock.now())) {
        throw new AppError('NOT_FOUND', { what: `host ${hostId}` });
      }
      publisher.queue();
    },
    resume(hostId: HostId): void {
      store.setPaused(hostId, null);
      publisher.queue();
      worker.wake();
    },
  };
}
