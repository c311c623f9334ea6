// Backups, places and schedules as clients see them, and what their files are called. Pure.
import type { Backup, BackupPlace, BackupSchedule } from '../../../contract/backups.ts';
import type { BackupId } from '../../../contract/ids.ts';
import type { BackedVolume, BackupRow, PlaceRow, ScheduleRow } from './ports.ts';

const iso = (at: number): string => new Date(at).toISOString();

export function backupView(row: BackupRow, doneBytes: number | null): Backup {
  const { file: _file, hostId: _host, pausedContainers: _paused, createdAt, finishedAt, ...facts } = row;
  return {
    ...facts,
    doneBytes: row.status === 'running' ? (doneBytes ?? 0) : null,
    createdAt: iso(createdAt),
    finishedAt: finishedAt === null ? null : iso(finishedAt),
  };
}

export function placeView({ scheduleCount: _count, ...place }: PlaceRow): BackupPlace {
  return place;
}

export function scheduleView({ nextAt, ...schedule }: ScheduleRow): BackupSchedule {
  return { ...schedule, nextAt: iso(nextAt) };
}

/** Said so that a person finds it in a bucket, and unique by its number: `shop_storage_2026-11-22T16-45-29Z_17.tar.gz`. */
export function fileNameOf({ projectSlug, name }: BackedVolume, id: BackupId, at: number): string {
  const plain = name.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60);
  const time = iso(at).replace(/\.\d+/, '').replaceAll(':', '-');
  return `${projectSlug}_${plain}_${time}_${id}.tar.gz`;
}
