// Volumes of projects: made, attached, measured, mounted, removed. The files in them are in `files-service.ts`.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { LeftVolumeId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type {
  AttachVolumeInput,
  CreateVolumeInput,
  DefaultVolume,
  LeftVolume,
  UpdateVolumeInput,
  Volume,
  VolumeCandidate,
  VolumeRemovalPlan,
  VolumeStats,
} from '../../../contract/volumes.ts';
import type { VolumeAccess } from './access.ts';
import type { ChangeGates } from './change-gates.ts';
import { createForProjects } from './for-projects.ts';
import { createLeftBehind } from './left-behind.ts';
import { createMaking } from './making.ts';
import type { Measuring } from './measuring.ts';
import { createMoving } from './moving.ts';
import { checkMountPath, checkMountPathFree } from './mount-path.ts';
import { holdsSecrets } from './names.ts';
import type {
  CopyWhole,
  Publish,
  VolumeClock,
  VolumeDefaults,
  VolumeEngines,
  VolumeLog,
  VolumeProject,
  VolumeProjects,
  VolumeReleases,
} from './ports.ts';
import type { LeftVolumeStore } from './ports/left-volume-store.ts';
import type { VolumePatch, VolumeRow, VolumeStore } from './ports/volume-store.ts';
import { planRemoval, removeVolume } from './removal.ts';
import { quotaOf, usageLevel } from './usage.ts';
import { volumeView } from './view.ts';

export interface VolumesDeps {
  readonly store: VolumeStore;
  readonly left: LeftVolumeStore;
  readonly gates: ChangeGates;
  readonly copyWhole: CopyWhole;
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
}

interface ById {
  readonly id: VolumeId;
}
interface ByProject {
  readonly id: ProjectId;
}

export function createVolumes(deps: VolumesDeps) {
  const making = createMaking(deps);
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

  const leftBehind = createLeftBehind({ ...deps, onChanged: changed });

  const volumes = {
    async list({ id }: ByProject): Promise<Volume[]> {
      project(id);
      return Promise.all(store.listByProject(id).map(view));
    },

    async create(input: CreateVolumeInput): Promise<Volume> {
      const row = await making.make(input, project(input.id));
      changed(row.projectId);
      return view(row);
    },

    async candidates({ id }: ByProject): Promise<VolumeCandidate[]> {
      const { hostId } = project(id);
      const engine = await engines.get(hostId);
      const found = await engine.list();
      const free = found.filter(
        ({ name, labels: theirs }) => store.findByDockerName(hostId, name) === null && !holdsSecrets(theirs),
      );
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
      const found = await engine.inspect(input.dockerName);
      if (found === null) {
        throw new AppError('NOT_FOUND', { what: `Docker volume ${input.dockerName}` }, { field: 'dockerName' });
      }
      if (holdsSecrets(found.labels)) {
        const problem = `${input.dockerName} holds the secrets of a release, and goes with that`;
        throw new AppError('VALIDATION_FAILED', { field: 'dockerName', problem }, { field: 'dockerName' });
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
          mountPath: making.placeOf(input, name, owner.id),
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

    left({ id }: ByProject): Promise<LeftVolume[]> {
      project(id);
      return leftBehind.list(id);
    },
    removeLeft: ({ id }: { readonly id: LeftVolumeId }): Promise<LeftVolume> => leftBehind.remove(id),

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
      deps.gates.check(row);
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
      deps.gates.check(row);
      await letGo(row);
      store.remove(id);
      measuring.forget(id);
      changed(row.projectId);
      return { id, dockerName: row.dockerName };
    },
  };

  return {
    ...volumes,
    ...createForProjects({ ...deps, making, leftBehind, project, onChanged: changed }),
    /** For deployments to another host. */
    moving: createMoving({ ...deps, making }),
  };
}
