// What commands for backups are told by name or number: volumes, places, backups.
import type { BackupPlace } from '../contract/backups.ts';
import type { BackupId } from '../contract/ids.ts';
import type { Volume } from '../contract/volumes.ts';
import { notFound, usageError } from './cli-error.ts';
import type { Session } from './session.ts';

/** By name or id, of a project. Throws NOT_FOUND naming those there are. */
export async function findVolume(session: Session, project: string, named: string): Promise<Volume> {
  const { id, name } = await session.findProject(project);
  const volumes = await session.api.volumes.list({ id }, session.options);
  const found = pick(volumes, named);
  if (found === undefined) {
    throw notFound(`volume "${named}" of ${name}`, thereAre(volumes));
  }
  return found;
}

/** By name or id. Throws NOT_FOUND naming those there are. */
export async function findPlace({ api, options }: Session, named: string): Promise<BackupPlace> {
  const places = await api.backups.places(undefined, options);
  const found = pick(places, named);
  if (found === undefined) {
    throw notFound(`place for backups "${named}"`, thereAre(places));
  }
  return found;
}

interface Named {
  readonly id: number;
  readonly name: string;
}

function pick<T extends Named>(all: readonly T[], named: string): T | undefined {
  const wanted = named.toLowerCase();
  return all.find(({ name }) => name.toLowerCase() === wanted) ?? all.find(({ id }) => String(id) === named);
}

const thereAre = (all: readonly Named[]): string =>
  all.length === 0 ? 'There is none.' : `There are: ${all.map(({ name }) => name).join(', ')}.`;

export function toBackupId(named: string): BackupId {
  const id = Number(named);
  if (!Number.isSafeInteger(id) || id < 1) {
    throw usageError('backup', `"${named}" is not the number of a backup`, 'See "minipaas backups".');
  }
  return id as BackupId;
}
