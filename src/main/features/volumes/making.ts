// New volumes: a row, a name that nobody else on the engine has, and what Docker makes of it.
import type { ProjectId } from '../../../contract/ids.ts';
import type { CreateVolumeInput } from '../../../contract/volumes.ts';
import { checkMountPath, checkMountPathFree, suggestMountPath } from './mount-path.ts';
import { volumeLabels } from './names.ts';
import type { VolumeClock, VolumeDefaults, VolumeEngines, VolumeLog, VolumeProject } from './ports.ts';
import type { VolumeEngine } from './ports/volume-engine.ts';
import type { VolumeRow, VolumeStore } from './ports/volume-store.ts';

export interface MakingDeps {
  readonly store: VolumeStore;
  readonly engines: VolumeEngines;
  readonly defaults: () => VolumeDefaults;
  readonly labels: Readonly<Record<string, string>>;
  readonly clock: VolumeClock;
  readonly log: VolumeLog;
}

export type Making = ReturnType<typeof createMaking>;

export function createMaking({ store, engines, defaults, labels, clock, log }: MakingDeps) {
  /** Where a new volume of the project is mounted. */
  function placeOf(input: { readonly mountPath?: string | undefined }, name: string, projectId: ProjectId): string {
    const others = store.listByProject(projectId);
    if (input.mountPath === undefined) {
      return suggestMountPath(name, defaults().mountPath, others);
    }
    const path = checkMountPath(input.mountPath);
    checkMountPathFree(path, others);
    return path;
  }

  /** The row is first: what Docker makes has its number in its name. A Docker volume that is not made leaves no row. */
  async function make(input: CreateVolumeInput, owner: VolumeProject): Promise<VolumeRow> {
    const engine = await engines.get(owner.hostId);
    const quotaKind = input.quotaKind ?? 'measured';
    const inserted = store.insert(
      {
        projectId: owner.id,
        hostId: owner.hostId,
        name: input.name,
        dockerName: null,
        mountPath: placeOf(input, input.name, owner.id),
        isExternal: false,
        writerMode: input.writerMode ?? 'many',
        quotaKind,
        maxSizeBytes: input.maxSizeBytes ?? defaults().maxSizeBytes,
      },
      clock.now(),
    );
    try {
      const row = await withFreeName(engine, inserted);
      await makeDockerVolume(engine, row);
      return row;
    } catch (error) {
      store.remove(inserted.id);
      throw error;
    }
  }

  /** Another installation on this engine counts its projects from 1 as well: what is its is never ours. */
  async function withFreeName(engine: VolumeEngine, row: VolumeRow): Promise<VolumeRow> {
    if ((await engine.inspect(row.dockerName)) === null) {
      return row;
    }
    const instance = (labels['minipaas.instance'] ?? '').slice(0, 8);
    return store.update(row.id, { dockerName: `${row.dockerName}-${instance}` }, clock.now()) ?? row;
  }

  async function makeDockerVolume(
    engine: VolumeEngine,
    row: VolumeRow,
    besides: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await engine.create({
      name: row.dockerName,
      labels: { ...labels, ...volumeLabels(row.projectId, row.id), ...besides },
      hardLimitBytes: row.quotaKind === 'hard' ? row.maxSizeBytes : null,
    });
    await engine
      .files({ name: row.dockerName, displayName: row.name })
      .openToAll()
      // It can be used all the same, by an application that runs as root or whose image has the folder.
      .catch((error: unknown) => log.warn('A new volume is open to root alone', { volumeId: row.id, error }));
  }

  return { placeOf, make, makeDockerVolume };
}
