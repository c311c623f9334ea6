// Backups of the world in memory: places, backups and schedules that are kept as they are entered; what is begun stays under way
// until the test lets it end.
import { AppError } from '../../../src/contract/app-error.ts';
import type { Backup, BackupPlace, BackupSchedule, VolumeCopy } from '../../../src/contract/backups.ts';
import type { ErrorBody } from '../../../src/contract/errors.ts';
import {
  type BackupId,
  backupId,
  type BackupPlaceId,
  backupPlaceId,
  type ProjectId,
  type VolumeId,
  volumeId as toVolumeId,
} from '../../../src/contract/ids.ts';
import type { Services } from '../../../src/main/api/services.ts';
import { ago } from './data.ts';

const HOUR = 3_600_000;
const MB = 1_048_576;

export interface BackupWorld {
  readonly places: BackupPlace[];
  /** Newest first. */
  readonly backups: Backup[];
  readonly schedules: Map<VolumeId, BackupSchedule>;
  readonly copies: VolumeCopy[];
  put(backup: Backup): void;
  putCopy(copy: VolumeCopy): void;
}

interface BackupWorldDeps {
  readonly volumeOf: (id: VolumeId) => { readonly name: string; readonly projectId: ProjectId };
  readonly createVolume: Services['volumes']['create'];
  readonly projectName: (id: ProjectId) => string;
  readonly changed: () => void;
  readonly check: (call: string) => void;
}

export const builtInPlace: BackupPlace = {
  id: backupPlaceId.parse(1),
  name: 'This machine',
  kind: 'folder',
  path: null,
  hostId: null,
  s3: null,
  isBuiltIn: true,
  backupCount: 0,
  sizeBytes: 0,
};

export function makeBackup(id: number, change: Partial<Backup> = {}): Backup {
  return {
    id: backupId.parse(id),
    volumeId: null,
    projectId: null,
    volumeName: 'uploads',
    projectName: 'old-shop',
    placeId: builtInPlace.id,
    placeName: builtInPlace.name,
    status: 'complete',
    trigger: 'manual',
    wasPaused: false,
    contentBytes: 40 * MB,
    fileCount: 1204,
    archiveBytes: 31 * MB,
    sha256: 'ab'.repeat(32),
    doneBytes: null,
    error: null,
    createdAt: ago(id * HOUR),
    finishedAt: ago(id * HOUR - 4000),
    ...change,
  };
}

