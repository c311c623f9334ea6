/** Backups, copies, places and schedules in words. Pure. */
import type { Backup, BackupPlace, VolumeCopy } from '../../../contract/backups.ts';
import { formatBytes } from '../../../contract/bytes.ts';
import { countOf } from '../../lib/numbers.ts';
import type { Tone } from '../../lib/tone.ts';

export function backupState({ status, error }: Pick<Backup, 'status' | 'error'>): { tone: Tone; label: string } {
  switch (status) {
    case 'running':
      return { tone: 'busy', label: 'under way' };
    case 'complete':
      return { tone: 'ok', label: 'complete' };
    case 'failed':
      return error?.code === 'BACKUP_CANCELLED'
        ? { tone: 'idle', label: 'cancelled' }
        : { tone: 'bad', label: 'failed' };
  }
}

/** `12 MB of 40 MB`. What is read has an envelope around each file, so it can be a little more than what is in them. */
export function progressText(doneBytes: number, totalBytes: number): string {
  return totalBytes === 0
    ? formatBytes(doneBytes)
    : `${formatBytes(Math.min(doneBytes, totalBytes))} of ${formatBytes(totalBytes)}`;
}

/** `40 MB in 1,204 files → 12 MB`. */
export function sizeText({ contentBytes, fileCount, archiveBytes }: Backup): string {
  const files = fileCount === null ? '' : ` in ${countOf(fileCount, 'file')}`;
  return `${formatBytes(contentBytes)}${files}${archiveBytes === null ? '' : ` → ${formatBytes(archiveBytes)}`}`;
}

const doing: Readonly<
  Record<VolumeCopy['kind'], { readonly doing: string; readonly done: string; readonly noun: string }>
> = {
  restore: { doing: 'Restoring', done: 'Restored', noun: 'The restoration of' },
  clone: { doing: 'Copying', done: 'Copied', noun: 'The copy of' },
  verify: { doing: 'Verifying', done: 'Verified', noun: 'The verification of' },
};

/** `Restoring backup 12 into uploads`. `nameOf` gives what a volume is called, as far as it is known. */
export function copyTitle(copy: VolumeCopy, nameOf: (id: number) => string | undefined): string {
  const { kind, status, backupId, fromVolumeId, volumeId } = copy;
  const words = doing[kind];
  const named = (id: number | null): string => (id === null ? 'a volume' : (nameOf(id) ?? `volume ${id}`));
  const what = backupId === null ? named(fromVolumeId) : `backup ${backupId}`;
  const into = kind === 'verify' || volumeId === null ? '' : ` into ${named(volumeId)}`;
  switch (status) {
    case 'running':
      return `${words.doing} ${what}${into}`;
    case 'complete':
      return kind === 'verify' ? `Verified ${what}: the archive is whole` : `${words.done} ${what}${into}`;
    case 'failed':
      return copy.error?.code === 'BACKUP_CANCELLED'
        ? `${words.noun} ${what}${into} was cancelled`
        : `${words.noun} ${what}${into} failed`;
  }
}

export function placeKind({ kind, isBuiltIn }: Pick<BackupPlace, 'kind' | 'isBuiltIn'>): string {
  switch (kind) {
    case 'folder':
      return isBuiltIn ? 'data folder' : 'folder';
    case 'host':
      return 'host';
    case 's3':
      return 'S3 bucket';
  }
}

/** Where its files lie, so that a person finds them. */
export function placeWhere(
  { kind, path, hostId, s3 }: BackupPlace,
  hostName: (id: number) => string | undefined,
): string {
  switch (kind) {
    case 'folder':
      return path ?? 'the folder “backups” in the data folder of miniPaaS';
    case 'host':
      return hostId === null ? 'its host was removed' : `a Docker volume on ${hostName(hostId) ?? `host ${hostId}`}`;
    case 's3':
      return s3 === null
        ? 'a bucket'
        : `${s3.bucket}${s3.prefix === '' ? '' : `/${s3.prefix}`} at ${s3.endpoint ?? `AWS, ${s3.region}`}`;
  }
}

/** `hourly`, `every 6 hours`, `daily`, `every 3 days`, `weekly`. */
export function intervalText(hours: number): string {
  if (hours === 1) return 'hourly';
  if (hours === 24) return 'daily';
  if (hours === 24 * 7) return 'weekly';
  return hours % 24 === 0 ? `every ${hours / 24} days` : `every ${hours} hours`;
}
