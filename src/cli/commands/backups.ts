// Backups of volumes: those there are, made, verified, brought here and deleted.
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Backup } from '../../contract/backups.ts';
import { sizeText } from '../bytes.ts';
import { usageError } from '../cli-error.ts';
import { download } from '../client.ts';
import { findPlace, findVolume, toBackupId } from '../find-backup.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import { addBackupCopies } from './backup-copies.ts';
import { addBackupPlaces } from './backup-places.ts';
import { addBackupSchedule } from './backup-schedule.ts';
import type { Run } from './run.ts';
import { showBackup, waitForBackup, type WaitFlags } from './wait-for-copy.ts';

interface CreateFlags extends WaitFlags {
  readonly place?: string;
  readonly pause?: boolean;
}

export function addBackups(program: Command, run: Run): void {
  const backups = program.command('backups').description('backups of volumes');
  backups
    .command('list', { isDefault: true })
    .description('list them, those of projects that are gone too')
    .argument('[project]', 'only of this one')
    .action(run<[string | undefined]>(list));
  backups
    .command('create')
    .description('back up a volume')
    .argument('<project>')
    .argument('<volume>')
    .option('--place <place>', 'where it is kept; the data folder of miniPaaS when left out')
    .option('--pause', 'pause the application while it is read')
    .option('--no-wait', 'do not wait until it is complete')
    .action(run<[string, string, CreateFlags]>(create));
  backups
    .command('cancel')
    .description('cancel a backup that is under way')
    .argument('<backup>', 'its number')
    .action(run<[string]>(cancel));
  addBackupCopies(backups, run);
  backups
    .command('download')
    .description('bring the archive here: a tar, compressed with gzip')
    .argument('<backup>', 'its number')
    .argument('<file>', 'ends in .tar.gz; must not be there')
    .action(run<[string, string]>(fetchArchive));
  backups
    .command('remove')
    .description('delete a backup with its file; shows it unless --yes')
    .argument('<backup>', 'its number')
    .option('--yes', 'delete it')
    .option('--force', 'although its place cannot be reached; the file stays')
    .action(run<[string, { readonly yes?: boolean; readonly force?: boolean }]>(remove));
  addBackupSchedule(backups, run);
  addBackupPlaces(backups, run);
}

async function list(session: Session, named: string | undefined): Promise<void> {
  const filter = named === undefined ? {} : { projectId: (await session.findProject(named)).id };
  await session.answer(await session.api.backups.list(filter, session.options), backupTable);
}

function backupTable(backups: readonly Backup[]): string {
  return formatTable(
    ['BACKUP', 'MADE', 'PROJECT', 'VOLUME', 'CONTENT', 'FILES', 'ARCHIVE', 'PLACE', 'STATE'],
    backups.map((backup) => [
      String(backup.id),
      `${backup.createdAt.slice(0, 16).replace('T', ' ')} UTC`,
      backup.projectName,
      backup.volumeId === null ? `${backup.volumeName} (gone)` : backup.volumeName,
      sizeText(backup.contentBytes),
      backup.fileCount === null ? '-' : String(backup.fileCount),
      backup.archiveBytes === null ? '-' : sizeText(backup.archiveBytes),
      backup.placeName,
      backup.error?.code ?? backup.status,
    ]),
  );
}

async function create(session: Session, project: string, named: string, flags: CreateFlags): Promise<void> {
  const { api, options } = session;
  const { id } = await findVolume(session, project, named);
  const place = flags.place === undefined ? {} : { placeId: (await findPlace(session, flags.place)).id };
  const begun = await api.backups.create({ id, isPausing: flags.pause ?? false, ...place }, options);
  await showBackup(session, flags.wait ? await waitForBackup(session, begun) : begun);
}

async function cancel(session: Session, named: string): Promise<void> {
  const ended = await session.api.backups.cancel({ id: toBackupId(named) }, session.options);
  await session.answer(ended, ({ id, status, error }) =>
    error?.code === 'BACKUP_CANCELLED' ? `Cancelled backup ${id}.\n` : `Backup ${id} was ${status} already.\n`,
  );
}

async function fetchArchive(session: Session, named: string, to: string): Promise<void> {
  const { context, options, target } = session;
  const id = toBackupId(named);
  const file = resolve(context.cwd, to);
  const content = await download(target, `/backups/${id}/download`, context.signal);
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await pipeline(content, output, options).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw usageError('file', `${file} is there already`, 'Name another one.');
    }
    await rm(file, { force: true });
    throw error;
  });
  await session.answer({ id, file, sizeBytes: output.bytesWritten }, ({ sizeBytes }) => {
    return `Wrote ${file} (${sizeText(sizeBytes)}).\n`;
  });
}

async function remove(
  session: Session,
  named: string,
  { yes, force }: { readonly yes?: boolean; readonly force?: boolean },
): Promise<void> {
  const { api, options, context } = session;
  const id = toBackupId(named);
  if (yes !== true) {
    await session.answer([await api.backups.get({ id }, options)], backupTable);
    context.say('Nothing was deleted: add --yes to delete it.\n');
    return;
  }
  const removed = await api.backups.remove({ id, ...(force === true ? { force } : {}) }, options);
  await session.answer(removed, () => `Deleted backup ${id}.\n`);
}