export function createBackupWorld(
  deps: BackupWorldDeps,
): BackupWorld & { readonly services: Pick<Services, 'backups'> } {
  const { volumeOf, createVolume, projectName, changed, check } = deps;
  const places: BackupPlace[] = [builtInPlace];
  const backups: Backup[] = [];
  const schedules = new Map<VolumeId, BackupSchedule>();
  const copies: VolumeCopy[] = [];

  const missing = (what: string) => new AppError('NOT_FOUND', { what });
  function find(id: BackupId): Backup {
    const found = backups.find((backup) => backup.id === id);
    if (found === undefined) throw missing(`backup ${id}`);
    return found;
  }
  function placeOf(id: BackupPlaceId): BackupPlace {
    const found = places.find((place) => place.id === id);
    if (found === undefined) throw missing(`place for backups ${id}`);
    return found;
  }
  function put(backup: Backup): Backup {
    const at = backups.findIndex(({ id }) => id === backup.id);
    if (at === -1) backups.unshift(backup);
    else backups[at] = backup;
    changed();
    return backup;
  }
  function putCopy(copy: VolumeCopy): VolumeCopy {
    const at = copies.findIndex(({ id }) => id === copy.id);
    if (at === -1) copies.unshift(copy);
    else copies[at] = copy;
    changed();
    return copy;
  }
  function view(place: BackupPlace): BackupPlace {
    const held = backups.filter(({ placeId, status }) => placeId === place.id && status === 'complete');
    const sizeBytes = held.reduce((sum, { archiveBytes }) => sum + (archiveBytes ?? 0), 0);
    return { ...place, backupCount: held.length, sizeBytes };
  }
  function begin(copy: Pick<VolumeCopy, 'kind' | 'backupId' | 'fromVolumeId' | 'volumeId' | 'totalBytes'>): VolumeCopy {
    return putCopy({
      id: `copy-${copies.length + 1}`,
      ...copy,
      status: 'running',
      doneBytes: 0,
      error: null,
      startedAt: ago(0),
    });
  }
  const cancelled = (): ErrorBody => new AppError('BACKUP_CANCELLED', {}).toBody();

  return {
    places,
    backups,
    schedules,
    copies,
    put: (backup) => void put(backup),
    putCopy: (copy) => void putCopy(copy),
    services: {
      backups: {
        places: () => places.map(view),
        addPlace(input) {
          check('backups.addPlace');
          const id = backupPlaceId.parse(Math.max(...places.map((place) => place.id)) + 1);
          const place: BackupPlace = {
            ...builtInPlace,
            id,
            name: input.name,
            kind: input.kind,
            isBuiltIn: false,
            path: input.kind === 'folder' ? input.path : null,
            hostId: input.kind === 'host' ? input.hostId : null,
            s3: input.kind === 's3' ? input : null,
          };
          places.push(place);
          changed();
          return place;
        },
        removePlace({ id, forgetBackups }) {
          check('backups.removePlace');
          const { name, backupCount } = view(placeOf(id));
          const count = [...schedules.values()].filter(({ placeId }) => placeId === id).length;
          if (forgetBackups !== true && backupCount + count > 0)
            throw new AppError('BACKUP_PLACE_IN_USE', { place: name, backups: backupCount, schedules: count });
          places.splice(places.indexOf(placeOf(id)), 1);
          const kept = backups.filter(({ placeId }) => placeId !== id);
          backups.splice(0, backups.length, ...kept);
          for (const [volume, { placeId }] of schedules) if (placeId === id) schedules.delete(volume);
          changed();
          return { id };
        },
        list({ projectId, volumeId }) {
          check('backups.list');
          return backups.filter(
            (backup) =>
              (projectId === undefined || backup.projectId === projectId) &&
              (volumeId === undefined || backup.volumeId === volumeId),
          );
        },
        create({ id, placeId, isPausing }) {
          check('backups.create');
          const { name, projectId } = volumeOf(id);
          const place = placeOf(placeId ?? builtInPlace.id);
          return put(
            makeBackup(Math.max(0, ...backups.map((backup) => backup.id)) + 1, {
              volumeId: id,
              projectId,
              volumeName: name,
              projectName: projectName(projectId),
              placeId: place.id,
              placeName: place.name,
              status: 'running',
              wasPaused: isPausing,
              archiveBytes: null,
              sha256: null,
              doneBytes: 0,
              createdAt: ago(0),
              finishedAt: null,
            }),
          );
        },
        get: ({ id }) => find(id),
        cancel: ({ id }) =>
          put({ ...find(id), status: 'failed', error: cancelled(), doneBytes: null, finishedAt: ago(0) }),
        remove({ id }) {
          check('backups.remove');
          backups.splice(backups.indexOf(find(id)), 1);
          changed();
          return { id };
        },
        verify({ id }) {
          check('backups.verify');
          const { volumeId, contentBytes } = find(id);
          return begin({ kind: 'verify', backupId: id, fromVolumeId: null, volumeId, totalBytes: contentBytes });
        },
        async restore({ id, volumeId, newVolume }, caller) {
          check('backups.restore');
          const { contentBytes, volumeId: fromVolumeId } = find(id);
          const into =
            volumeId ??
            (newVolume === undefined
              ? null
              : toVolumeId.parse((await createVolume({ ...newVolume, id: newVolume.projectId }, caller)).id));
          return begin({ kind: 'restore', backupId: id, fromVolumeId, volumeId: into, totalBytes: contentBytes });
        },
        async clone({ id, projectId, name, mountPath }, caller) {
          check('backups.clone');
          const made = await createVolume({ id: projectId ?? volumeOf(id).projectId, name, mountPath }, caller);
          return begin({
            kind: 'clone',
            backupId: null,
            fromVolumeId: id,
            volumeId: toVolumeId.parse(made.id),
            totalBytes: 40 * MB,
          });
        },
        copies: () => copies,
        cancelCopy({ id }) {
          const copy = copies.find((one) => one.id === id);
          if (copy === undefined) throw missing(`copy ${id}`);
          return putCopy({ ...copy, status: 'failed', error: cancelled() });
        },
        getSchedule: ({ id }) => schedules.get(id) ?? null,
        setSchedule({ id, ...input }) {
          check('backups.setSchedule');
          const schedule = { ...input, volumeId: id, nextAt: ago(-input.everyHours * HOUR) };
          schedules.set(id, schedule);
          changed();
          return schedule;
        },
        removeSchedule({ id }) {
          schedules.delete(id);
          changed();
          return { id };
        },
      },
    },
  };
}
