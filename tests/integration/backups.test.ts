// Backups against real engines: what comes back is what was there, on another host as well; what fails changes nothing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addPlaceInput,
  type Backup,
  backup as backupShape,
  restoreInput,
  type VolumeCopy,
  volumeCopy,
} from '../../src/contract/backups.ts';
import type { Caller } from '../../src/contract/caller.ts';
import {
  backupId as backupIds,
  type BackupId,
  type HostId,
  type ProjectId,
  type VolumeId,
} from '../../src/contract/ids.ts';
import { createProjectInput } from '../../src/contract/projects.ts';
import { type ControlPlane, startControlPlane } from '../../src/main/app/control-plane.ts';
import { parseOptions } from '../../src/main/app/options.ts';
import { DEPLOY_USER } from '../support/docker-hosts/host-files.ts';
import { type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { prepareEngine } from '../e2e/shells/data-folder.ts';
import { startS3Server, type S3Server } from '../support/s3-server.ts';

const FOREIGN = 'minipaas-vol-1-1';
const dataDir = mkdtempSync(join(tmpdir(), 'minipaas-backups-'));
const passphrase = join(dataDir, 'passphrase');
const ending = new AbortController();
const local = (...args: string[]): string =>
  execFileSync('docker', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

let plane: ControlPlane;
let caller: Caller;
let machines: DockerHosts;
let far: HostId;
let s3: S3Server;
let shop: ProjectId;
let remote: ProjectId;

const start = async (): Promise<void> => {
  plane = await startControlPlane(parseOptions(['--data-dir', dataDir, '--passphrase-file', passphrase], {}), {
    MINIPAAS_HELPER_IMAGE: 'busybox:local',
  });
  caller = plane.localCaller(ending.signal);
};

beforeAll(async () => {
  writeFileSync(passphrase, 'of this test\n');
  [machines, s3] = await Promise.all([
    startDockerHosts(1),
    startS3Server({ bucket: 'shop-backups', accessKeyId: 'AKEXAMPLE' }),
    prepareEngine(),
  ]);
  await machines.host(1).loadImage('busybox:local');
  // Another installation counts its projects from 1 as well.
  local('volume', 'create', '--label', 'minipaas.instance=another', FOREIGN);
  await start();
  const input = {
    name: 'far',
    kind: 'ssh',
    address: machines.host(1).address,
    port: 22,
    user: DEPLOY_USER.name,
    privateKeyPath: machines.privateKeyPath,
  } as const;
  const { hosts, projects } = plane.services;
  const { error } = await hosts.test(input, caller);
  const host = await hosts.add({ ...input, hostKeyFingerprint: error?.details?.['fingerprint'] ?? '' }, caller);
  far = host.id as HostId;
  const create = async (name: string, hostId?: HostId): Promise<ProjectId> =>
    (
      await projects.create(
        createProjectInput.parse({ name, image: 'busybox:local', ...(hostId === undefined ? {} : { hostId }) }),
        caller,
      )
    ).id as ProjectId;
  shop = await create('shop');
  remote = await create('remote', far);
});
afterAll(async () => {
  for (const { id } of (await plane?.services.projects.list(undefined, caller)) ?? []) {
    await plane.services.projects.remove({ id, force: true } as never, caller);
  }
  await plane?.close();
  local('volume', 'rm', FOREIGN);
  await machines?.down();
  await s3?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function volumeOf(projectId: ProjectId, name: string): Promise<{ id: VolumeId; dockerName: string }> {
  const made = await plane.services.volumes.create({ id: projectId, name }, caller);
  return { id: made.id as VolumeId, dockerName: made.dockerName };
}

/** Everything that a backup has to bring back: kinds, modes, owners, times, targets, sizes, contents. */
const LISTING = `cd /v
find . ! -type l -print0 | sort -z | xargs -0 stat -c '%n|%F|%a|%u:%g|%Y'
find . -type l -print0 | sort -z | xargs -0 -r stat -c '%N|%u:%g'
find . -type f -print0 | sort -z | xargs -0 md5sum`;
/** The time of the volume's own folder is when something in it was last made or removed, an abandoned restoration among that. */
const list = (docker: (...args: string[]) => string, dockerName: string): string =>
  docker('run', '--rm', '-v', `${dockerName}:/v`, 'busybox:local', 'sh', '-c', LISTING).replace(
    /^(\.\|.*)\|\d+$/m,
    '$1',
  );
const shell = (dockerName: string, script: string): string =>
  local('run', '--rm', '-v', `${dockerName}:/v`, 'busybox:local', 'sh', '-c', `cd /v && ${script}`);

const backupIdOf = (id: number): BackupId => backupIds.parse(id);

async function backUp(id: VolumeId, input: object = {}): Promise<Backup> {
  const { id: backupId } = await plane.services.backups.create({ id, isPausing: false, ...input }, caller);
  return ended(async () => backupShape.parse(await plane.services.backups.get({ id: backupIdOf(backupId) }, caller)));
}

async function ended<T extends { readonly status: string }>(read: () => T | Promise<T>): Promise<T> {
  await expect.poll(async () => (await read()).status, { interval: 50 }).not.toBe('running');
  return read();
}

async function restore(input: object): Promise<VolumeCopy> {
  const { id } = await plane.services.backups.restore(restoreInput.parse(input), caller);
  return copyEnded(id);
}

const copyEnded = (id: string): Promise<VolumeCopy> =>
  ended(async () => {
    const found = (await plane.services.backups.copies(undefined, caller)).find((copy) => copy.id === id);
    if (found === undefined) throw new Error(`There is no copy ${id}`);
    return volumeCopy.parse(found);
  });

describe('a backup of a volume', () => {
  let volume: { id: VolumeId; dockerName: string };
  let backup: Backup;
  let before: string;

  it('with 10,000 files of every kind is restored into a new volume on another host, all as it was', async () => {
    volume = await volumeOf(shop, 'storage');
    expect(volume.dockerName).toMatch(/^minipaas-vol-1-1-[0-9a-f]{8}$/);
    shell(
      volume.dockerName,
      `for d in $(seq 1 100); do mkdir d$d; for f in $(seq 1 100); do echo "$d $f" > d$d/f$f; done; done
       mkdir -p 'odd names' empty; echo x > 'odd names/-rf'; echo y > 'odd names/"q"'; echo z > "$(printf 'odd names/\\303\\274')"
       ln -s d1/f1 link; ln -s /etc/passwd outward; ln d2/f2 hard; mkfifo pipe
       chmod 4750 d3/f3; chmod 1777 empty; chown 1000:2000 d4/f4; chown -R 33:33 d5; touch -d '2001-02-03 04:05:06' d6/f6 d6
       chown 1000:1000 . ; chmod 2770 .`,
    );
    before = list(local, volume.dockerName);
    backup = await backUp(volume.id);
    expect(backup).toMatchObject({
      status: 'complete',
      error: null,
      volumeName: 'storage',
      projectName: 'shop',
      placeName: 'This machine',
    });
    expect(backup.fileCount).toBeGreaterThan(10_000);
    const [file] = readdirSync(join(dataDir, 'backups'));
    expect(file).toMatch(/^shop_storage_.*\.tar\.gz$/);
    expect(readFileSync(join(dataDir, 'backups', file ?? '')).length).toBe(backup.archiveBytes);

    const copy = await restore({ id: backup.id, newVolume: { projectId: remote, name: 'restored' } });
    expect(copy).toMatchObject({ status: 'complete', error: null });
    const [restored] = await plane.services.volumes.list({ id: remote }, caller);
    const engine = (...args: string[]): string => machines.host(1).docker(...args);
    expect(list(engine, restored?.dockerName ?? '')).toBe(before);

    // The number has been seen; what follows is about kinds and places.
    shell(volume.dockerName, 'for d in $(seq 11 100); do rm -r d$d; done');
    before = list(local, volume.dockerName);
    await plane.services.backups.remove({ id: backup.id }, caller);
    backup = await backUp(volume.id);
  });

  it('puts back what was there, and nothing besides', async () => {
    shell(volume.dockerName, `rm -rf d1 d2; echo changed > d3/f3; echo new > new; chmod 700 .`);
    expect(await restore({ id: backup.id, volumeId: volume.id })).toMatchObject({ status: 'complete' });
    expect(list(local, volume.dockerName)).toBe(before);
  });

  it('is verified, and one that was damaged is found and restores nothing', async () => {
    const verified = await copyEnded((await plane.services.backups.verify({ id: backup.id }, caller)).id);
    expect(verified).toMatchObject({ status: 'complete' });
    const damaged = await backUp(volume.id);
    const file = join(dataDir, 'backups', readdirSync(join(dataDir, 'backups')).toSorted().at(-1) ?? '');
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
    for (const run of [
      () => plane.services.backups.verify({ id: damaged.id }, caller),
      () => plane.services.backups.restore(restoreInput.parse({ id: damaged.id, volumeId: volume.id }), caller),
    ]) {
      const copy = await copyEnded((await run()).id);
      expect(copy).toMatchObject({ status: 'failed', error: { code: 'BACKUP_DAMAGED' } });
    }
    expect(list(local, volume.dockerName)).toBe(before);
    await plane.services.backups.remove({ id: damaged.id }, caller);
    expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
  });

  it('pauses the application while it reads, and lets it go on', async () => {
    const container = local('run', '-d', '-v', `${volume.dockerName}:/v`, 'busybox:local', 'sleep', '600').trim();
    try {
      const refused = plane.services.backups.restore(
        restoreInput.parse({ id: backup.id, volumeId: volume.id }),
        caller,
      );
      await expect(refused).rejects.toMatchObject({ code: 'RESTORE_TARGET_BUSY' });
      const since = String(Math.floor(Date.now() / 1000));
      const paused = await backUp(volume.id, { isPausing: true });
      expect(paused).toMatchObject({ status: 'complete', wasPaused: true });
      expect(local('inspect', '-f', '{{.State.Status}}', container).trim()).toBe('running');
      const seen = local(
        'events',
        '--since',
        since,
        '--until',
        String(Math.ceil(Date.now() / 1000)),
        '--filter',
        `container=${container}`,
        '--filter',
        'event=pause',
        '--filter',
        'event=unpause',
        '--format',
        '{{.Action}}',
      );
      expect(seen.trim().split('\n')).toEqual(['pause', 'unpause']);
      expect(await restore({ id: backup.id, volumeId: volume.id, isPausing: true })).toMatchObject({
        status: 'complete',
      });
      expect(local('inspect', '-f', '{{.State.Status}}', container).trim()).toBe('running');
    } finally {
      local('rm', '-f', container);
    }
  });

  it('is copied into a volume of its own, also on another host', async () => {
    const { id } = await plane.services.backups.clone({ id: volume.id, projectId: remote, name: 'twin' }, caller);
    expect(await copyEnded(id)).toMatchObject({ status: 'complete' });
    const twin = (await plane.services.volumes.list({ id: remote }, caller)).find(({ name }) => name === 'twin');
    expect(list((...args) => machines.host(1).docker(...args), twin?.dockerName ?? '')).toBe(before);
  });

  it.each(['host', 's3'] as const)('is kept on a %s and comes back from there', async (kind) => {
    const wanted =
      kind === 'host'
        ? { kind, name: 'far away', hostId: far }
        : {
            ...{ kind, name: 'bucket', endpoint: s3.endpoint, region: 'eu-central-1', bucket: 'shop-backups' },
            ...{ prefix: 'nightly', accessKeyId: 'AKEXAMPLE', secretAccessKey: 'canary-secret-key' },
          };
    const place = await plane.services.backups.addPlace(addPlaceInput.parse(wanted), caller);
    const made = await backUp(volume.id, { placeId: place.id });
    expect(made).toMatchObject({ status: 'complete', error: null, placeName: wanted.name });
    const sizes = [...s3.objects.values()].map(({ length }) => length);
    expect(sizes).toEqual([made.archiveBytes].slice(0, kind === 's3' ? 1 : 0));
    expect([...s3.objects.keys()].every((key) => key.startsWith('nightly/shop_storage_'))).toBe(true);
    expect(s3.openUploads()).toBe(0);
    shell(volume.dockerName, 'rm -rf d9');
    expect(await restore({ id: made.id, volumeId: volume.id })).toMatchObject({ status: 'complete', error: null });
    expect(list(local, volume.dockerName)).toBe(before);
    await expect(async () =>
      plane.services.backups.removePlace({ id: place.id as never }, caller),
    ).rejects.toMatchObject({
      code: 'BACKUP_PLACE_IN_USE',
    });
    await plane.services.backups.remove({ id: made.id }, caller);
    expect(s3.objects.size).toBe(0);
    await plane.services.backups.removePlace({ id: place.id as never }, caller);
  });

  it('says why a place cannot be used, and keeps none', async () => {
    const wrong = (change: object) =>
      plane.services.backups.addPlace(
        addPlaceInput.parse({
          ...{ kind: 's3', name: 'wrong', endpoint: s3.endpoint, region: 'eu', bucket: 'shop-backups' },
          ...{ accessKeyId: 'AKEXAMPLE', secretAccessKey: 'x', ...change },
        }),
        caller,
      );
    await expect(wrong({ bucket: 'other-bucket' })).rejects.toMatchObject({
      code: 'BACKUP_PLACE_UNUSABLE',
      message: expect.stringContaining('there is no such bucket'),
    });
    await expect(wrong({ accessKeyId: 'AKOTHER' })).rejects.toMatchObject({
      message: expect.stringContaining('the access key is not known'),
    });
    await expect(
      plane.services.backups.addPlace({ kind: 'folder', name: 'wrong', path: '/proc/none' }, caller),
    ).rejects.toMatchObject({ code: 'BACKUP_PLACE_UNUSABLE' });
    expect(await plane.services.backups.places(undefined, caller)).toHaveLength(1);
  });

  it('is made on time, and only so many are kept', async () => {
    const { backups } = plane.services;
    await backups.setSchedule({ id: volume.id, placeId: 1 as never, everyHours: 1, keep: 2, isPausing: false }, caller);
    expect(await backups.getSchedule({ id: volume.id }, caller)).toMatchObject({ everyHours: 1, keep: 2 });
    await backups.removeSchedule({ id: volume.id }, caller);
    expect(await backups.getSchedule({ id: volume.id }, caller)).toBeNull();
  });

  it('outlives its volume', async () => {
    await plane.services.volumes.remove({ id: volume.id }, caller);
    const kept = await plane.services.backups.get({ id: backup.id }, caller);
    expect(kept).toMatchObject({ volumeId: null, status: 'complete', volumeName: 'storage' });
    expect(await restore({ id: backup.id, newVolume: { projectId: shop, name: 'storage' } })).toMatchObject({
      status: 'complete',
    });
    const again = (await plane.services.volumes.list({ id: shop }, caller)).find(({ name }) => name === 'storage');
    expect(list(local, again?.dockerName ?? '')).toBe(before);
  });
});
