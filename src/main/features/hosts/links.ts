// The live link to each host, and how a host looks with it.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { Host } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import { type HostLink, type HostLinkDeps, type LinkState, openHostLink } from './host-link.ts';
import type { EngineConnector, EngineEvent, HostRow, HostStore } from './ports.ts';
import { sshView } from './ssh-input.ts';

export interface HostListener<Engine> {
  /** Connected, for the first time or again: what is known of its containers may be stale. */
  onConnected(id: HostId, engine: Engine): void;
  /** The engine stopped answering: what is known of its containers may change unseen. */
  onLost(id: HostId): void;
  onEvent(id: HostId, event: EngineEvent): void;
}

export interface HostLinksDeps<Engine> {
  readonly store: HostStore;
  readonly connector: EngineConnector<Engine>;
  readonly clock: HostLinkDeps<Engine>['clock'];
  readonly publish: (event: AppEvent) => void;
  readonly projectCount: (id: HostId) => number;
  readonly runningCount: (id: HostId) => number;
}

export function createHostLinks<Engine>({ store, connector, clock, publish, ...counts }: HostLinksDeps<Engine>) {
  const links = new Map<HostId, HostLink<Engine>>();
  let listener: HostListener<Engine> | null = null;

  function existing(id: HostId): HostRow {
    const row = store.get(id);
    if (row === null || store.isRemoved(id)) {
      throw new AppError('NOT_FOUND', { what: `host ${id}` });
    }
    return row;
  }

  function view(row: HostRow): Host {
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      ssh: sshView(row),
      ...linkView(links.get(row.id)?.state() ?? { status: 'connecting', error: null }),
      projectCount: counts.projectCount(row.id),
      runningCount: counts.runningCount(row.id),
    };
  }

  function announce(id: HostId): void {
    const row = store.get(id);
    if (row !== null && !store.isRemoved(id)) {
      publish({ type: 'host', host: view(row) });
    }
  }

  function open(host: HostRow): void {
    let wasConnected = false;
    const onChange = (state: LinkState<Engine>): void => {
      // It may have been renamed since.
      announce(host.id);
      if (state.status === 'connected') {
        wasConnected = true;
        listener?.onConnected(host.id, state.connection.engine);
      } else if (wasConnected) {
        wasConnected = false;
        listener?.onLost(host.id);
      }
    };
    const onEvent = (event: EngineEvent): void => listener?.onEvent(host.id, event);
    links.set(host.id, openHostLink<Engine>({ host, connector, clock, onChange, onEvent }));
  }

  async function close(id: HostId): Promise<void> {
    const link = links.get(id);
    links.delete(id);
    await link?.close();
  }

  function linkOf(id: HostId): HostLink<Engine> {
    const row = existing(id);
    const link = links.get(row.id);
    if (link === undefined) {
      throw new AppError('ENGINE_LOST', { host: row.name });
    }
    return link;
  }

  return {
    existing,
    view,
    announce,
    /** Throws NOT_FOUND, or ENGINE_LOST where it is looked for by nobody. */
    linkOf,
    /** Begins to look for it. */
    open,
    /** Looks for it no more. */
    close,
    /** Anew, with what its row says now; resolves when the first attempt has come to something. */
    async reopen(row: HostRow): Promise<void> {
      await close(row.id);
      listener?.onLost(row.id);
      open(row);
      await links.get(row.id)?.settled();
    },
    start(hostListener: HostListener<Engine>): void {
      listener = hostListener;
      for (const host of store.list()) {
        open(host);
      }
    },
    async stop(): Promise<void> {
      await Promise.all([...links.values()].map((link) => link.close()));
      links.clear();
    },
  };
}

export type HostLinks<Engine> = ReturnType<typeof createHostLinks<Engine>>;

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
