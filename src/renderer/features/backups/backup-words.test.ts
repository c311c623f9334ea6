import { expect, it } from 'vitest';
import type { Backup, BackupPlace, VolumeCopy } from '../../../contract/backups.ts';
import { backupState, copyTitle, intervalText, placeWhere, progressText, sizeText } from './backup-words.ts';

const copy = {
  kind: 'restore',
  backupId: 12,
  fromVolumeId: 3,
  volumeId: 4,
  status: 'running',
  error: null,
} as VolumeCopy;
const nameOf = (id: number) => (id === 4 ? 'uploads' : undefined);
const cancelled = { code: 'BACKUP_CANCELLED', message: '', hint: '' };

it('tells a backup that somebody cancelled from one that failed', () => {
  expect(backupState({ status: 'failed', error: cancelled })).toEqual({ tone: 'idle', label: 'cancelled' });
  expect(backupState({ status: 'failed', error: { ...cancelled, code: 'DISK_FULL' } }).label).toBe('failed');
  expect(backupState({ status: 'complete', error: null }).tone).toBe('ok');
});

it('says how far it is, never more than all of it', () => {
  expect(progressText(1024, 4096)).toBe('1 KB of 4 KB');
  expect(progressText(5000, 4096)).toBe('4 KB of 4 KB');
  expect(progressText(0, 0)).toBe('0 B');
});

it('says what was in the volume and what came of it', () => {
  const backup = { contentBytes: 2048, fileCount: 1, archiveBytes: 1024 } as Backup;
  expect(sizeText(backup)).toBe('2 KB in 1 file → 1 KB');
  expect(sizeText({ ...backup, fileCount: null, archiveBytes: null })).toBe('2 KB');
});

it('names what is copied where, under way and afterwards', () => {
  expect(copyTitle(copy, nameOf)).toBe('Restoring backup 12 into uploads');
  expect(copyTitle({ ...copy, status: 'complete' }, nameOf)).toBe('Restored backup 12 into uploads');
  expect(copyTitle({ ...copy, status: 'failed', error: cancelled }, nameOf)).toBe(
    'The restoration of backup 12 into uploads was cancelled',
  );
  expect(copyTitle({ ...copy, kind: 'clone', backupId: null }, nameOf)).toBe('Copying volume 3 into uploads');
  expect(copyTitle({ ...copy, kind: 'verify', status: 'complete' }, nameOf)).toBe(
    'Verified backup 12: the archive is whole',
  );
  expect(copyTitle({ ...copy, kind: 'verify', status: 'failed' }, nameOf)).toBe('The verification of backup 12 failed');
});

it('says where the files of a place lie', () => {
  const place = { kind: 'folder', path: null, hostId: null, s3: null } as BackupPlace;
  const s3 = { endpoint: null, region: 'eu-north-1', bucket: 'shop', prefix: 'daily', accessKeyId: 'A' };
  const hostName = (id: number) => (id === 2 ? 'Production' : undefined);
  expect(placeWhere(place, hostName)).toContain('data folder');
  expect(placeWhere({ ...place, path: '/mnt/nas' }, hostName)).toBe('/mnt/nas');
  expect(placeWhere({ ...place, kind: 'host', hostId: 2 } as BackupPlace, hostName)).toBe(
    'a Docker volume on Production',
  );
  expect(placeWhere({ ...place, kind: 'host' }, hostName)).toBe('its host was removed');
  expect(placeWhere({ ...place, kind: 's3', s3 }, hostName)).toBe('shop/daily at AWS, eu-north-1');
});

it('names intervals as people do', () => {
  expect([1, 6, 24, 72, 168].map(intervalText)).toEqual(['hourly', 'every 6 hours', 'daily', 'every 3 days', 'weekly']);
});
