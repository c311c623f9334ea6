// What is done with a backup, and copies of volumes.
import type { Command } from 'commander';
import type { RestoreInput, VolumeCopy } from '../../contract/backups.ts';
import { usageError } from '../cli-error.ts';
import { findVolume, toBackupId } from '../find-backup.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';
import { waitForCopy, type WaitFlags } from './wait-for-copy.ts';

interface RestoreFlags extends WaitFlags {
  readonly to?: string;
  readonly name?: string;
  readonly path?: string;
  readonly pause?: boolean;
  readonly yes?: boolean;
}

interface CloneFlags extends WaitFlags {
  readonly to?: string;
  readonly path?: string;
}

export function addBackupCopies(backups: Command, run: Run): void {
  backups
    .command('restore')
    .description('restore a backup into its volume, or with --to into a new one')
    .argument('<backup>', 'its number')
    .option('--to <project>', 'into a new volume of this project')
    .option('--name <name>', 'of the new volume; that of the old one when left out')
    .option('--path <path>', 'where the new volume is mounted')
    .option('--pause', 'pause the application while its files are replaced')
    .option('--yes', 'replace everything in the volume')
    .option('--no-wait', 'do not wait until it is done')
    .action(run<[string, RestoreFlags]>(restore));
  backups
    .command('verify')
    .description('read a backup and compare its checksum')
    .argument('<backup>', 'its number')
    .option('--no-wait', 'do not wait until it is done')
    .action(run<[string, WaitFlags]>(verify));
  backups
    .command('clone')
    .description('copy a volume as it is now into a new one')
    .argument('<project>')
    .argument('<volume>')
    .argument('<name>', 'of the new volume')
    .option('--to <project>', 'another project, on whichever host')
    .option('--path <path>', 'where the new volume is mounted')
    .option('--no-wait', 'do not wait until it is done')
    .action(run<[string, string, string, CloneFlags]>(clone));
}

async function restore(session: Session, named: string, flags: RestoreFlags): Promise<void> {
  const { api, options, context } = session;
  const id = toBackupId(named);
  const backup = await api.backups.get({ id }, options);
  let into: Omit<RestoreInput, 'id'>;
  if (flags.to !== undefined) {
    const { id: projectId } = await session.findProject(flags.to);
    const path = flags.path === undefined ? {} : { mountPath: flags.path };
    into = { newVolume: { projectId, name: flags.name ?? backup.volumeName, ...path }, isPausing: false };
  } else if (backup.volumeId === null) {
    throw usageError(
      '--to',
      `the volume ${backup.volumeName} of ${backup.projectName} is gone`,
      'Name a project that gets a new one.',
    );
  } else if (flags.yes !== true) {
    await session.answer(
      backup,
      ({ volumeName, projectName, createdAt }) =>
        `Everything in ${volumeName} of ${projectName} would be replaced by what it held on ${createdAt}.\n`,
    );
    context.say('Nothing was restored: add --yes to replace it, or --to PROJECT for a new volume.\n');
    return;
  } else {
    into = { volumeId: backup.volumeId, isPausing: flags.pause ?? false };
  }
  await show(session, await api.backups.restore({ id, ...into }, options), flags, `Restored backup ${id}.`);
}

async function verify(session: Session, named: string, flags: WaitFlags): Promise<void> {
  const id = toBackupId(named);
  await show(session, await session.api.backups.verify({ id }, session.options), flags, `Backup ${id} is whole.`);
}

async function clone(session: Session, project: string, named: string, name: string, flags: CloneFlags): Promise<void> {
  const { id } = await findVolume(session, project, named);
  const input = {
    id,
    name,
    ...(flags.to === undefined ? {} : { projectId: (await session.findProject(flags.to)).id }),
    ...(flags.path === undefined ? {} : { mountPath: flags.path }),
  };
  await show(session, await session.api.backups.clone(input, session.options), flags, `Copied ${named} into ${name}.`);
}

async function show(session: Session, begun: VolumeCopy, { wait }: WaitFlags, done: string): Promise<void> {
  const copy = wait ? await waitForCopy(session, begun) : begun;
  await session.answer(copy, ({ status }) => (status === 'complete' ? `${done}\n` : 'It is under way.\n'));
}
