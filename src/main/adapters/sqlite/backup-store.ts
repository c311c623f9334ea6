import { AppError } from '../../../contract/app-error.ts';
import type { BackupId, BackupPlaceId, VolumeId } from '../../../contract/ids.ts';
import type {
  BackupPatch,
  BackupRow,
  BackupStore,
  NewBackup,
  NewPlace,
  PlaceRow,
  ScheduleRow,
} from '../../features/backups/ports.ts';
import { atomic, type Db } from './db.ts';

type StoredPlace = Omit<PlaceRow, 's3' | 'isBuiltIn'> & { readonly s3: string | null; readonly isBuiltIn: number };
type StoredBackup = Omit<BackupRow, 'wasPaused' | 'pausedContainers' | 'error'> & {
  readonly wasPaused: number;
  readonly pausedContainers: string;
  readonly error: string | null;
};
type StoredSchedule = Omit<ScheduleRow, 'isPausing'> & { readonly isPausing: number };

const PLACE = `
  select id, name, kind, path, host_id as hostId, s3, is_built_in as isBuiltIn,
    (select count(*) from backups where place_id = p.id) as backupCount,
    (select count(*) from backup_schedules where place_id = p.id) as scheduleCount,
    (select coalesce(sum(archive_bytes), 0) from backups where place_id = p.id) as sizeBytes
  from backup_places p`;

const BACKUP = `
  select b.id, volume_id as volumeId, project_id as projectId, volume_name as volumeName, project_name as projectName,
    place_id as placeId, p.name as placeName, file, status, triggered_by as "trigger", was_paused as wasPaused,
    paused_containers as pausedContainers, b.host_id as hostId, content_bytes as contentBytes, file_count as fileCount,
    archive_bytes as archiveBytes, sha256, error, b.created_at as createdAt, finished_at as finishedAt
  from backups b join backup_places p on p.id = place_id`;

const SCHEDULE = `
  select volume_id as volumeId, place_id as placeId, every_hours as everyHours, keep, is_pausing as isPausing, next_at as nextAt
  from backup_schedules`;

