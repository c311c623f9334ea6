// Keeps the ingress of each host as the rows say: installed or gone, its routes those of the table, its pointers those of the
// current releases. One thing at a time for each host; whoever asks while something is done gets the next turn.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { HostId } from '../../../contract/ids.ts';
import {
  addPointers,
  bringUpToDate,
  firstFiles,
  isCutOff,
  pointTo,
  settleOn,
  untilListening,
  whyDead,
} from './container-work.ts';
import {
  digestOf,
  type Installation,
  INGRESS_ROLE,
  ingressSpec,
  isAsWanted,
  isPublic,
  machinePort,
  wantedPrograms,
} from './installation.ts';
import { obtainImage } from './obtain-image.ts';
import type {
  Clock,
  DiagnosticLog,
  DomainStore,
  EventSink,
  HostReader,
  IngressContainer,
  IngressDefaults,
  IngressDriver,
  IngressEngine,
  IngressStore,
  Pointer,
  ProjectReader,
  ReleaseReader,
} from './ports.ts';
import type { RouteTable } from './ports/routes.ts';
import { routeTable } from './route-table.ts';
import type { IngressState, RunningIngress } from './state.ts';

export interface KeeperDeps {
  readonly store: IngressStore;
  readonly domains: DomainStore;
  readonly projects: ProjectReader;
  readonly releases: ReleaseReader;
  readonly hosts: HostReader;
  readonly drivers: { readonly [P in IngressDriver['program']]: IngressDriver };
  readonly defaults: () => IngressDefaults;
  /** `minipaas.managed`, `minipaas.instance`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  readonly clock: Clock;
  readonly events: EventSink;
  readonly diagnostics: DiagnosticLog;
}

/** A host that pulls an image over a slow line. */
const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** `look`: what is there is looked at. `install`: what failed before is tried again. `renew`: made anew of the newest image. */
export type Effort = 'look' | 'install' | 'renew';

export interface IngressKeeper {
  state(hostId: HostId): IngressState;
  /** Null where no ingress runs. */
  running(hostId: HostId): RunningIngress | null;
  /** Never throws: what went wrong is the state. */
  sync(hostId: HostId, effort: Effort): Promise<void>;
  /** New requests of a project go there. Never throws. */
  point(hostId: HostId, pointer: Pointer): Promise<void>;
  /** The same, and where its requests went before is forgotten. Never throws. */
  settle(hostId: HostId, pointer: Pointer): Promise<void>;
  /** A look only where something has changed since the last one. */
  refresh(hostId: HostId): void;
  tableOf(hostId: HostId): RouteTable;
  /** Nothing is begun after this; resolves when what is under way has ended. */
  close(): Promise<void>;
}

export function createKeeper(deps: KeeperDeps): IngressKeeper {
  const { store, domains, projects, releases, hosts, drivers, defaults, clock, events, diagnostics } = deps;
  const states = new Map<HostId, IngressState>();
  const lines = new Map<HostId, Promise<void>>();
  /** Of releases that are routed to and not current yet: the rows do not know of them. By host and slug. */
  const underWay = new Map<string, Pointer>();
  const labels = { ...deps.labels, ...INGRESS_ROLE };
  /** A slow pull is not waited for at the end. */
  const installing = new AbortController();
  let isClosed = false;

  const projectsOf = (hostId: HostId) => projects.list().filter((project) => project.hostId === hostId);
  const stateOf = (hostId: HostId): IngressState => states.get(hostId) ?? { status: 'unknown' };

  function running(hostId: HostId): RunningIngress | null {
    const state = stateOf(hostId);
    return state.status === 'running' ? state : null;
  }

  function become(hostId: HostId, state: IngressState): void {
    const before = stateOf(hostId);
    states.set(hostId, state);
    if (before.status !== state.status || state.status !== 'running') {
      events.publish({ type: 'ingress', hostId });
      // Their addresses are others now.
      for (const { id } of projectsOf(hostId)) {
        events.publish({ type: 'project', projectId: id });
      }
    }
  }

  /** After what is being done on that host. */
  function inTurn<T>(hostId: HostId, work: () => Promise<T>): Promise<T> {
    const done = (lines.get(hostId) ?? Promise.resolve()).then(work);
    const quiet = done.then(
      () => undefined,
      () => undefined,
    );
    lines.set(hostId, quiet);
    return done;
  }

  function tableOf(hostId: HostId): RouteTable {
    const row = store.get(hostId);
    return routeTable({
      row,
      isPublic: isPublic(row, hosts.kindOf(hostId) ?? 'ssh'),
      token: tokenOf(deps.labels),
      projects: projectsOf(hostId),
      domains: domains.listAll(),
    });
  }

  const pointersOf = (hostId: HostId): readonly Pointer[] =>
    projectsOf(hostId).map(
      ({ id, slug }) => underWay.get(keyOf(hostId, slug)) ?? { slug, target: releases.targetOf(id) },
    );

  async function bringAbout(hostId: HostId, effort: Effort): Promise<void> {
    const kind = hosts.kindOf(hostId);
    if (kind === null) {
      states.delete(hostId);
      return;
    }
    const engine = await hosts.engine(hostId).catch(() => null);
    if (engine === null) {
      // The Hosts page says why, and it is looked at again when the host is connected.
      become(hostId, { status: 'unknown' });
      return;
    }
    const found = await engine.find(labels);
    const row = store.get(hostId);
    const wanted = wantedPrograms({ row, defaults: defaults(), kind, hasReleases: hasReleases(hostId) });
    if (wanted.length === 0) {
      if (found !== null) {
        await engine.remove(found.id);
      }
      become(hostId, { status: 'off' });
      return;
    }
    const table = tableOf(hostId);
    const installation = { hostId, row, table, labels: deps.labels, network: deps.network };
    const kept = effort === 'renew' ? null : wanted.map((program) => asInstalled(program, installation));
    const match = found === null ? undefined : kept?.find((each) => isAsWanted(found, ingressSpec(each)));
    if (found !== null && match !== undefined && found.isRunning) {
      await update(engine, found, match, wanted[0] ?? match.driver.program);
      return;
    }
    if (found !== null && match !== undefined && effort === 'look') {
      throw await whyDead(engine, found);
    }
    if (effort === 'look' && stateOf(hostId).status === 'unavailable') {
      // Nothing has changed since it could not be had.
      return;
    }
    await install(engine, found, wanted, installation, effort === 'renew');
  }

  const asInstalled = (
    program: IngressDriver['program'],
    rest: Omit<Installation, 'driver' | 'image'>,
  ): Installation => ({ ...rest, driver: drivers[program], image: defaults().images[program] });

  const hasReleases = (hostId: HostId): boolean => projectsOf(hostId).some(({ id }) => releases.targetOf(id) !== null);

  /** It runs: only what it reads may have changed. */
  async function update(
    engine: IngressEngine,
    found: IngressContainer,
    installation: Installation,
    wanted: IngressDriver['program'],
  ): Promise<void> {
    const { hostId, driver, image, table } = installation;
    await bringUpToDate(engine, found.id, driver, table, pointersOf(hostId));
    const state = stateOf(hostId);
    const note = state.status === 'running' ? state.note : noteOf(wanted, installation);
    become(hostId, await runningState(engine, found.id, { ...installation, note }, image));
  }

  const noteOf = (wanted: IngressDriver['program'], { driver, image }: Installation): string | null =>
    wanted === driver.program
      ? null
      : `${defaults().images[wanted]} could not be had when it was installed, so ${image} is used instead.`;

  async function install(
    engine: IngressEngine,
    found: IngressContainer | null,
    wanted: readonly IngressDriver['program'][],
    rest: Omit<Installation, 'driver' | 'image'>,
    isUpgrade: boolean,
  ): Promise<void> {
    const { hostId, row, table } = rest;
    const [first] = wanted;
    const { images } = defaults();
    if (first !== undefined) {
      become(hostId, { status: 'installing', driver: drivers[first], image: images[first] });
    }
    const obtained = await obtainImage(
      engine,
      wanted,
      images,
      AbortSignal.any([installing.signal, AbortSignal.timeout(INSTALL_TIMEOUT_MS)]),
      isUpgrade,
    );
    const installation: Installation = { ...rest, driver: drivers[obtained.program], image: obtained.image };
    if (found !== null) {
      await engine.remove(found.id);
    }
    const { driver } = installation;
    const files = firstFiles(driver, table, pointersOf(hostId));
    const id = await engine.start({ ...ingressSpec(installation), files }).catch((error: unknown) => {
      if (isAppError(error) && error.code === 'PORT_TAKEN') {
        const port = Number(/Port (\d+)/.exec(error.message)?.[1] ?? row.httpPort);
        const host = hosts.nameOf(hostId) ?? 'the host';
        throw new AppError('INGRESS_PORT_TAKEN', { port, host }, { cause: error });
      }
      throw error;
    });
    await untilListening(clock, engine, labels);
    // What was released while it was started.
    await addPointers(engine, id, driver, pointersOf(hostId));
    diagnostics.info('The ingress was installed', { hostId, image: installation.image });
    become(hostId, await runningState(engine, id, { ...installation, note: obtained.note }, installation.image));
  }

  async function runningState(
    engine: IngressEngine,
    id: string,
    { hostId, driver, row, table, note }: Installation & { readonly note: string | null },
    image: string,
  ): Promise<RunningIngress> {
    const port = table.isPublic ? machinePort(hostId, deps.labels) : row.httpPort;
    const localPort = (await engine.openPort?.(port)) ?? port;
    return {
      status: 'running',
      driver,
      image,
      note,
      engine,
      container: { id },
      localPort,
      httpPort: row.httpPort,
      httpsPort: row.httpsPort,
      isPublic: table.isPublic,
      digest: digestOf(table),
    };
  }

  async function sync(hostId: HostId, effort: Effort): Promise<void> {
    try {
      await inTurn(hostId, async () => {
        if (!isClosed) {
          await bringAbout(hostId, effort);
        }
      });
    } catch (error) {
      if (!isClosed) {
        fail(hostId, error);
      }
    }
  }

  function fail(hostId: HostId, error: unknown): void {
    if (!isAppError(error)) {
      diagnostics.warn('The ingress of a host could not be looked after', { hostId, error });
    }
    const known = isAppError(error) ? error : new AppError('INTERNAL', {}, { cause: error });
    const isAway = known.code === 'ENGINE_LOST' || hosts.kindOf(hostId) === null;
    become(hostId, isAway ? { status: 'unknown' } : { status: 'unavailable', error: known.toBody() });
  }

  async function withRunning(hostId: HostId, work: (ingress: RunningIngress) => Promise<void>): Promise<void> {
    // A release does not wait for an image that is pulled.
    if (running(hostId) === null) {
      return;
    }
    try {
      await inTurn(hostId, async () => {
        const ingress = running(hostId);
        await (ingress === null ? undefined : work(ingress));
      });
    } catch (error) {
      diagnostics.warn('The ingress did not take where a project is', { hostId, error });
      // It may have been removed, or another one may stand in its place: that one is told as well.
      await sync(hostId, 'install');
    }
  }

  return {
    state: stateOf,
    running,
    sync,
    tableOf,
    async point(hostId, pointer) {
      underWay.set(keyOf(hostId, pointer.slug), pointer);
      await withRunning(hostId, async ({ engine, container, driver }) => {
        await pointTo(engine, container.id, driver, pointer);
        if (driver.settleMs > 0) {
          await clock.sleep(driver.settleMs);
        }
      });
    },
    async settle(hostId, pointer) {
      underWay.delete(keyOf(hostId, pointer.slug));
      await withRunning(hostId, ({ engine, container, driver }) => settleOn(engine, container.id, driver, pointer));
    },
    refresh(hostId) {
      const ingress = running(hostId);
      const isOdd = ingress?.digest !== digestOf(tableOf(hostId)) || isCutOff(ingress.engine, labels, deps.network);
      void Promise.resolve(isOdd).then((isSo) => (isSo ? sync(hostId, 'look') : undefined));
    },
    async close() {
      isClosed = true;
      installing.abort(new Error('miniPaaS ends'));
      await Promise.all(lines.values());
    },
  };
}

/** It is told to whoever asks for the right path, so it is not the whole of the installation's id. */
export const tokenOf = (labels: KeeperDeps['labels']): string => (labels['minipaas.instance'] ?? 'none').slice(0, 16);

const keyOf = (hostId: HostId, slug: string): string => `${hostId} ${slug}`;
