// When a volume is backed up by itself.
import type { Command } from 'commander';
import type { BackupPlace, BackupSchedule } from '../../contract/backups.ts';
import { usageError } from '../cli-error.ts';
import { findPlace, findVolume } from '../find-backup.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';

interface ScheduleFlags {
  readonly every?: string;
  readonly keep?: string;
  readonly place?: string;
  readonly pause?: boolean;
  readonly off?: boolean;
}

const rhythms: Readonly<Record<string, number>> = { hourly: 1, daily: 24, weekly: 168 };
const DEFAULT_HOURS = 24;
const DEFAULT_KEPT = 7;

export function addBackupSchedule(backups: Command, run: Run): void {
  backups
    .command('schedule')
    .description('back a volume up by itself; without options: what is set')
    .argument('<project>')
    .argument('<volume>')
    .option('--every <time>', 'hourly, daily, weekly, or a number of hours')
    .option('--keep <count>', 'how many of those it made are kept')
    .option('--place <place>', 'where they are kept')
    .option('--pause', 'pause the application while it is read')
    .option('--no-pause', 'let it go on')
    .option('--off', 'not by itself any more')
    .action(run<[string, string, ScheduleFlags]>(schedule));
}

async function schedule(session: Session, project: string, named: string, flags: ScheduleFlags): Promise<void> {
  const { api, options, answer } = session;
  const { id, name } = await findVolume(session, project, named);
  if (flags.off === true) {
    await answer(await api.backups.removeSchedule({ id }, options), () => `${name} is not backed up by itself.\n`);
    return;
  }
  const before = await api.backups.getSchedule({ id }, options);
  const places = await api.backups.places(undefined, options);
  if (Object.keys(flags).length === 0) {
    await answer(before, (found) =>
      found === null ? `${name} is not backed up by itself.\n` : describe(name, found, places),
    );
    return;
  }
  const builtIn = places.find(({ isBuiltIn }) => isBuiltIn);
  const place = flags.place === undefined ? undefined : await findPlace(session, flags.place);
  const placeId = place?.id ?? before?.placeId ?? builtIn?.id;
  if (placeId === undefined) {
    throw usageError('--place', 'there is no place for backups', 'Add one with "minipaas backups places add-folder".');
  }
  const set = await api.backups.setSchedule(
    {
      id,
      placeId,
      everyHours: flags.every === undefined ? (before?.everyHours ?? DEFAULT_HOURS) : toHours(flags.every),
      keep: flags.keep === undefined ? (before?.keep ?? DEFAULT_KEPT) : toNumber('--keep', flags.keep),
      isPausing: flags.pause ?? before?.isPausing ?? false,
    },
    options,
  );
  await answer(set, (found) => describe(name, found, places));
}

function describe(name: string, found: BackupSchedule, places: readonly BackupPlace[]): string {
  const { everyHours, keep, placeId, isPausing, nextAt } = found;
  const rhythm = Object.keys(rhythms).find((word) => rhythms[word] === everyHours) ?? `every ${everyHours} hours`;
  const place = places.find(({ id }) => id === placeId)?.name ?? `place ${placeId}`;
  const paused = isPausing ? ', with the application paused' : '';
  return `${name} is backed up ${rhythm} to ${place}${paused}; the last ${keep} are kept. Next: ${nextAt}\n`;
}

const toHours = (text: string): number => rhythms[text] ?? toNumber('--every', text);

function toNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw usageError(flag, `"${text}" is no whole number above 0`, 'See "minipaas backups schedule --help".');
  }
  return value;
}
