// backups on the command line, against the real listener.
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { AppError } from '../../src/contract/app-error.ts';
import type { Backup, BackupPlace, BackupSchedule, VolumeCopy } from '../../src/contract/backups.ts';
import { backupId, backupPlaceId, type ProjectId, type VolumeId } from '../../src/contract/ids.ts';
import { writeInstance } from '../../src/main/lib/instance-file.ts';
import { builtInPlace, makeBackup } from '../support/dashboard/backup-world.ts';
import { fakeServices } from '../support/fake-services.ts';
import { FIXED_TOKEN, startTestListener, type TestListener } from '../support/test-listener.ts';

const at = '2026-01-02T03:04:05.000Z';
const nas: BackupPlace = {
  ...builtInPlace,
  id: backupPlaceId.parse(2),
  name: 'NAS',
  path: '/mnt/nas',
  isBuiltIn: false,
};
const copy: VolumeCopy = {
  id: 'one',
  kind: 'restore',
  backupId: backupId.parse(3),
  fromVolumeId: null,
  volumeId: null,
  status: 'running',
  doneBytes: 0,
  totalBytes: 10,
  error: null,
  startedAt: at,
};

let server: TestListener;
let directory: string;
let volume: VolumeId;
let backups: Backup[];
let ended: VolumeCopy;
let schedule: BackupSchedule | null;

