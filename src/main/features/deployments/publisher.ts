// Tells clients what changed. Changes of one turn of the event loop become one event of each kind, made of the rows as
// they are then.
import type { Deployment } from '../../../contract/deployments.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import type { EventSink } from './ports.ts';

export interface Publisher {
  deployment(id: DeploymentId): void;
  project(id: ProjectId): void;
  queue(): void;
}

interface PublisherDeps {
  readonly events: EventSink;
  /** As they are now; those that are gone are left out. */
  readonly views: (ids: readonly DeploymentId[]) => readonly Deployment[];
  /** What went wrong while telling. Nobody waits for an event, so there is nobody else to throw to. */
  readonly onError: (error: unknown) => void;
}

export function createPublisher({ events, views, onError }: PublisherDeps): Publisher {
  const deployments = new Set<DeploymentId>();
  const projects = new Set<ProjectId>();
  let isQueueChanged = false;
  let isScheduled = false;

  function schedule(): void {
    if (!isScheduled) {
      isScheduled = true;
      queueMicrotask(() => {
        try {
          flush();
        } catch (error) {
          onError(error);
        }
      });
    }
  }

  function flush(): void {
    const changed = [...deployments];
    const changedProjects = [...projects];
    const queueChanged = isQueueChanged;
    isScheduled = false;
    isQueueChanged = false;
    deployments.clear();
    projects.clear();
    for (const deployment of views(changed)) {
      events.publish({ type: 'deployment', deployment });
    }
    for (const projectId of changedProjects) {
      events.publish({ type: 'project', projectId });
    }
    if (queueChanged) {
      events.publish({ type: 'queue' });
    }
  }

  return {
    deployment(id) {
      deployments.add(id);
      schedule();
    },
    project(id) {
      projects.add(id);
      schedule();
    },
    queue() {
      isQueueChanged = true;
      schedule();
    },
  };
}
