// Hosts: every machine with an engine that projects run on, and the live link to each.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { Host } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import { createHostChanges } from './host-changes.ts';
import { createHostLinks, type HostLinksDeps, type HostListener } from './links.ts';
import type { EngineConnector, HostKeyStore, HostProjects, HostSecrets, HostStore } from './ports.ts';
import type { KnownObjects, Labels } from './ports/upkeep.ts';
import { createHostRemoval } from './removal.ts';
import { createHostUpkeep } from './upkeep.ts';

export interface HostsDeps<Engine> extends HostLinksDeps<Engine> {
  readonly store: HostStore;
  readonly secrets: HostSecrets;
  readonly hostKeys: HostKeyStore;
  readonly connector: EngineConnector<Engine>;
  readonly projects: HostProjects;
  readonly known: (id: HostId) => KnownObjects;
  /** Labels of this installation. */
  readonly own: Labels;
}

interface ById {
  readonly id: HostId;
}

export type Hosts<Engine> = ReturnType<typeof createHosts<Engine>>;

export function createHosts<Engine>(deps: HostsDeps<Engine>) {
  const { store, secrets, connector } = deps;
  const { now } = deps.clock;
  const links = createHostLinks<Engine>(deps);
  const { existing, view } = links;
  const removal = createHostRemoval({ ...deps, links, now });
  const changes = createHostChanges({ store, secrets, connector, links, now, forgetKeys: removal.forgetKeys });
  const upkeep = createHostUpkeep({
    connection: async (id) => links.linkOf(id).connection(),
    known: deps.known,
    own: deps.own,
  });
  /** Two who change one host at once would leave it between what both want. */
  const changing = new Set<HostId>();

  async function alone<T>(id: HostId, change: () => Promise<T>): Promise<T> {
    if (changing.has(id)) {
      throw new AppError('HOST_BUSY', { host: existing(id).name });
    }
    changing.add(id);
    try {
      return await change();
    } finally {
      changing.delete(id);
    }
  }

  return {
    list: (): Host[] => store.list().map(view),
    get: ({ id }: ById): Host => view(existing(id)),
    add: changes.add,
    test: changes.test,
    update: (input: Parameters<typeof changes.update>[0], caller: Pick<Caller, 'signal'>): Promise<Host> =>
      alone(input.id, () => changes.update(input, caller)),
    removalPlan: removal.removalPlan,
    remove: (input: Parameters<typeof removal.remove>[0]): ReturnType<typeof removal.remove> =>
      alone(input.id, () => removal.remove(input)),
    async reconnect({ id }: ById): Promise<Host> {
      await links.linkOf(id).retryNow();
      return view(existing(id));
    },
    ...upkeep,

    nameOf: (id: HostId): string | null => store.get(id)?.name ?? null,
    /** False also for one that was removed. */
    exists: (id: HostId): boolean => store.get(id) !== null && !store.isRemoved(id),
    /** Where a project goes when nobody says where. */
    defaultId(): HostId {
      const first = store.list()[0];
      if (first === undefined) {
        throw new AppError('NOT_FOUND', { what: 'host' });
      }
      return first.id;
    },
    /** The engine of a host. Throws why there is none. */
    engine: async (id: HostId): Promise<Engine> => (await links.linkOf(id).connection()).engine,

    start: (listener: HostListener<Engine>): void => links.start(listener),
    stop: links.stop,
  };
}
