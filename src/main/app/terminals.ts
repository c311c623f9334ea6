// Ways into what runs: shells and opened ports, for the containers that serve and for hosts.
import { randomBytes } from 'node:crypto';
import type { AppEvent } from '../../contract/events.ts';
import type { HostId, ProjectId } from '../../contract/ids.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { DockerEngine } from '../adapters/docker/connector.ts';
import { localPorts } from '../adapters/net/local-ports.ts';
import { createForwards } from '../features/forwards/service.ts';
import type { ServingContainer } from '../features/terminals/ports.ts';
import { createTerminals } from '../features/terminals/service.ts';
import type { EventHub } from '../lib/event-hub.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Stores } from './stores.ts';

export interface WaysInDeps {
  readonly stores: Pick<Stores, 'projects' | 'hosts' | 'deployments' | 'installation'>;
  readonly engine: (id: HostId) => Promise<DockerEngine>;
  readonly publish: (event: AppEvent) => void;
  readonly diagnostics: Diagnostics;
}

export function createWaysIn({ stores, engine, publish, diagnostics }: WaysInDeps) {
  const hostOf = (id: HostId) => (stores.hosts.isRemoved(id) ? null : stores.hosts.get(id));

  function serving(id: ProjectId): ServingContainer | null {
    const current = stores.deployments.current(id);
    return current === null || current.containerId === null
      ? null
      : { containerId: current.containerId, deploymentId: current.id, hostId: current.hostId };
  }

  return {
    terminals: createTerminals({
      hosts: { get: engine },
      projects: {
        nameOf: (id) => stores.projects.get(id)?.name ?? null,
        serving,
        servingOn: (hostId) =>
          stores.deployments
            .listCurrent()
            .filter((row) => row.hostId === hostId)
            .map((row) => serving(row.projectId))
            .filter((found) => found !== null),
      },
      clock: systemClock,
      diagnostics,
      instance: stores.installation.id,
      randomId: () => randomBytes(12).toString('hex'),
    }),
    forwards: createForwards({
      hosts: { get: engine, find: hostOf },
      projects: { find: (id) => stores.projects.get(id), serving },
      localPorts,
      publish,
      now: Date.now,
    }),
  };
}

type WaysIn = ReturnType<typeof createWaysIn>;

/** Before their hosts are let go; and what led to a project or a host that is removed. */
export function closeWaysIn(
  { hub, terminals, forwards }: WaysIn & { readonly hub: Pick<EventHub<AppEvent>, 'subscribe'> },
  onClose: (opened: unknown, close: () => unknown) => unknown,
): void {
  const watching = new AbortController();
  onClose(terminals, terminals.stop);
  onClose(forwards, forwards.stop);
  onClose(watching, () => watching.abort());
  void (async () => {
    for await (const event of hub.subscribe(watching.signal)) {
      if (event.type === 'projectRemoved') {
        await forwards.onProjectRemoved(event.projectId);
      } else if (event.type === 'hostRemoved') {
        await forwards.onHostRemoved(event.hostId);
      }
    }
  })();
}
