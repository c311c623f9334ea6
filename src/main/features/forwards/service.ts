// Ports of containers and hosts, opened on the machine that miniPaaS runs on until they are closed or it ends.
import { AppError, toErrorBody } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { ErrorBody } from '../../../contract/errors.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { Forward, ForwardId } from '../../../contract/forwards.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { ForwardHosts, ForwardProjects, LocalPorts, OpenPort, OpenPortRequest } from './ports.ts';

export interface ForwardsDeps {
  readonly hosts: ForwardHosts;
  readonly projects: ForwardProjects;
  readonly localPorts: LocalPorts;
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
}

export const MAX_FORWARDS = 64;
const LOCAL_ADDRESS = '127.0.0.1';

type View = Pick<Forward, 'hostId' | 'hostName' | 'project' | 'address' | 'port'>;

interface Opened {
  readonly view: View & Pick<Forward, 'id' | 'openedAt'>;
  readonly opened: OpenPort;
  error: ErrorBody | null;
}

interface ById {
  readonly id: ForwardId;
}

export function createForwards({ hosts, projects, localPorts, publish, now }: ForwardsDeps) {
  const forwards = new Map<ForwardId, Opened>();
  let lastId = 0;
  /** Being opened: they count, or two at once would both be the last. */
  let opening = 0;

  function toView({ view, opened, error }: Opened): Forward {
    return { ...view, localAddress: LOCAL_ADDRESS, localPort: opened.port, ...opened.counts(), error };
  }

  async function open(
    view: View,
    localPort: number | undefined,
    connect: OpenPortRequest['connect'],
  ): Promise<Forward> {
    const count = forwards.size + opening;
    if (count >= MAX_FORWARDS) {
      throw new AppError('FORWARD_LIMIT', { count });
    }
    lastId += 1;
    const id = lastId as ForwardId;
    opening += 1;
    try {
      const say = (error: ErrorBody | null): void => {
        const made = forwards.get(id);
        if (made !== undefined && (error !== null || made.error !== null)) {
          made.error = error;
          publish({ type: 'forwards' });
        }
      };
      const opened = await localPorts.open({
        port: localPort ?? null,
        preferred: view.port,
        connect,
        onConnected: () => say(null),
        onFailure: (error) => say(toErrorBody(error)),
      });
      const made: Opened = { view: { ...view, id, openedAt: new Date(now()).toISOString() }, opened, error: null };
      forwards.set(id, made);
      publish({ type: 'forwards' });
      return toView(made);
    } finally {
      opening -= 1;
    }
  }

  async function closeAll(ids: readonly ForwardId[]): Promise<void> {
    const closed = ids.map((id) => forwards.get(id)).filter((found) => found !== undefined);
    for (const id of ids) {
      forwards.delete(id);
    }
    await Promise.all(closed.map(({ opened }) => opened.close()));
    if (closed.length > 0) {
      publish({ type: 'forwards' });
    }
  }

  const idsOf = (isWanted: (view: View) => boolean): ForwardId[] =>
    [...forwards.values()].filter(({ view }) => isWanted(view)).map(({ view }) => view.id);

  return {
    list: (): Forward[] => [...forwards.values()].map(toView),

    /** Leads to whichever container of the project runs when somebody connects: it goes on through deployments and lost connections. */
    async openToProject(
      input: { readonly id: ProjectId; readonly port: number; readonly localPort?: number | undefined },
      _caller: Caller,
    ): Promise<Forward> {
      const project = projects.find(input.id);
      if (project === null) {
        throw new AppError('NOT_FOUND', { what: `project ${input.id}` });
      }
      const { name } = project;
      const serving = () => {
        const found = projects.serving(input.id);
        if (found === null) {
          throw new AppError('PROJECT_NOT_RUNNING', { name });
        }
        return found;
      };
      const { hostId } = serving();
      const view: View = {
        hostId,
        hostName: hosts.find(hostId)?.name ?? '',
        project: { id: input.id, name },
        address: null,
        port: input.port,
      };
      return open(view, input.localPort, async (signal) => {
        const { containerId, hostId: hostNow } = serving();
        const dialer = await hosts.get(hostNow);
        return dialer.dialContainer({ id: containerId, name }, input.port, signal);
      });
    },

    async openToHost(
      input: {
        readonly id: HostId;
        readonly address: string;
        readonly port: number;
        readonly localPort?: number | undefined;
      },
      _caller: Caller,
    ): Promise<Forward> {
      const { id, address, port } = input;
      const host = hosts.find(id);
      if (host === null) {
        throw new AppError('NOT_FOUND', { what: `host ${id}` });
      }
      if (host.kind === 'local') {
        const problem = `this machine reaches ${address}:${port} by itself`;
        throw new AppError('VALIDATION_FAILED', { field: 'id', problem }, { field: 'id' });
      }
      const view: View = { hostId: id, hostName: host.name, project: null, address, port };
      return open(view, input.localPort, async (signal) => {
        const dialer = await hosts.get(id);
        return dialer.dialHost(address, port, signal);
      });
    },

    async close({ id }: ById): Promise<ById> {
      if (!forwards.has(id)) {
        throw new AppError('NOT_FOUND', { what: `opened port ${id}` });
      }
      await closeAll([id]);
      return { id };
    },

    onProjectRemoved: (id: ProjectId): Promise<void> => closeAll(idsOf(({ project }) => project?.id === id)),
    onHostRemoved: (id: HostId): Promise<void> => closeAll(idsOf(({ hostId }) => hostId === id)),
    stop: (): Promise<void> => closeAll([...forwards.keys()]),
  };
}
