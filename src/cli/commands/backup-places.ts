// Where backups are kept.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AddPlaceInput, BackupPlace } from '../../contract/backups.ts';
import { sizeText } from '../bytes.ts';
import { usageError } from '../cli-error.ts';
import { findPlace } from '../find-backup.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface S3Flags {
  readonly endpoint?: string;
  readonly region: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly accessKey: string;
  readonly secretFile: string;
}

export function addBackupPlaces(backups: Command, run: Run): void {
  const places = backups.command('places').description('where backups are kept');
  places.command('list', { isDefault: true }).description('list them').action(run(list));
  places
    .command('add-folder')
    .description('a folder of the machine that runs miniPaaS')
    .argument('<name>')
    .argument('<path>', 'absolute')
    .action(run<[string, string]>((session, name, path) => add(session, { kind: 'folder', name, path })));
  places
    .command('add-host')
    .description('a Docker volume on a host')
    .argument('<name>')
    .argument('<host>')
    .action(
      run<[string, string]>(async (session, name, host) => {
        const { id } = await findHost(session, host);
        await add(session, { kind: 'host', name, hostId: id });
      }),
    );
  places
    .command('add-s3')
    .description('a bucket of AWS or of any service that speaks its protocol')
    .argument('<name>')
    .requiredOption('--bucket <bucket>', 'must exist')
    .requiredOption('--access-key <id>', 'ID of an access key')
    .requiredOption('--secret-file <file>', 'first line: the secret of that key; - reads standard input')
    .option('--endpoint <url>', 'of a service other than AWS')
    .option('--region <region>', 'its region', 'us-east-1')
    .option('--prefix <folder>', 'a folder of the bucket', '')
    .action(run<[string, S3Flags]>(addBucket));
  places
    .command('remove')
    .description('back up to a place no more; its files stay there')
    .argument('<place>')
    .option('--forget-backups', 'although it holds backups: they are listed no more')
    .action(run<[string, { readonly forgetBackups?: boolean }]>(remove));
}

async function list({ api, options, answer }: Session): Promise<void> {
  await answer(await api.backups.places(undefined, options), (places) =>
    formatTable(
      ['PLACE', 'KIND', 'WHERE', 'BACKUPS', 'SIZE'],
      places.map((place) => [
        place.name,
        place.kind,
        whereOf(place),
        String(place.backupCount),
        sizeText(place.sizeBytes),
      ]),
    ),
  );
}

function whereOf({ kind, path, hostId, s3 }: BackupPlace): string {
  switch (kind) {
    case 'folder':
      return path ?? 'data folder of miniPaaS';
    case 'host':
      return hostId === null ? 'host removed' : `host ${hostId}`;
    case 's3':
      return s3 === null ? '-' : `${s3.endpoint ?? 'AWS'} ${s3.bucket}/${s3.prefix}`;
  }
}

async function add({ api, options, answer }: Session, input: AddPlaceInput): Promise<void> {
  await answer(await api.backups.addPlace(input, options), ({ name }) => `Added ${name}: it could be used.\n`);
}

async function addBucket(session: Session, name: string, flags: S3Flags): Promise<void> {
  const { endpoint = null, region, bucket, prefix, accessKey: accessKeyId } = flags;
  const secretAccessKey = await readSecret(session, flags.secretFile);
  await add(session, { kind: 's3', name, endpoint, region, bucket, prefix, accessKeyId, secretAccessKey });
}

/** Not a flag's value: everybody on the machine could read it. */
async function readSecret({ context }: Session, file: string): Promise<string> {
  const text = await (file === '-' ? context.readInput() : readFile(resolve(context.cwd, file), 'utf8')).catch(
    (error: unknown) => {
      const problem = error instanceof Error ? error.message : String(error);
      throw usageError('--secret-file', problem, 'Name a file that can be read, or - for standard input.');
    },
  );
  return (text.split(/\r?\n/, 1)[0] ?? '').trim();
}

async function remove(
  session: Session,
  named: string,
  { forgetBackups }: { readonly forgetBackups?: boolean },
): Promise<void> {
  const { id, name } = await findPlace(session, named);
  const input = { id, ...(forgetBackups === true ? { forgetBackups } : {}) };
  await session.answer(await session.api.backups.removePlace(input, session.options), () => `Removed ${name}.\n`);
}
