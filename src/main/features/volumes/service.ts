// Volumes of projects: made, attached, measured, mounted, removed. The files in them are in `files-service.ts`.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type {
  AttachVolumeInput,
  CreateVolumeInput,
  DefaultVolume,
  UpdateVolumeInput,
  Volume,
  VolumeCandidate,
  VolumeRemovalPlan,
  VolumeStats,
} from '../../../contract/volumes.ts';
import type { VolumeAccess } from './access.ts';
import type { Measuring } from './measuring.ts';
import { checkMountPath, checkMountPathFree, suggestMountPath } from './mount-path.ts';
import { volumeLabels } from './names.ts';
import type {
  Publish,
  ReleaseMount,
  VolumeClock,
  VolumeDefaults,
  VolumeEngines,
  VolumeLog,
  VolumeProject,
  VolumeProjects,
  VolumeReleases,
} from './ports.ts';
import type { VolumeEngine } from './ports/volume-engine.ts';
import type { VolumePatch, VolumeRow, VolumeStore } from './ports/volume-store.ts';
import { planRemoval, removeVolume } from './removal.ts';
import { quotaOf, usageLevel } from './usage.ts';
import { volumeView } from './view.ts';

export interface VolumesDeps {
  readonly store: VolumeStore;
  readonly access: VolumeAccess;
  readonly measuring: Measuring;
  readonly engines: VolumeEngines;
  readonly projects: VolumeProjects;
  readonly releases: VolumeReleases;
  readonly defaults: () => VolumeDefaults;
  /** On every Docker object of this installation. */
  readonly labels: Readonly<Record<string, string>>;
  readonly clock: VolumeClock;
  readonly publish: Publish;
  readonly log: VolumeLog;
  /** A host is away for longer than this: its volumes are shown as they were. */
  readonly patienceMs?: number;
}

interface ById {
  readonly id: VolumeId;
}
interface ByProject {
  readonly id: ProjectId;
}

const DEFAULT_NAME = 'storage';

