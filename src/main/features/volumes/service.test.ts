import { beforeEach, describe, expect, it } from 'vitest';
import { createStorageWorld, type StorageWorld } from '../../../../tests/support/storage-world.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { Volume } from '../../../contract/volumes.ts';
import type { VolumeUser } from './ports/volume-engine.ts';

let world: StorageWorld;
let volumes: StorageWorld['services']['volumes'];
const project = 7 as ProjectId;
const host = 1 as HostId;

beforeEach(() => {
  world = createStorageWorld();
  volumes = world.services.volumes;
});

const make = (name: string, input: object = {}): Promise<Volume> => volumes.create({ id: project, name, ...input });
const user = (change: Partial<VolumeUser>): VolumeUser => ({
  containerId: 'c1',
  name: 'shop-1',
  isRunning: true,
  path: '/app/storage',
  labels: { 'minipaas.managed': 'true' },
  ...change,
});
const usersOf = ({ dockerName }: Volume): VolumeUser[] => world.engine.volumes.get(dockerName)?.users ?? [];

describe('a new volume', () => {
  it('has its fixed name, labels, and the defaults of the settings', async () => {
    const made = await make('data');
    expect(made).toMatchObject({
      dockerName: 'minipaas-vol-7-1',
      mountPath: '/app/storage',
      maxSizeBytes: 5 * 1024 ** 3,
      state: 'ready',
      isExternal: false,
      measuredAt: null,
      quota: { kind: 'measured' },
    });
    expect(world.engine.volumes.get(made.dockerName)?.volume.labels).toEqual({
      'minipaas.managed': 'true',
      'minipaas.project': '7',
      'minipaas.volume': '1',
    });
  });

  it('finds a place of its own where the usual one is taken', async () => {
    await make('data');
    expect(await make('My Photos')).toMatchObject({ mountPath: '/app/my-photos' });
    await expect(make('more', { mountPath: '/app' })).rejects.toMatchObject({ code: 'MOUNT_PATH_TAKEN' });
    await expect(make('data')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  it('gets another name where the engine has one of that name already', async () => {
    await world.engine.create({ name: 'minipaas-vol-7-1', labels: {}, hardLimitBytes: null });
    expect((await make('data')).dockerName).toMatch(/^minipaas-vol-7-1-/);
  });

  it('that cannot be made leaves nothing', async () => {
    await expect(make('hard', { quotaKind: 'hard' })).rejects.toMatchObject({ code: 'QUOTA_NOT_SUPPORTED' });
    expect(await volumes.list({ id: project })).toEqual([]);
  });
});

describe('a release', () => {
  it('mounts what the project has, and makes a default volume only the first time', async () => {
    expect(await volumes.mounts(project, host)).toEqual([]);
    volumes.setDefault({ id: project, isWanted: true });
    expect(await volumes.mounts(project, host)).toEqual([{ dockerName: 'minipaas-vol-7-1', path: '/app/storage' }]);
    world.released.set(project, []);
    const [made] = await volumes.list({ id: project });
    expect(made).toMatchObject({ name: 'storage', mountedAt: null, isPending: true });
    await volumes.detach({ id: (made as Volume).id });
    expect(await volumes.mounts(project, host)).toEqual([]);
  });

  it('mounts a volume that somebody removed anew, and none that is on another host', async () => {
    const made = await make('data');
    world.engine.volumes.delete(made.dockerName);
    expect((await volumes.get({ id: made.id })).state).toBe('missing');
    await volumes.mounts(project, host);
    expect((await volumes.get({ id: made.id })).state).toBe('ready');
    await expect(volumes.mounts(project, 2 as HostId)).rejects.toMatchObject({ code: 'VOLUME_ON_OTHER_HOST' });
  });

  it('is told which volumes only one may write to', async () => {
    const made = await make('database', { writerMode: 'one' });
    expect(volumes.exclusiveOf(project)).toEqual(['database']);
    await volumes.update({ id: made.id, writerMode: 'many' });
    expect(volumes.exclusiveOf(project)).toEqual([]);
  });

  it('that mounts a volume elsewhere than it is to be is said to wait for the next', async () => {
    const made = await make('data');
    world.released.set(project, [{ dockerName: made.dockerName, path: '/app/storage' }]);
    expect(await volumes.get({ id: made.id })).toMatchObject({ mountedAt: '/app/storage', isPending: false });
    expect(await volumes.update({ id: made.id, mountPath: '/data' })).toMatchObject({ isPending: true });
  });
});

describe('a Docker volume that exists', () => {
  beforeEach(() =>
    world.engine.create({ name: 'theirs', labels: { 'com.docker.compose.project': 'blog' }, hardLimitBytes: null }),
  );

  it('is a candidate, is attached once, and stays when the project lets it go', async () => {
    expect(await volumes.candidates({ id: project })).toMatchObject([
      { dockerName: 'theirs', origin: 'blog', usedBy: [] },
    ]);
    const attached = await volumes.attach({ id: project, dockerName: 'theirs' });
    expect(attached).toMatchObject({ name: 'theirs', isExternal: true });
    expect(await volumes.candidates({ id: project })).toEqual([]);
    await expect(volumes.attach({ id: 8 as ProjectId, dockerName: 'theirs' })).rejects.toMatchObject({
      code: 'VOLUME_ATTACHED',
    });
    expect(await volumes.remove({ id: attached.id })).toMatchObject({ deletesData: false });
    expect(world.engine.volumes.has('theirs')).toBe(true);
    await expect(volumes.attach({ id: project, dockerName: 'nobodys' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is no volume of a project where it holds the secrets of a release', async () => {
    const labels = { 'minipaas.managed': 'true', 'minipaas.role': 'secrets' };
    await world.engine.create({ name: 'minipaas-secrets-1-1', labels, hardLimitBytes: null });
    expect((await volumes.candidates({ id: project })).map(({ dockerName }) => dockerName)).toEqual(['theirs']);
    await expect(volumes.attach({ id: project, dockerName: 'minipaas-secrets-1-1' })).rejects.toMatchObject({
      field: 'dockerName',
    });
  });

  it('goes with its data only where that is asked for by name', async () => {
    const attached = await volumes.attach({ id: project, dockerName: 'theirs' });
    expect(await volumes.removalPlan({ id: attached.id })).toMatchObject({ deletesData: false });
    await volumes.remove({ id: attached.id, deleteData: true });
    expect(world.engine.volumes.has('theirs')).toBe(false);
  });
});

describe('removing', () => {
  it('is refused under a running container of ours, unless forced; stopped ones go along', async () => {
    const made = await make('data');
    usersOf(made).push(user({}), user({ containerId: 'c0', name: 'shop-0', isRunning: false }));
    await expect(volumes.remove({ id: made.id })).rejects.toMatchObject({ code: 'VOLUME_MOUNTED' });
    expect(await volumes.removalPlan({ id: made.id })).toMatchObject({
      runningContainers: ['shop-1'],
      stoppedContainers: ['shop-0'],
    });
    await volumes.remove({ id: made.id, force: true });
    expect(world.engine.volumes.size).toBe(0);
  });

  it('never takes a container of somebody else along, forced or not, running or not', async () => {
    const made = await make('data');
    usersOf(made).push(user({ name: 'foreign', isRunning: false, labels: {} }));
    await expect(volumes.remove({ id: made.id, force: true })).rejects.toMatchObject({ code: 'VOLUME_MOUNTED' });
    expect(usersOf(made)).toHaveLength(1);
    expect(world.engine.volumes.size).toBe(1);
  });

  it('of a project takes its own volumes and leaves those that were attached', async () => {
    await make('data');
    await world.engine.create({ name: 'theirs', labels: {}, hardLimitBytes: null });
    await volumes.attach({ id: project, dockerName: 'theirs' });
    expect(volumes.ofProject(project).map(({ name }) => name)).toEqual(['minipaas-vol-7-1']);
    await volumes.removeOfProject(project, { force: false, isLeftOnHost: false });
    expect([...world.engine.volumes.keys()]).toEqual(['theirs']);
    expect(await volumes.list({ id: project })).toEqual([]);
  });

  it('of a project whose objects stay on their host leaves the volumes there', async () => {
    await make('data');
    await volumes.removeOfProject(project, { force: false, isLeftOnHost: true });
    expect([...world.engine.volumes.keys()]).toEqual(['minipaas-vol-7-1']);
  });
});
