import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { BackupId, BackupPlaceId, HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { BackedVolume, BackupPatch, BackupRow, BackupStore, PlaceFiles, VolumeContents } from './ports.ts';
import { runBackup } from './run-backup.ts';

const volume: BackedVolume = {
  id: 1 as VolumeId,
  name: 'storage',
  projectId: 2 as ProjectId,
  projectName: 'shop',
  projectSlug: 'shop',
  hostId: 3 as HostId,
  maxSizeBytes: 1000,
  writerMode: 'many',
};
const begun: BackupRow = {
  id: 7 as BackupId,
  volumeId: volume.id,
  projectId: volume.projectId,
  volumeName: volume.name,
  projectName: volume.projectName,
  placeId: 1 as BackupPlaceId,
  placeName: 'this machine',
  file: 'shop_storage.tar.gz',
  status: 'running',
  trigger: 'manual',
  wasPaused: false,
  pausedContainers: [],
  hostId: volume.hostId,
  contentBytes: 0,
  fileCount: null,
  archiveBytes: null,
  sha256: null,
  error: null,
  createdAt: 1000,
  finishedAt: null,
};
const content = Buffer.alloc(2_000_000, 'a file of some size ');

interface Faults {
  readonly pieces?: readonly (Buffer | Error)[];
  readonly pause?: Error;
  readonly write?: Error;
  readonly remove?: Error;
  readonly stop?: AbortController;
}

function world(faults: Faults = {}) {
  let row = begun;
  const patches: BackupPatch[] = [];
  const done: string[] = [];
  const warnings: string[] = [];
  const files = new Map<string, Buffer>();
  const store = {
    patch: (_id: BackupId, patch: BackupPatch) => {
      patches.push(patch);
      row = { ...row, ...patch };
      return row;
    },
  } as Partial<BackupStore> as BackupStore;
  const contents = {
    measure: async () => ({ sizeBytes: content.length, fileCount: 4 }),
    read: async () =>
      Readable.from(
        (async function* () {
          for (const piece of faults.pieces ?? [content.subarray(0, 700_000), content.subarray(700_000)]) {
            if (piece instanceof Error) {
              throw piece;
            }
            yield piece;
            faults.stop?.abort(new AppError('BACKUP_CANCELLED', {}));
          }
        })(),
      ),
    runningUsers: async () => [
      { id: 'web', name: 'shop-1' },
      { id: 'worker', name: 'shop-2' },
    ],
    pause: async (_host: HostId, id: string) => {
      done.push(`pause ${id}`);
      if (id === 'worker' && faults.pause !== undefined) {
        throw faults.pause;
      }
    },
    unpause: async (_host: HostId, id: string) => void done.push(`unpause ${id}`),
  } as Partial<VolumeContents> as VolumeContents;
  const place: PlaceFiles = {
    check: async () => undefined,
    async write(name, stream, signal) {
      const bytes = await buffer(stream);
      signal.throwIfAborted();
      if (faults.write !== undefined) {
        throw faults.write;
      }
      files.set(name, bytes);
      done.push('write');
      return bytes.length;
    },
    read: async (name) => Readable.from([files.get(name) ?? Buffer.alloc(0)]),
    async remove(name) {
      files.delete(name);
      done.push('remove');
      if (faults.remove !== undefined) {
        throw faults.remove;
      }
    },
  };
  const log = { info: () => undefined, warn: (message: string) => void warnings.push(message) };
  const clock = { now: () => 5000, sleep: () => Promise.reject(new Error('nobody waits here')) };
  const progress: number[] = [];
  const run = (change: Partial<BackupRow> = {}) => {
    row = { ...begun, ...change };
    const onProgress = (_id: BackupId, bytes: number) => void progress.push(bytes);
    const { signal } = faults.stop ?? new AbortController();
    return runBackup({ store, contents, clock, log, onProgress }, row, volume, place, signal);
  };
  return { run, patches, done, warnings, files, progress };
}

describe('a backup', () => {
  it('is the volume’s tar, compressed, with its size and checksum', async () => {
    const { run, files, progress } = world();
    const row = await run();
    const archive = files.get(begun.file) ?? Buffer.alloc(0);
    expect(gunzipSync(archive).equals(content)).toBe(true);
    expect(row).toMatchObject({
      status: 'complete',
      contentBytes: content.length,
      fileCount: 4,
      archiveBytes: archive.length,
      sha256: createHash('sha256').update(archive).digest('hex'),
      error: null,
      finishedAt: 5000,
    });
    expect(progress).toEqual([700_000, 2_000_000]);
  });

  it('notes whom it lets stand still before it does, and lets them go on', async () => {
    const { run, done, patches } = world();
    expect(await run({ wasPaused: true })).toMatchObject({ status: 'complete', pausedContainers: [] });
    expect(done).toEqual(['pause web', 'pause worker', 'write', 'unpause web', 'unpause worker']);
    expect(patches.map(({ pausedContainers }) => pausedContainers).filter((ids) => ids !== undefined)).toEqual([
      ['web'],
      ['web', 'worker'],
      [],
    ]);
  });

  it('lets go on even what may or may not have stopped', async () => {
    const { run, done } = world({ pause: new AppError('ENGINE_LOST', { host: 'far' }) });
    expect(await run({ wasPaused: true })).toMatchObject({ status: 'failed', error: { code: 'ENGINE_LOST' } });
    expect(done).toEqual(['pause web', 'pause worker', 'unpause web', 'unpause worker', 'remove']);
  });

  it.each([
    ['what is read breaks off', { pieces: [content, new AppError('ENGINE_LOST', { host: 'far' })] }],
    ['the place fails', { write: new AppError('ENGINE_LOST', { host: 'far' }) }],
  ])('leaves no file when %s', async (_how, faults: Faults) => {
    const { run, files, done } = world(faults);
    expect(await run()).toMatchObject({ status: 'failed', error: { code: 'ENGINE_LOST' }, sha256: null });
    expect(files.size).toBe(0);
    expect(done).toEqual(['remove']);
  });

  it('says that it was cancelled, not what that broke', async () => {
    const { run, files } = world({ stop: new AbortController() });
    expect(await run()).toMatchObject({ status: 'failed', error: { code: 'BACKUP_CANCELLED' } });
    expect(files.size).toBe(0);
  });

  it('ends even when what it wrote cannot be removed', async () => {
    const { run, warnings } = world({ write: new Error('no space'), remove: new Error('gone') });
    expect(await run()).toMatchObject({ status: 'failed' });
    expect(warnings).toContain('What an unfinished backup has written could not be removed');
  });
});
