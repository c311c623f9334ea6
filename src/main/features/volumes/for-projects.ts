// What other features ask of a project's volumes: what a release mounts, what goes with the project, what is nearly full.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { LeftVolumeStore } from './ports/left-volume-store.ts';
import type { createLeftBehind } from './left-behind.ts';
import type { Making } from './making.ts';
import type { Measuring } from './measuring.ts';
import type {
  ReleaseMount,
  VolumeDefaults,
  VolumeEngines,
  VolumeLog,
  VolumeProject,
  VolumeProjects,
  VolumeReleases,
} from './ports.ts';
import type { VolumeStore } from './ports/volume-store.ts';
import { usageLevel } from './usage.ts';

interface ForProjectsDeps {
  readonly store: VolumeStore;
  readonly left: LeftVolumeStore;
  readonly engines: VolumeEngines;
  readonly projects: VolumeProjects;
  readonly releases: VolumeReleases;
  readonly measuring: Measuring;
  readonly making: Making;
  readonly leftBehind: Pick<ReturnType<typeof createLeftBehind>, 'removeAll'>;
  readonly defaults: () => VolumeDefaults;
  readonly log: VolumeLog;
  /** Throws NOT_FOUND. */
  readonly project: (id: ProjectId) => VolumeProject;
  readonly onChanged: (id: ProjectId) => void;
}

const DEFAULT_NAME = 'storage';

export function createForProjects(deps: ForProjectsDeps) {
  const { store, left, engines, projects, releases, measuring, making, leftBehind, project, log } = deps;

  async function mountsFor(
    id: ProjectId,
    hostId: HostId,
    brought: readonly VolumeId[],
  ): Promise<readonly ReleaseMount[]> {
    const rows = store.listByProject(id).filter((row) => !brought.includes(row.id));
    const elsewhere = rows.find((row) => row.hostId !== hostId);
    if (elsewhere !== undefined) {
      // Docker would make one of that name there, empty and without a word.
      throw new AppError('VOLUME_ON_OTHER_HOST', { volume: elsewhere.name });
    }
    // A release makes what somebody removed behind our back, empty but with our labels: Docker alone would make it without.
    for (const row of rows.filter(({ isExternal }) => !isExternal)) {
      const engine = await engines.get(row.hostId);
      if ((await engine.inspect(row.dockerName)) === null) {
        log.warn('A volume was gone and is made anew, empty', { volumeId: row.id, dockerName: row.dockerName });
        await making.makeDockerVolume(engine, row);
        measuring.forget(row.id);
      }
    }
    return rows.map(({ dockerName, mountPath }) => ({ dockerName, path: mountPath }));
  }

  return {
    /**
     * What the next release mounts besides what is brought for it from another host. Makes the default volume at a project's first deployment where that is configured, and a Docker volume that
     * is gone anew. Throws why the host cannot be asked.
     */
    async mounts(id: ProjectId, hostId: HostId, brought: readonly VolumeId[] = []): Promise<readonly ReleaseMount[]> {
      const owner = project(id);
      const { isMadeAtFirstDeployment } = deps.defaults();
      const isWanted = store.isDefaultWanted(id) ?? isMadeAtFirstDeployment;
      if (isWanted && store.listByProject(id).length === 0 && !releases.hasReleases(id)) {
        await making.make({ id, name: DEFAULT_NAME }, owner);
        deps.onChanged(id);
      }
      return mountsFor(id, hostId, brought);
    },
    /** What a repository asks for: made where the project has none of that name, which else stays as it is. */
    async declare(
      id: ProjectId,
      volumes: readonly { readonly name: string; readonly mountPath: string; readonly maxSizeBytes: number | null }[],
    ): Promise<readonly { readonly name: string; readonly mountPath: string; readonly isMade: boolean }[]> {
      const declared: { name: string; mountPath: string; isMade: boolean }[] = [];
      for (const { name, mountPath, maxSizeBytes } of volumes) {
        const known = store.listByProject(id).find((row) => row.name === name);
        const size = maxSizeBytes === null ? {} : { maxSizeBytes };
        const row = known ?? (await making.make({ id, name, mountPath, ...size }, project(id)));
        declared.push({ name, mountPath: row.mountPath, isMade: known === undefined });
      }
      if (declared.some(({ isMade }) => isMade)) {
        deps.onChanged(id);
      }
      return declared;
    },
    /** Two releases must never mount these at the same time: the old one is stopped first. */
    exclusiveOf: (id: ProjectId): readonly string[] =>
      store
        .listByProject(id)
        .filter(({ writerMode }) => writerMode === 'one')
        .map(({ name }) => name),

    /** For a project's removal plan: what it would lose, as last measured. */
    ofProject: (id: ProjectId): readonly { readonly name: string; readonly sizeBytes: number | null }[] => [
      ...store
        .listByProject(id)
        .filter(({ isExternal }) => !isExternal)
        .map((row) => ({ name: row.dockerName, sizeBytes: row.measured?.sizeBytes ?? null })),
      ...left.listByProject(id).map(({ dockerName, sizeBytes }) => ({ name: dockerName, sizeBytes })),
    ],
    /** After its containers have gone. Attached volumes stay on the host, with `isLeftOnHost` all. `force`: so does what cannot be removed. */
    async removeOfProject(
      id: ProjectId,
      { force, isLeftOnHost }: { readonly force: boolean; readonly isLeftOnHost: boolean },
    ): Promise<void> {
      for (const row of store.listByProject(id)) {
        if (!row.isExternal && !isLeftOnHost) {
          await engines
            .get(row.hostId)
            .then((engine) => engine.remove(row.dockerName))
            .catch((error: unknown) => {
              if (!force || !isAppError(error)) {
                throw error;
              }
              log.warn('A volume stays on its host', { dockerName: row.dockerName, error });
            });
        }
        store.remove(row.id);
        measuring.forget(row.id);
      }
      if (!isLeftOnHost) {
        await leftBehind.removeAll(id);
      }
    },
    /** Volumes that are nearly or quite full, for the health page. */
    count: (): number => store.list().length,
    nearlyFull(): readonly {
      readonly volumeId: VolumeId;
      readonly project: string;
      readonly volume: string;
      readonly level: 'warning' | 'full';
      readonly sizeBytes: number;
      readonly maxSizeBytes: number;
    }[] {
      return store.list().flatMap((row) => {
        const level = usageLevel(row.measured?.sizeBytes ?? 0, row.maxSizeBytes);
        const owner = projects.get(row.projectId);
        return level === 'ok' || owner === null
          ? []
          : [
              {
                volumeId: row.id,
                project: owner.name,
                volume: row.name,
                level,
                sizeBytes: row.measured?.sizeBytes ?? 0,
                maxSizeBytes: row.maxSizeBytes,
              },
            ];
      });
    },
  };
}
