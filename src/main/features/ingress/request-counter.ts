// How many requests of each project an ingress has answered. It counts by itself; what is asked for is added up here.
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { ProjectReader, RequestClass } from './ports.ts';
import type { RunningIngress } from './state.ts';

interface CounterDeps {
  readonly running: (hostId: HostId) => RunningIngress | null;
  readonly projects: Pick<ProjectReader, 'list'>;
}

/** By the first digit of their status: 1xx to 5xx. */
type Responses = [number, number, number, number, number];

interface HostCounts {
  readonly containerId: string;
  /** How far the driver has counted. */
  state: string | null;
  readonly totals: Map<string, Responses>;
}

const places: Readonly<Record<RequestClass, 1 | 2 | 3 | 4>> = { '2xx': 1, '3xx': 2, '4xx': 3, '5xx': 4 };

export function createRequestCounter({ running, projects }: CounterDeps) {
  const hosts = new Map<HostId, HostCounts>();

  return {
    /**
     * Answers since this program looked first, by project; from zero again when the ingress is another one. Null where none runs.
     * One command in its container, whatever the number of requests; the first call begins to count.
     */
    async read(
      hostId: HostId,
    ): Promise<readonly { readonly projectId: ProjectId; readonly responses: Readonly<Responses> }[] | null> {
      const ingress = running(hostId);
      if (ingress === null) {
        hosts.delete(hostId);
        return null;
      }
      const { engine, container, driver } = ingress;
      const known = hosts.get(hostId);
      const counts =
        known?.containerId === container.id ? known : { containerId: container.id, state: null, totals: new Map() };
      hosts.set(hostId, counts);
      const { output } = await engine.run(container.id, driver.countCommand(counts.state));
      const { counts: added, state } = driver.readCounts(output, counts.state);
      counts.state = state;
      for (const [slug, classes] of added) {
        const total = counts.totals.get(slug) ?? [0, 0, 0, 0, 0];
        for (const kind of ['2xx', '3xx', '4xx', '5xx'] as const) {
          total[places[kind]] += classes[kind];
        }
        counts.totals.set(slug, total);
      }
      return projects
        .list()
        .filter((project) => project.hostId === hostId)
        .map(({ id, slug }) => ({ projectId: id, responses: copyOf(counts.totals.get(slug)) }));
    },
  };
}

function copyOf([a, b, c, d, e]: Readonly<Responses> = [0, 0, 0, 0, 0]): Responses {
  return [a, b, c, d, e];
}
