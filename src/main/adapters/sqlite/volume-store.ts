import { AppError } from '../../../contract/app-error.ts';
import type { HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { WriterMode } from '../../../contract/volumes.ts';
import type {
  MeasuredRow,
  NewVolume,
  VolumePatch,
  VolumeRow,
  VolumeStore,
} from '../../features/volumes/ports/volume-store.ts';
import { atomic, type Db } from './db.ts';

interface StoredVolume {
  readonly id: VolumeId;
  readonly projectId: ProjectId;
  readonly hostId: HostId;
  readonly name: string;
  readonly dockerName: string;
  readonly mountPath: string;
  readonly isExternal: number;
  readonly writerMode: WriterMode;
  readonly quotaKind: 'measured' | 'hard';
  readonly maxSizeBytes: number;
  readonly sizeBytes: number;
  readonly fileCount: number | null;
  readonly folderCount: number | null;
  readonly measuredAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const SELECT = `
  select id, project_id as projectId, host_id as hostId, name, docker_name as dockerName, mount_path as mountPath,
    is_external as isExternal, writer_mode as writerMode, quota_kind as quotaKind, max_size_bytes as maxSizeBytes,
    size_bytes as sizeBytes, file_count as fileCount, folder_count as folderCount, measured_at as measuredAt,
    created_at as createdAt, updated_at as updatedAt
  from volumes`;

export function createVolumeStore(db: Db): VolumeStore {
  const selectOne = db.prepare<[VolumeId], StoredVolume>(`${SELECT} where id = ?`);
  const selectOfProject = db.prepare<[ProjectId], StoredVolume>(`${SELECT} where project_id = ? order by id`);
  const selectAll = db.prepare<[], StoredVolume>(`${SELECT} order by id`);
  const selectByDockerName = db.prepare<[HostId, string], StoredVolume>(
    `${SELECT} where host_id = ? and docker_name = ?`,
  );
  const isTaken = db
    .prepare<[ProjectId, string, VolumeId | null], number>(
      'select 1 from volumes where project_id = ? and name = ? and id is not ?',
    )
    .pluck();
  const insertRow = db
    .prepare(
      `insert into volumes (project_id, host_id, name, docker_name, mount_path, is_external, writer_mode, quota_kind,
         max_size_bytes, created_at, updated_at)
       values (@projectId, @hostId, @name, @dockerName, @mountPath, @isExternal, @writerMode, @quotaKind,
         @maxSizeBytes, @now, @now) returning id`,
    )
    .pluck();
  const nameRow = db.prepare<[VolumeId]>(
    `update volumes set docker_name = 'minipaas-vol-' || project_id || '-' || id where id = ? and docker_name is null`,
  );
  const updateRow = db.prepare(
    `update volumes set name = @name, mount_path = @mountPath, max_size_bytes = @maxSizeBytes, writer_mode = @writerMode,
       host_id = @hostId, docker_name = @dockerName, updated_at = @now where id = @id`,
  );
  const measureRow = db.prepare(
    `update volumes set size_bytes = @sizeBytes, file_count = @fileCount, folder_count = @folderCount, measured_at = @at
     where id = @id`,
  );
  const selectDefault = db
    .prepare<[ProjectId], number | null>('select has_default_volume from projects where id = ?')
    .pluck();
  const updateDefault = db.prepare<[number | null, ProjectId]>(
    'update projects set has_default_volume = ? where id = ?',
  );
  const deleteRow = db.prepare<[VolumeId]>('delete from volumes where id = ?');

  function get(id: VolumeId): VolumeRow | null {
    const stored = selectOne.get(id);
    return stored === undefined ? null : toRow(stored);
  }

  function refuseTaken(projectId: ProjectId, name: string, except: VolumeId | null): void {
    if (isTaken.get(projectId, name, except) !== undefined) {
      throw new AppError('NAME_TAKEN', { name }, { field: 'name' });
    }
  }

  return {
    get,
    listByProject: (projectId) => selectOfProject.all(projectId).map(toRow),
    list: () => selectAll.all().map(toRow),
    findByDockerName(hostId, dockerName) {
      const stored = selectByDockerName.get(hostId, dockerName);
      return stored === undefined ? null : toRow(stored);
    },
    insert: atomic(db, (volume: NewVolume, now: number): VolumeRow => {
      refuseTaken(volume.projectId, volume.name, null);
      const id = insertRow.get({ ...volume, isExternal: volume.isExternal ? 1 : 0, now }) as VolumeId;
      nameRow.run(id);
      return required(get(id));
    }),
    update: atomic(db, (id: VolumeId, patch: VolumePatch, now: number): VolumeRow | null => {
      const row = get(id);
      if (row === null) {
        return null;
      }
      if (patch.name !== undefined) {
        refuseTaken(row.projectId, patch.name, id);
      }
      const { name, mountPath, maxSizeBytes, writerMode, hostId, dockerName } = { ...row, ...patch };
      updateRow.run({ id, name, mountPath, maxSizeBytes, writerMode, hostId, dockerName, now });
      return get(id);
    }),
    saveMeasured: (id: VolumeId, measured: MeasuredRow) => void measureRow.run({ id, ...measured }),
    isDefaultWanted(projectId) {
      const wanted = selectDefault.get(projectId) ?? null;
      return wanted === null ? null : wanted === 1;
    },
    setDefaultWanted: (projectId, isWanted) =>
      void updateDefault.run(isWanted === null ? null : isWanted ? 1 : 0, projectId),
    remove: (id) => void deleteRow.run(id),
  };
}

function required(row: VolumeRow | null): VolumeRow {
  if (row === null) {
    throw new Error('The row that was just written is not there');
  }
  return row;
}

function toRow({ isExternal, sizeBytes, fileCount, folderCount, measuredAt, ...row }: StoredVolume): VolumeRow {
  return {
    ...row,
    isExternal: isExternal === 1,
    measured:
      measuredAt === null
        ? null
        : { sizeBytes, fileCount: fileCount ?? 0, folderCount: folderCount ?? 0, at: measuredAt },
  };
}
