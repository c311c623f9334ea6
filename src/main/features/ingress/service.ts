// The ingress of each host as people set it, and what other features ask of it.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { Ingress, IngressProgram, IngressSettings } from '../../../contract/ingress.ts';
import { projectAddress } from './addresses.ts';
import { INGRESS_ROLE, isPublic } from './installation.ts';
import { createKeeper, type IngressKeeper, type KeeperDeps, tokenOf } from './keeper.ts';
import type { IngressRow, Pointer, RouteTarget } from './ports.ts';
import { createRequestCounter } from './request-counter.ts';

interface ById {
  readonly id: HostId;
}

type Change = ById & { readonly [K in keyof IngressSettings]?: IngressSettings[K] | undefined };

export type IngressService = ReturnType<typeof createIngress>;

export function createIngress(deps: KeeperDeps, keeper: IngressKeeper = createKeeper(deps)) {
  const { store, domains, projects, hosts, defaults, events } = deps;

  const counter = createRequestCounter({ running: keeper.running, projects });

  function existing(id: HostId): HostId {
    if (hosts.kindOf(id) === null) {
      throw new AppError('NOT_FOUND', { what: `host ${id}` });
    }
    return id;
  }

  function view(hostId: HostId): Ingress {
    const row = store.get(hostId);
    const { hostId: _, isWanted: __, ...settings } = row;
    return { hostId, ...settings, ...statusView(row), routes: keeper.tableOf(hostId).routes.length };
  }

  function statusView(row: IngressRow): Pick<Ingress, 'status' | 'program' | 'image' | 'error' | 'note'> {
    const state = keeper.state(row.hostId);
    const none = { error: null, note: null };
    switch (state.status) {
      case 'off':
      case 'unknown':
        return { ...none, status: state.status, program: null, image: null };
      case 'installing':
        return { ...none, status: 'installing', program: state.driver.program, image: state.image };
      case 'running':
        return { ...none, status: 'running', program: state.driver.program, image: state.image, note: state.note };
      case 'unavailable':
        return { ...none, status: 'unavailable', program: wantedProgram(row), image: null, error: state.error };
      default:
        return assertNever(state);
    }
  }

  function wantedProgram(row: IngressRow): IngressProgram | null {
    const driver = row.driver ?? defaults().driver;
    return driver === 'none' ? null : driver;
  }

  function addressOf(projectId: ProjectId): string | null {
    const project = projects.get(projectId);
    const ingress = project === null ? null : keeper.running(project.hostId);
    return project === null || ingress === null ? null : projectAddress(project, domains.list(projectId), ingress);
  }

  /** Why a project has no name, as sentences; null where it has one. */
  function noteOf(projectId: ProjectId): string | null {
    const project = projects.get(projectId);
    if (project === null) {
      return null;
    }
    const name = `${project.subdomain}.localhost`;
    const state = keeper.state(project.hostId);
    switch (state.status) {
      case 'running':
        return null;
      case 'installing':
        return `The ingress is being installed; then ${name} leads here. Until then the application answers on its port.`;
      case 'unavailable':
        return `${state.error.message} ${state.error.hint}`;
      case 'off':
        return `The host has no ingress, so the application answers on its port. Install one on the Hosts page to get ${name} and domains of your own.`;
      case 'unknown':
        return null;
      default:
        return assertNever(state);
    }
  }

  const pointerOf = (projectId: ProjectId, target: RouteTarget | null): Pointer | null => {
    const project = projects.get(projectId);
    return project === null ? null : { slug: project.slug, target };
  };

  return {
    get: ({ id }: ById): Ingress => view(existing(id)),
    async update({ id, ...patch }: Change): Promise<Ingress> {
      const before = store.get(existing(id));
      const { httpPort = before.httpPort, httpsPort = before.httpsPort } = patch;
      if (httpPort === httpsPort) {
        const problem = 'the two ports cannot be the same';
        throw new AppError('VALIDATION_FAILED', { field: 'httpsPort', problem }, { field: 'httpsPort' });
      }
      store.change(id, definedOf(patch));
      await keeper.sync(id, 'install');
      events.publish({ type: 'ingress', hostId: id });
      return view(id);
    },
    async install({ id }: ById): Promise<Ingress> {
      const row = store.get(existing(id));
      // Whoever asks for one wants one.
      const driver = (row.driver ?? defaults().driver) === 'none' ? 'traefik' : row.driver;
      store.change(id, { isWanted: true, driver });
      await keeper.sync(id, 'renew');
      return view(id);
    },
    async remove({ id }: ById): Promise<Ingress> {
      store.change(existing(id), { isWanted: false });
      await keeper.sync(id, 'look');
      return view(id);
    },

    /** Of the path by which one sees that a name leads here. */
    token: tokenOf(deps.labels),
    addressOf,
    noteOf,
    isPublicOf: (hostId: HostId): boolean => isPublic(store.get(hostId), hosts.kindOf(hostId) ?? 'ssh'),
    running: keeper.running,
    isRouting: (hostId: HostId): boolean => keeper.running(hostId) !== null,
    /** New requests go to this release; those under way stay where they are. Never throws. */
    async point(projectId: ProjectId, hostId: HostId, target: RouteTarget): Promise<void> {
      const pointer = pointerOf(projectId, target);
      if (pointer !== null) {
        await keeper.point(hostId, pointer);
      }
    },
    /** Nothing but this is routed to from now on; null: nothing at all. Never throws. */
    async settle(projectId: ProjectId, hostId: HostId, target: RouteTarget | null): Promise<void> {
      const pointer = pointerOf(projectId, target);
      if (pointer !== null) {
        await keeper.settle(hostId, pointer);
      }
    },
    /** Looks only where something has changed since the last look. */
    refresh: keeper.refresh,
    /** Something runs there that did not before: a first release, or one that has moved there. */
    released: (_projectId: ProjectId, hostId: HostId): void => keeper.refresh(hostId),
    /** Projects, their names or their domains have changed, or something runs there that did not before. */
    routesChanged: (hostId: HostId): Promise<void> => keeper.sync(hostId, 'look'),
    /** A domain was added: then an ingress is wanted, unless somebody has said no. */
    async wanted(hostId: HostId): Promise<void> {
      if (store.get(hostId).isWanted === null) {
        store.change(hostId, { isWanted: true });
      }
      await keeper.sync(hostId, 'install');
    },
    onHostConnected: (hostId: HostId): Promise<void> => keeper.sync(hostId, 'install'),
    onContainerEvent(
      hostId: HostId,
      event: { readonly action: string; readonly attributes: Readonly<Record<string, string>> },
    ): void {
      const labels = { ...deps.labels, ...INGRESS_ROLE };
      const isOurs = Object.entries(labels).every(([name, value]) => event.attributes[name] === value);
      if (isOurs && ['start', 'die', 'destroy'].includes(event.action)) {
        void keeper.sync(hostId, 'look');
      }
    },
    close: keeper.close,
    requestCounts: counter.read,
  };
}

function definedOf(patch: { readonly [K in keyof IngressSettings]?: IngressSettings[K] | undefined }) {
  return Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<IngressSettings>;
}
