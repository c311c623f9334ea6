// Volumes on their way between two hosts in memory.
import { beforeEach, describe, expect, it } from 'vitest';
import { createStorageWorld, type StorageWorld } from '../../../../tests/support/storage-world.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { DeploymentId, HostId, LeftVolumeId, ProjectId, UserId, VolumeId } from '../../../contract/ids.ts';
import type { Volume } from '../../../contract/volumes.ts';
import type { VolumeEngine } from './ports/volume-engine.ts';
import type { VolumeFiles } from './ports/volume-files.ts';
import { createMemoryVolumeEngine, type MemoryVolumeEngine } from './testing/memory-engine.ts';

const project = 7 as ProjectId;
const far = 2 as HostId;
const target = { projectId: project, hostId: far, deploymentId: 12 as DeploymentId };
const { signal } = new AbortController();
const caller: Caller = { userId: 1 as UserId, shell: 'browser', sessionId: null, signal };

let world: StorageWorld;
let there: MemoryVolumeEngine;
let made: Volume;

beforeEach(async () => {
  world = createStorageWorld();
  there = createMemoryVolumeEngine();
  world.hosts.set(far, there);
  made = await world.services.volumes.create({ id: project, name: 'data' });
  await put('a.txt', 'one');
  await put('b.txt', 'two');
});

async function put(name: string, text: string): Promise<void> {
  const input = { id: made.id, path: `/${name}`, text, etag: null, hasByteOrderMark: false };
  await world.services.files.writeText(input, caller);
}

const moving = () => world.services.volumes.moving;
const report = { onProgress: () => undefined, onNote: () => undefined, signal };
/** As the release that becomes current does it. */
function settleRow(id: VolumeId, dockerName: string): void {
  world.db
    .prepare(
      `insert into left_volumes (project_id, name, host_id, docker_name, size_bytes, left_at)
       select project_id, name, host_id, docker_name, size_bytes, 5 from volumes where id = ?`,
    )
    .run(id);
  world.db.prepare('update volumes set host_id = ?, docker_name = ? where id = ?').run(far, dockerName, id);
}

describe('a volume on its way', () => {
  it('is there with what was in it, and its own from the moment its row says so', async () => {
    expect(moving().isAway(project, far)).toBe(true);
    const volumes = await moving().prepare(target, signal);
    expect(volumes).toMatchObject([
      { id: made.id, name: 'data', dockerName: 'minipaas-vol-7-1', path: '/app/storage', sizeBytes: 6 },
    ]);
    expect(there.volumes.get('minipaas-vol-7-1')?.volume.labels).toMatchObject({
      'minipaas.volume': '1',
      'minipaas.deployment': '12',
    });
    await moving().copy(volumes, report);
    settleRow(made.id, 'minipaas-vol-7-1');
    await moving().settle(project);
    expect(moving().isAway(project, far)).toBe(false);
    expect(moving().leftOn(project, 1 as HostId)).toEqual(['minipaas-vol-7-1']);
    const text = await world.services.files.readText({ id: made.id, path: '/b.txt' }, caller);
    expect(text).toMatchObject({ text: 'two' });
    expect(await world.services.volumes.stats({ id: made.id, maxAgeMs: 0 })).toMatchObject({
      sizeBytes: 6,
      fileCount: 2,
    });
    // What is the volume now is not taken back by whoever tidies up late.
    await moving().discard(target);
    expect(there.volumes.has('minipaas-vol-7-1')).toBe(true);
  });

  it('is changed by nobody meanwhile, and by everybody when it stays', async () => {
    await moving().prepare(target, signal);
    await expect(put('c.txt', 'late')).rejects.toMatchObject({ code: 'VOLUME_MOVING' });
    await expect(world.services.volumes.remove({ id: made.id })).rejects.toMatchObject({ code: 'VOLUME_MOVING' });
    await moving().settle(project);
    await moving().discard(target);
    expect([...there.volumes.keys()]).toEqual([]);
    await put('c.txt', 'late');
  });

  it('is not written to where it was by whoever had it open', async () => {
    const { files } = await world.access.open(made.id);
    settleRow(made.id, 'minipaas-vol-7-1');
    await expect(files.remove(['/a.txt' as never])).rejects.toMatchObject({ code: 'VOLUME_MOVING' });
  });

  it('has another name where its own is taken, and none where it is missing or does not fit', async () => {
    await there.create({ name: 'minipaas-vol-7-1', labels: {}, hardLimitBytes: null });
    const volumes = await moving().prepare(target, signal);
    expect(volumes.map(({ dockerName }) => dockerName)).toEqual(['minipaas-vol-7-1-2']);
    await moving().discard(target);
    expect([...there.volumes.keys()]).toEqual(['minipaas-vol-7-1']);
    there.freeBytes = 5;
    await expect(moving().prepare(target, signal)).rejects.toMatchObject({ code: 'DISK_FULL' });
    world.engine.volumes.delete(made.dockerName);
    await expect(moving().prepare(target, signal)).rejects.toMatchObject({ code: 'VOLUME_MISSING' });
  });

  it('is named when others go on writing where it was, and compared when nobody does', async () => {
    const volumes = await moving().prepare(target, signal);
    const users = world.engine.volumes.get(made.dockerName)?.users ?? [];
    users.push({ containerId: 'c', name: 'other', isRunning: true, path: '/x', labels: {} });
    const notes: string[] = [];
    await moving().copy(volumes, { ...report, onNote: (text) => void notes.push(text) });
    expect(notes).toEqual([expect.stringContaining('other also has data')]);
    users.length = 0;
    const lossy: VolumeEngine = {
      ...there,
      files: (volume) =>
        new Proxy(there.files(volume), {
          get: (files, name: keyof VolumeFiles) =>
            name === 'measure' ? async () => ({ ...(await files.measure()), fileCount: 1 }) : files[name],
        }),
    };
    world.hosts.set(far, lossy);
    const again = await moving().prepare(target, signal);
    await expect(moving().copy(again, report)).rejects.toMatchObject({
      code: 'VOLUME_COPY_DIFFERS',
      message: expect.stringContaining('1 files of 6 bytes instead of 2 files of 6 bytes'),
    });
  });
});

describe('what a move has left', () => {
  beforeEach(async () => {
    const volumes = await moving().prepare(target, signal);
    await moving().copy(volumes, report);
    settleRow(made.id, 'minipaas-vol-7-1');
    await moving().settle(project);
  });

  it('is listed, deleted by choice, and goes with its project', async () => {
    const { volumes } = world.services;
    const [left] = await volumes.left({ id: project });
    expect(left).toMatchObject({
      name: 'data',
      hostId: 1,
      dockerName: 'minipaas-vol-7-1',
      leftAt: '1970-01-01T00:00:00.005Z',
    });
    expect(volumes.ofProject(project)).toHaveLength(2);
    await volumes.removeLeft({ id: left?.id as LeftVolumeId });
    expect(world.engine.volumes.size).toBe(0);
    expect(await volumes.left({ id: project })).toEqual([]);
    await expect(volumes.removeLeft({ id: left?.id as LeftVolumeId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is forgotten when somebody removed it, and removed with the project', async () => {
    const { volumes } = world.services;
    expect(await volumes.left({ id: project })).toHaveLength(1);
    await volumes.removeOfProject(project, { force: false, isLeftOnHost: false });
    expect([world.engine.volumes.size, there.volumes.size]).toEqual([0, 0]);
    expect(moving().leftOn(project, 1 as HostId)).toEqual([]);
  });
});
