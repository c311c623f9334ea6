// Hosts: every machine with an engine that projects run on, and the live link to each.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { Host } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import { type HostLink, type HostLinkDeps, type LinkState, openHostLink } from './host-link.ts';
import type { EngineConnector, EngineEvent, HostRow, HostStore } from './ports.ts';

export interface HostsDeps<Engine> {
  readonly store: HostStore;
  readonly connector: EngineConnector<Engine>;
  readonly clock: HostLinkDeps<Engine>['clock'];
  readonly publish: (event: AppEvent) => void;
  readonly projectCount: (id: HostId) => number;
  readonly runningCount: (id: HostId) => number;
}

export interface HostListener<Engine> {
  /** Connected, for the first time or again: what is known of its containers may be stale. */
  onConnected(id: HostId, engine: Engine): void;
  onEvent(id: HostId, event: EngineEvent): void;
}

interface ById {
  readonly id: HostId;
}

export type Hosts<Engine> = ReturnType<typeof createHosts<Engine>>;

export function createHosts<Engine>(deps: HostsDeps<Engine>) {
  const { store, connector, clock, publish } = deps;
  const links = new Map<HostId, HostLink<Engine>>();

  function existing(id: HostId): HostRow {
    const row = store.get(id);
    if (row === null) {
      throw new AppError('NOT_FOUND', { what: `host ${id}` });
    }
    return row;
  }

  function view(row: HostRow): Host {
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      ...linkView(links.get(row.id)?.state() ?? { status: 'connecting', error: null }),
      projectCount: deps.projectCount(row.id),
      runningCount: deps.runningCount(row.id),
    };
  }

  return {
    list: (): Host[] => store.list().map(view),
    get: ({ id }: ById): Host => view(existing(id)),
    async reconnect({ id }: ById): Promise<Host> {
      await links.get(existing(id).id)?.retryNow();
      return view(existing(id));
    },

    nameOf: (id: HostId): string | null => store.get(id)?.name ?? null,
    /** Where a project goes when nobody says where. */
    defaultId(): HostId {
      const first = store.list()[0];
      if (first === undefined) {
        throw new AppError('NOT_FOUND', { what: 'host' });
      }
      return first.id;
    },
    /** The engine of a host. Throws why there is none. */
    async engine(id: HostId): Promise<Engine> {
      const link = links.get(existing(id).id);
      if (link === undefined) {
        throw new AppError('ENGINE_LOST', { host: existing(id).name });
      }
      return link.engine();
    },

    start(listener: HostListener<Engine>): void {
      for (const host of store.list()) {
        const link = openHostLink<Engine>({
          host,
          connector,
          clock,
          onChange: (state) => {
            publish({ type: 'host', host: view(host) });
            if (state.status === 'connected') {
              listener.onConnected(host.id, state.connection.engine);
            }
          },
          onEvent: (event) => listener.onEvent(host.id, event),
        });
        links.set(host.id, link);
      }
    },
    async stop(): Promise<void> {
      await Promise.all([...links.values()].map((link) => link.close()));
      links.clear();
    },
  };
}

function linkView<Engine>(
  state: LinkState<Engine>,
): Pick<Host, 'status' | 'endpoint' | 'error' | 'engine' | 'connectedAt'> {
  switch (state.status) {
    case 'connecting':
      return { status: 'connecting', endpoint: null, error: state.error, engine: null, connectedAt: null };
    case 'connected':
      return {
        status: 'connected',
        endpoint: state.connection.endpoint,
        error: null,
        engine: state.connection.facts,
        connectedAt: new Date(state.since).toISOString(),
      };
    case 'unreachable':
      return { status: 'unreachable', endpoint: null, error: state.error.toBody(), engine: null, connectedAt: null };
    default:
      return assertNever(state);
  }
}