export function createVolumes(deps: VolumesDeps) {
  const { store, access, measuring, engines, projects, releases, labels, clock, publish } = deps;

  function project(id: ProjectId): VolumeProject {
    const found = projects.get(id);
    if (found === null) {
      throw new AppError('NOT_FOUND', { what: `project ${id}` });
    }
    return found;
  }

  async function stateOf(row: VolumeRow): Promise<{ state: Volume['state']; accessNote: string | null }> {
    try {
      const engine = await engines.get(row.hostId);
      const found = await engine.inspect(row.dockerName);
      return { state: found === null ? 'missing' : 'ready', accessNote: engine.accessNote() };
    } catch (error) {
      if (isAppError(error)) {
        return { state: 'unknown', accessNote: null };
      }
      throw error;
    }
  }

  async function view(row: VolumeRow): Promise<Volume> {
    return volumeView(row, { ...(await stateOf(row)), released: releases.mountsOf(row.projectId) });
  }

  const changed = (projectId: ProjectId): void => publish({ type: 'volumes', projectId });

  /** Where a new volume of the project is mounted. */
  function placeOf(input: { readonly mountPath?: string | undefined }, name: string, projectId: ProjectId): string {
    const others = store.listByProject(projectId);
    if (input.mountPath === undefined) {
      return suggestMountPath(name, deps.defaults().mountPath, others);
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
        maxSizeBytes: input.maxSizeBytes ?? deps.defaults().maxSizeBytes,
      },
      clock.now(),
    );
    try {
      const row = await withFreeName(engine, inserted);
      await makeDockerVolume(engine, row);
      changed(owner.id);
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

  async function makeDockerVolume(engine: VolumeEngine, row: VolumeRow): Promise<void> {
    await engine.create({
      name: row.dockerName,
      labels: { ...labels, ...volumeLabels(row.projectId, row.id) },
      hardLimitBytes: row.quotaKind === 'hard' ? row.maxSizeBytes : null,
    });
    await engine
      .files({ name: row.dockerName, displayName: row.name })
      .openToAll()
      // It can be used all the same, by an application that runs as root or whose image has the folder.
      .catch((error: unknown) => deps.log.warn('A new volume is open to root alone', { volumeId: row.id, error }));
  }

  async function mountsFor(id: ProjectId, hostId: HostId): Promise<readonly ReleaseMount[]> {
    const rows = store.listByProject(id);
    const elsewhere = rows.find((row) => row.hostId !== hostId);
    if (elsewhere !== undefined) {
      // Docker would make one of that name there, empty and without a word.
      throw new AppError('VOLUME_ON_OTHER_HOST', { volume: elsewhere.name });
    }
    // A release makes what somebody removed behind our back, empty but with our labels: Docker alone would make it without.
    for (const row of rows.filter(({ isExternal }) => !isExternal)) {
      const engine = await engines.get(row.hostId);
      if ((await engine.inspect(row.dockerName)) === null) {
        deps.log.warn('A volume was gone and is made anew, empty', { volumeId: row.id, dockerName: row.dockerName });
        await makeDockerVolume(engine, row);
        measuring.forget(row.id);
      }
    }
    return rows.map(({ dockerName, mountPath }) => ({ dockerName, path: mountPath }));
  }

  /** Its owner may want to remove what we no longer know. */
  async function letGo(row: VolumeRow): Promise<void> {
    await engines
      .get(row.hostId)
      .then((engine) => engine.release(row.dockerName))
      // A helper on a host that is away ends by itself.
      .catch((error: unknown) =>
        deps.log.info('The helper of a volume could not be ended', { volumeId: row.id, error }),
      );
  }

  const volumes = {
    async list({ id }: ByProject): Promise<Volume[]> {
      project(id);
      return Promise.all(store.listByProject(id).map(view));
    },

    async create(input: CreateVolumeInput): Promise<Volume> {
      return view(await make(input, project(input.id)));
    },

    async candidates({ id }: ByProject): Promise<VolumeCandidate[]> {
      const { hostId } = project(id);
      const engine = await engines.get(hostId);
      const found = await engine.list();
      const free = found.filter(({ name }) => store.findByDockerName(hostId, name) === null);
      return Promise.all(
        free.map(async ({ name, driver, createdAt, labels: theirs }) => ({
          dockerName: name,
          driver,
          createdAt: createdAt === null ? null : new Date(createdAt).toISOString(),
          usedBy: (await engine.users(name)).map((user) => user.name),
          origin: theirs['com.docker.compose.project'] ?? theirs['minipaas.project'] ?? null,
        })),
      );
    },

    async attach(input: AttachVolumeInput): Promise<Volume> {
      const owner = project(input.id);
      const engine = await engines.get(owner.hostId);
      if ((await engine.inspect(input.dockerName)) === null) {
        throw new AppError('NOT_FOUND', { what: `Docker volume ${input.dockerName}` }, { field: 'dockerName' });
      }
      const other = store.findByDockerName(owner.hostId, input.dockerName);
      if (other !== null) {
        const name = projects.get(other.projectId)?.name ?? `project ${other.projectId}`;
        throw new AppError('VOLUME_ATTACHED', { dockerName: input.dockerName, project: name }, { field: 'dockerName' });
      }
      const name = input.name ?? input.dockerName;
      const row = store.insert(
        {
          projectId: owner.id,
          hostId: owner.hostId,
          name,
          dockerName: input.dockerName,
          mountPath: placeOf(input, name, owner.id),
          isExternal: true,
          writerMode: input.writerMode ?? 'many',
          quotaKind: 'measured',
          maxSizeBytes: input.maxSizeBytes ?? deps.defaults().maxSizeBytes,
        },
        clock.now(),
      );
      changed(owner.id);
      return view(row);
    },

    get: ({ id }: ById): Promise<Volume> => view(access.row(id)),

    async update(input: UpdateVolumeInput): Promise<Volume> {
      const row = access.row(input.id);
      const patch: VolumePatch = {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.mountPath === undefined ? {} : { mountPath: checkMountPath(input.mountPath) }),
        ...(input.writerMode === undefined ? {} : { writerMode: input.writerMode }),
        ...(input.maxSizeBytes === undefined ? {} : { maxSizeBytes: input.maxSizeBytes }),
      };
      if (patch.mountPath !== undefined) {
        checkMountPathFree(
          patch.mountPath,
          store.listByProject(row.projectId).filter(({ id }) => id !== row.id),
        );
      }
      if (row.quotaKind === 'hard' && patch.maxSizeBytes !== undefined && patch.maxSizeBytes !== row.maxSizeBytes) {
        const problem = 'Docker sets a limit of the file system when a volume is made, and cannot change it';
        throw new AppError('VALIDATION_FAILED', { field: 'maxSizeBytes', problem }, { field: 'maxSizeBytes' });
      }
      const next = store.update(row.id, patch, clock.now()) ?? row;
      changed(row.projectId);
      return view(next);
    },

    async stats({ id, maxAgeMs }: ById & { readonly maxAgeMs: number }): Promise<VolumeStats> {
      const measured = await measuring.measure(id, maxAgeMs);
      const row = access.row(id);
      return {
        id,
        sizeBytes: measured.sizeBytes,
        maxSizeBytes: row.maxSizeBytes,
        fileCount: measured.fileCount,
        folderCount: measured.folderCount,
        fraction: measured.sizeBytes / row.maxSizeBytes,
        level: usageLevel(measured.sizeBytes, row.maxSizeBytes),
        quota: quotaOf(row.quotaKind),
        diskFreeBytes: measured.diskFreeBytes,
        uploadingBytes: measured.stageBytes,
        measuredAt: new Date(measured.at).toISOString(),
      };
    },

    removalPlan: ({
      id,
      deleteData,
    }: ById & { readonly deleteData?: boolean | undefined }): Promise<VolumeRemovalPlan> =>
      planRemoval({ access, engines, labels }, access.row(id), deleteData ?? false),

    async remove(
      input: ById & { readonly force?: boolean | undefined; readonly deleteData?: boolean | undefined },
    ): Promise<VolumeRemovalPlan> {
      const row = access.row(input.id);
      const plan = await removeVolume({ access, engines, labels }, row, {
        force: input.force ?? false,
        deleteData: input.deleteData ?? false,
      });
      await letGo(row);
      store.remove(row.id);
      measuring.forget(row.id);
      changed(row.projectId);
      return plan;
    },

    getDefault: ({ id }: ByProject): DefaultVolume => {
      project(id);
      return { isWanted: store.isDefaultWanted(id), isWantedBySettings: deps.defaults().isMadeAtFirstDeployment };
    },

    setDefault({ id, isWanted }: ByProject & { readonly isWanted: boolean | null }): DefaultVolume {
      project(id);
      store.setDefaultWanted(id, isWanted);
      changed(id);
      return { isWanted, isWantedBySettings: deps.defaults().isMadeAtFirstDeployment };
    },

    async detach({ id }: ById): Promise<{ id: VolumeId; dockerName: string }> {
      const row = access.row(id);
      await letGo(row);
      store.remove(id);
      measuring.forget(id);
      changed(row.projectId);
      return { id, dockerName: row.dockerName };
    },
  };

  return {
    ...volumes,

    /**
     * What the next release mounts. Makes the default volume at a project's first deployment where that is configured, and a Docker volume that
     * is gone anew. Throws why the host cannot be asked.
     */
    async mounts(id: ProjectId, hostId: HostId): Promise<readonly ReleaseMount[]> {
      const owner = project(id);
      const { isMadeAtFirstDeployment } = deps.defaults();
      const isWanted = store.isDefaultWanted(id) ?? isMadeAtFirstDeployment;
      if (isWanted && store.listByProject(id).length === 0 && !releases.hasReleases(id)) {
        await make({ id, name: DEFAULT_NAME }, owner);
      }
      return mountsFor(id, hostId);
    },
    /** Two releases must never mount these at the same time: the old one is stopped first. */
    exclusiveOf: (id: ProjectId): readonly string[] =>
      store
        .listByProject(id)
        .filter(({ writerMode }) => writerMode === 'one')
        .map(({ name }) => name),

    /** For a project's removal plan: what it would lose, as last measured. */
    ofProject: (id: ProjectId): readonly { readonly name: string; readonly sizeBytes: number | null }[] =>
      store
        .listByProject(id)
        .filter(({ isExternal }) => !isExternal)
        .map((row) => ({ name: row.dockerName, sizeBytes: row.measured?.sizeBytes ?? null })),
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
              deps.log.warn('A volume stays on its host', { dockerName: row.dockerName, error });
            });
        }
        store.remove(row.id);
        measuring.forget(row.id);
      }
    },
    /** Volumes that are nearly or quite full, for the health page. */
    nearlyFull(): readonly {
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