beforeEach(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'minipaas-cli-')));
  backups = [makeBackup(3, { createdAt: at })];
  ended = { ...copy, status: 'complete' };
  schedule = null;
  const running = makeBackup(4, { status: 'running', archiveBytes: null, sha256: null, doneBytes: 0 });
  const fake = fakeServices({
    backups: {
      places: () => [builtInPlace, nas],
      list: () => backups,
      create: () => running,
      get: ({ id }) => backups.find((backup) => backup.id === id) ?? makeBackup(id),
      restore: () => copy,
      verify: () => ({ ...copy, kind: 'verify' }),
      clone: () => ({ ...copy, kind: 'clone' }),
      copies: () => [ended],
      getSchedule: () => schedule,
    },
  });
  server = await startTestListener({ fake });
  volume = (await fake.storage.services.volumes.create({ id: 1 as ProjectId, name: 'uploads' })).id;
  writeInstance(directory, { pid: process.pid, url: server.url, token: FIXED_TOKEN });
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCli(['backups', ...args], {
    env: { MINIPAAS_DATA_DIR: directory },
    cwd: directory,
    home: directory,
    platform: 'linux',
    print: async (text) => {
      out += text;
    },
    say: (text) => {
      err += text;
    },
    readInput: async () => 'from standard input\n',
    openInBrowser: async () => undefined,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}
const lastInput = (path: string) => server.fake.calls.findLast((call) => call.path === path)?.input;

it('lists backups, those of projects that are gone too', async () => {
  const { out } = await run();
  expect(out).toContain(
    '3       2026-01-02 03:04 UTC  old-shop  uploads (gone)  40 MB    1204   31 MB    This machine  complete',
  );
  expect(JSON.parse((await run('list', 'hello', '--json')).out)).toEqual(backups);
  expect(lastInput('backups.list')).toEqual({ projectId: 1 });
});

describe('create', () => {
  it('backs a volume up and waits until that is complete', async () => {
    const { code, out } = await run('create', 'hello', 'uploads', '--place', 'nas', '--pause');
    expect({ code, out }).toEqual({
      code: 0,
      out: `Backup 4 of uploads is complete in This machine: 40 MB in an archive of 31 MB.\nSHA-256 ${'ab'.repeat(32)}\n`,
    });
    expect(lastInput('backups.create')).toEqual({ id: volume, placeId: 2, isPausing: true });
    expect((await run('create', 'hello', 'uploads', '--no-wait')).out).toContain('is under way');
  });

  it('ends with 1 when the backup fails, and names volumes and places there are', async () => {
    const error = new AppError('BACKUP_PLACE_UNUSABLE', { place: 'NAS', problem: 'the disk is full' }).toBody();
    backups.push(makeBackup(4, { status: 'failed', error }));
    const failed = await run('create', 'hello', 'uploads');
    expect(failed.code).toBe(1);
    expect(failed.err).toContain(
      'BACKUP_PLACE_UNUSABLE: The place for backups "NAS" cannot be used: the disk is full.',
    );
    expect((await run('create', 'hello', 'music')).err).toContain('There are: uploads.');
    expect((await run('create', 'hello', 'uploads', '--place', 'x')).err).toContain('There are: This machine, NAS.');
  });
});

describe('restore, verify and clone', () => {
  it('replace nothing without --yes', async () => {
    backups = [makeBackup(3, { volumeId: volume, createdAt: at })];
    const shown = await run('restore', '3');
    expect(shown.out).toBe(`Everything in uploads of old-shop would be replaced by what it held on ${at}.\n`);
    expect(shown.err).toContain('Nothing was restored');
    expect(lastInput('backups.restore')).toBeUndefined();
    expect((await run('restore', '3', '--yes', '--pause')).out).toBe('Restored backup 3.\n');
    expect(lastInput('backups.restore')).toEqual({ id: 3, volumeId: volume, isPausing: true });
  });

  it('need another project where the volume is gone', async () => {
    expect(await run('restore', '3', '--yes')).toMatchObject({ code: 2 });
    expect((await run('restore', '3', '--to', 'hello', '--path', '/data')).code).toBe(0);
    expect(lastInput('backups.restore')).toMatchObject({
      newVolume: { projectId: 1, name: 'uploads', mountPath: '/data' },
    });
  });

  it('end with 1 when a backup is damaged', async () => {
    expect((await run('verify', '3')).out).toBe('Backup 3 is whole.\n');
    const error = new AppError('BACKUP_DAMAGED', { id: 3, problem: 'it ends early' }).toBody();
    ended = { ...copy, status: 'failed', error };
    const { code, err } = await run('verify', '3');
    expect(code).toBe(1);
    expect(err).toContain('BACKUP_DAMAGED: Backup 3 is damaged: it ends early.');
    expect((await run('verify', 'three')).code).toBe(2);
  });

  it('copy a volume as it is', async () => {
    expect((await run('clone', 'hello', 'uploads', 'rehearsal')).out).toBe('Copied uploads into rehearsal.\n');
    expect(lastInput('backups.clone')).toEqual({ id: volume, name: 'rehearsal' });
  });
});

it('downloads the archive, not over a file that is there', async () => {
  expect((await run('download', '3', 'three.tar.gz')).code).toBe(0);
  expect(readFileSync(join(directory, 'three.tar.gz'), 'utf8')).toBe('archive');
  expect(await run('download', '3', 'three.tar.gz')).toMatchObject({ code: 2 });
  expect((await run('download', '9', 'nine.tar.gz')).err).toContain('NOT_FOUND');
  expect(existsSync(join(directory, 'nine.tar.gz'))).toBe(false);
});

it('deletes with --yes only', async () => {
  expect((await run('remove', '3')).err).toContain('Nothing was deleted');
  expect(lastInput('backups.remove')).toBeUndefined();
  expect((await run('remove', '3', '--yes', '--force')).out).toBe('Deleted backup 3.\n');
  expect(lastInput('backups.remove')).toEqual({ id: 3, force: true });
});

it('sets a schedule, changes parts of it, and turns it off', async () => {
  expect((await run('schedule', 'hello', 'uploads')).out).toBe('uploads is not backed up by itself.\n');
  expect((await run('schedule', 'hello', 'uploads', '--every', 'weekly')).out).toBe(
    `uploads is backed up weekly to This machine; the last 7 are kept. Next: ${at}\n`,
  );
  schedule = { volumeId: volume, placeId: nas.id, everyHours: 168, keep: 7, isPausing: true, nextAt: at };
  await run('schedule', 'hello', 'uploads', '--keep', '3');
  expect(lastInput('backups.setSchedule')).toEqual({
    id: volume,
    placeId: 2,
    everyHours: 168,
    keep: 3,
    isPausing: true,
  });
  expect((await run('schedule', 'hello', 'uploads', '--every', 'now')).code).toBe(2);
  await run('schedule', 'hello', 'uploads', '--off');
  expect(lastInput('backups.removeSchedule')).toEqual({ id: volume });
});

it('lists, adds and removes places; the secret of a bucket is no argument', async () => {
  expect((await run('places')).out).toContain('NAS           folder  /mnt/nas');
  await run('places', 'add-folder', 'Second disk', '/mnt/second');
  expect(lastInput('backups.addPlace')).toEqual({ kind: 'folder', name: 'Second disk', path: '/mnt/second' });
  await run('places', 'add-host', 'Far away', 'local');
  expect(lastInput('backups.addPlace')).toEqual({ kind: 'host', name: 'Far away', hostId: 1 });
  writeFileSync(join(directory, 'secret'), 'very secret\nnot read\n');
  const bucket = ['places', 'add-s3', 'Bucket', '--bucket', 'shop-backups', '--access-key', 'AK', '--secret-file'];
  await run(...bucket, 'secret');
  expect(lastInput('backups.addPlace')).toMatchObject({ endpoint: null, prefix: '', secretAccessKey: 'very secret' });
  await run(...bucket, '-', '--endpoint', 'https://s3.example.com');
  expect(lastInput('backups.addPlace')).toMatchObject({ secretAccessKey: 'from standard input' });
  expect((await run(...bucket, 'missing')).code).toBe(2);
  await run('places', 'remove', 'NAS', '--forget-backups');
  expect(lastInput('backups.removePlace')).toEqual({ id: 2, forgetBackups: true });
});
