// Hosts: every machine with an engine that projects run on, and the live link to each.
import { AppError, toErrorBody } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { Host, HostTest, SshHostInput } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import { type HostLink, type HostLinkDeps, type LinkState, openHostLink } from './host-link.ts';
import type {
  EngineConnection,
  EngineConnector,
  EngineEvent,
  HostKeyStore,
  HostRow,
  HostSecrets,
  HostStore,
} from './ports.ts';
import { sshView, toAccess } from './ssh-input.ts';

export interface HostsDeps<Engine> {
  readonly store: HostStore;
  readonly secrets: HostSecrets;
  readonly hostKeys: HostKeyStore;
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

/** Of a host that is only tried: no row has it. */
const TRIAL = 0 as HostId;

interface ById {
  readonly id: HostId;
}

export function createHosts<Engine>(deps: HostsDeps<Engine>) {
  const { store, secrets, hostKeys, connector, clock, publish } = deps;
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
      projectCount: deps.projectCount(row.id),
      runningCount: deps.runningCount(row.id),
    };
  }

  function open(host: HostRow): void {
    const link = openHostLink<Engine>({
      host,
      connector,
      clock,
      onChange: (state) => {
        publish({ type: 'host', host: view(host) });
        if (state.status === 'connected') {
          listener?.onConnected(host.id, state.connection.engine);
        }
      },
      onEvent: (event) => listener?.onEvent(host.id, event),
    });
    links.set(host.id, link);
  }

  /** Connects with what was entered, without keeping anything but a host key that was accepted. */
  function connectOnce(
    input: SshHostInput,
    signal: AbortSignal,
    onStage: (stage: HostTest['stages'][number]['stage'], detail: string) => void,
  ): Promise<EngineConnection<Engine>> {
    const { ssh, secret } = toAccess(input);
    const trial: HostRow = { id: TRIAL, name: input.name, kind: 'ssh', createdAt: clock.now(), ssh };
    const hostKeyFingerprint = input.hostKeyFingerprint ?? null;
    return connector.connect(trial, { signal, onEvent: () => undefined, secret, hostKeyFingerprint, onStage });
  }

  function assertNameIsFree(name: string): void {
    if (store.list().some((row) => row.name.toLowerCase() === name.toLowerCase())) {
      throw new AppError('NAME_TAKEN', { name }, { field: 'name' });
    }
  }

  return {
    /** Throws why the host cannot be used: nothing is kept then but a host key that was accepted by its fingerprint. */
    async add(input: SshHostInput, { signal }: Caller): Promise<Host> {
      assertNameIsFree(input.name);
      const connection = await connectOnce(input, signal, () => undefined);
      await connection.close();
      const { ssh, secret } = toAccess(input);
      const row = store.addSsh(input.name, ssh, clock.now());
      if (secret !== null) {
        await secrets.put(row.id, secret).catch((error: unknown) => {
          store.remove(row.id, clock.now());
          throw error;
        });
      }
      open(row);
      await links.get(row.id)?.settled();
      return view(row);
    },
    async test(input: SshHostInput, { signal }: Caller): Promise<HostTest> {
      const stages: HostTest['stages'] = [];
      const onStage = (stage: HostTest['stages'][number]['stage'], detail: string): void => {
        // What came before has gone well.
        stages.push({ stage, isOk: true, detail });
      };
      try {
        const connection = await connectOnce(input, signal, onStage);
        await connection.close();
        return { stages, error: null, engine: connection.facts };
      } catch (error) {
        signal.throwIfAborted();
        const last = stages.pop();
        return {
          stages: last === undefined ? stages : [...stages, { ...last, isOk: false }],
          error: toErrorBody(error),
          engine: null,
        };
      }
    },
    /** Its containers stay as they are: a host with projects is not removed. */
    async remove({ id }: ById): Promise<ById> {
      const row = existing(id);
      if (row.kind === 'local') {
        throw new AppError(
          'VALIDATION_FAILED',
          { field: 'id', problem: 'this machine cannot be removed' },
          { field: 'id' },
        );
      }
      const projects = deps.projectCount(id);
      if (projects > 0) {
        throw new AppError('HOST_IN_USE', { host: row.name, projects });
      }
      if (row.ssh.hasSecret) {
        await secrets.remove(id);
      }
      store.remove(id, clock.now());
      const isLastOfAddress = store
        .list()
        .every((other) => other.kind === 'local' || other.ssh.address !== row.ssh.address);
      if (isLastOfAddress) {
        hostKeys.removeOf(row.ssh.address);
      }
      const link = links.get(id);
      links.delete(id);
      await link?.close();
      return { id };
    },
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
