// Backups, restorations and copies are waited for: a script goes on when they are complete, and stops when they failed.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backup, VolumeCopy } from '../../contract/backups.ts';
import { sizeText } from '../bytes.ts';
import { CliError, exitCodes, notFound } from '../cli-error.ts';
import type { Session } from '../session.ts';

/** Of `--no-wait`. */
export interface WaitFlags {
  readonly wait: boolean;
}

const POLL_MS = 500;

/** Throws what it failed with. Interrupted, it goes on without us. */
export async function waitForBackup({ api, options }: Session, begun: Backup): Promise<Backup> {
  let backup = begun;
  while (backup.status === 'running') {
    await sleep(POLL_MS, undefined, options);
    backup = await api.backups.get({ id: begun.id }, options);
  }
  return whole(backup);
}

export async function waitForCopy({ api, options }: Session, begun: VolumeCopy): Promise<VolumeCopy> {
  let copy = begun;
  while (copy.status === 'running') {
    await sleep(POLL_MS, undefined, options);
    const found = (await api.backups.copies(undefined, options)).find(({ id }) => id === begun.id);
    if (found === undefined) {
      throw notFound('such copy any more', 'miniPaaS was started anew meanwhile. Begin again.');
    }
    copy = found;
  }
  return whole(copy);
}

function whole<T extends Pick<Backup, 'status' | 'error'>>(ended: T): T {
  if (ended.status === 'failed') {
    throw new CliError(ended.error ?? { code: 'INTERNAL', message: 'It failed.', hint: '' }, exitCodes.failed);
  }
  return ended;
}

export const showBackup = ({ answer }: Session, backup: Backup): Promise<void> =>
  answer(backup, ({ id, volumeName, placeName, status, contentBytes, archiveBytes, sha256 }) =>
    status === 'complete'
      ? `Backup ${id} of ${volumeName} is complete in ${placeName}: ${sizeText(contentBytes)} in an archive of ${sizeText(archiveBytes)}.\nSHA-256 ${sha256}\n`
      : `Backup ${id} of ${volumeName} is under way. See how it goes: minipaas backups\n`,
  );