export function createBackupStore(db: Db): BackupStore {
  const selectPlaces = db.prepare<[], StoredPlace>(`${PLACE} order by id`);
  const selectPlace = db.prepare<[BackupPlaceId], StoredPlace>(`${PLACE} where id = ?`);
  const placeNamed = db.prepare<[string], number>('select 1 from backup_places where name = ?').pluck();
  const insertPlace = db
    .prepare(
      `insert into backup_places (name, kind, path, host_id, s3, created_at)
       values (@name, @kind, @path, @hostId, @s3, @now) returning id`,
    )
    .pluck();
  const deletePlaceSchedules = db.prepare<[BackupPlaceId]>('delete from backup_schedules where place_id = ?');
  const deletePlaceBackups = db.prepare<[BackupPlaceId]>('delete from backups where place_id = ?');
  const deletePlace = db.prepare<[BackupPlaceId]>('delete from backup_places where id = ?');
  const selectBackups = db.prepare<[Readonly<Record<string, number | null>>], StoredBackup>(
    `${BACKUP} where (@projectId is null or project_id = @projectId) and (@volumeId is null or volume_id = @volumeId)
     order by b.id desc`,
  );
  const selectBackup = db.prepare<[BackupId], StoredBackup>(`${BACKUP} where b.id = ?`);
  const selectRunning = db.prepare<[], StoredBackup>(`${BACKUP} where status = 'running' order by b.id`);
  const insertBackup = db
    .prepare(
      `insert into backups (volume_id, project_id, volume_name, project_name, place_id, file, status, triggered_by,
         was_paused, host_id, created_at)
       values (@volumeId, @projectId, @volumeName, @projectName, @placeId, '', 'running', @trigger, @wasPaused, @hostId,
         @now) returning id`,
    )
    .pluck();
  const nameFile = db.prepare<[string, BackupId]>('update backups set file = ? where id = ?');
  const updateBackup = db.prepare(
    `update backups set status = @status, paused_containers = @pausedContainers, content_bytes = @contentBytes,
       file_count = @fileCount, archive_bytes = @archiveBytes, sha256 = @sha256, error = @error, finished_at = @finishedAt
     where id = @id`,
  );
  const deleteBackup = db.prepare<[BackupId]>('delete from backups where id = ?');
  const selectSchedule = db.prepare<[VolumeId], StoredSchedule>(`${SCHEDULE} where volume_id = ?`);
  const selectDue = db.prepare<[number], StoredSchedule>(`${SCHEDULE} where next_at <= ? order by next_at`);
  const upsertSchedule = db.prepare(
    `insert into backup_schedules (volume_id, place_id, every_hours, keep, is_pausing, next_at)
     values (@volumeId, @placeId, @everyHours, @keep, @isPausing, @nextAt)
     on conflict (volume_id) do update set place_id = excluded.place_id, every_hours = excluded.every_hours,
       keep = excluded.keep, is_pausing = excluded.is_pausing, next_at = excluded.next_at`,
  );
  const deleteSchedule = db.prepare<[VolumeId]>('delete from backup_schedules where volume_id = ?');

  const place = (id: BackupPlaceId): PlaceRow | null => {
    const stored = selectPlace.get(id);
    return stored === undefined ? null : toPlace(stored);
  };
  const get = (id: BackupId): BackupRow | null => {
    const stored = selectBackup.get(id);
    return stored === undefined ? null : toBackup(stored);
  };

  return {
    places: () => selectPlaces.all().map(toPlace),
    place,
    addPlace: atomic(db, ({ s3, ...fields }: NewPlace, now: number) => {
      if (placeNamed.get(fields.name) !== undefined) {
        throw new AppError('NAME_TAKEN', { name: fields.name }, { field: 'name' });
      }
      const id = insertPlace.get({ ...fields, s3: s3 === null ? null : JSON.stringify(s3), now }) as BackupPlaceId;
      return existing(place(id));
    }),
    removePlace: atomic(db, (id: BackupPlaceId) => {
      deletePlaceSchedules.run(id);
      deletePlaceBackups.run(id);
      deletePlace.run(id);
    }),
    list: ({ projectId = null, volumeId = null }) => selectBackups.all({ projectId, volumeId }).map(toBackup),
    get,
    listRunning: () => selectRunning.all().map(toBackup),
    insert: atomic(db, ({ fileOf, wasPaused, ...fields }: NewBackup, now: number) => {
      const id = insertBackup.get({ ...fields, wasPaused: Number(wasPaused), now }) as BackupId;
      nameFile.run(fileOf(id), id);
      return existing(get(id));
    }),
    patch: atomic(db, (id: BackupId, patch: BackupPatch) => {
      const before = get(id);
      if (before === null) {
        return null;
      }
      const next = { ...before, ...patch };
      updateBackup.run({
        id,
        status: next.status,
        pausedContainers: JSON.stringify(next.pausedContainers),
        contentBytes: next.contentBytes,
        fileCount: next.fileCount,
        archiveBytes: next.archiveBytes,
        sha256: next.sha256,
        error: next.error === null ? null : JSON.stringify(next.error),
        finishedAt: next.finishedAt,
      });
      return next;
    }),
    remove: (id) => void deleteBackup.run(id),
    schedule: (id) => {
      const stored = selectSchedule.get(id);
      return stored === undefined ? null : toSchedule(stored);
    },
    dueSchedules: (now) => selectDue.all(now).map(toSchedule),
    setSchedule: ({ isPausing, ...fields }) => void upsertSchedule.run({ ...fields, isPausing: Number(isPausing) }),
    removeSchedule: (id) => void deleteSchedule.run(id),
  };
}

function existing<T>(row: T | null): T {
  if (row === null) {
    throw new Error('SQLite did not keep the row that was just written');
  }
  return row;
}

function toPlace({ s3, isBuiltIn, ...row }: StoredPlace): PlaceRow {
  return { ...row, s3: s3 === null ? null : (JSON.parse(s3) as PlaceRow['s3']), isBuiltIn: isBuiltIn === 1 };
}

function toBackup({ wasPaused, pausedContainers, error, ...row }: StoredBackup): BackupRow {
  return {
    ...row,
    wasPaused: wasPaused === 1,
    pausedContainers: JSON.parse(pausedContainers) as readonly string[],
    error: error === null ? null : (JSON.parse(error) as BackupRow['error']),
  };
}

function toSchedule({ isPausing, ...row }: StoredSchedule): ScheduleRow {
  return { ...row, isPausing: isPausing === 1 };
}
