import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../contract/caller.ts';
import type { UserId } from '../../../contract/ids.ts';
import type { Transfer, TransferStatus } from '../../../contract/transfers.ts';
import { SINGLE_FROM_BYTES } from '../../../transfer/upload-plan.ts';
import { createTransfers, type Transfers } from './service.ts';
import { createMemoryDisk, createMemoryTransferStore } from './testing/memory-disk.ts';
import { createMemoryVolumes, VOLUME } from './testing/memory-volumes.ts';

const caller: Caller = {
  userId: 1 as UserId,
  shell: 'desktop',
  sessionId: null,
  signal: new AbortController().signal,
};
const big = 'x'.repeat(SINGLE_FROM_BYTES);

function world() {
  const disk = createMemoryDisk();
  const volumes = createMemoryVolumes();
  const store = createMemoryTransferStore();
  const clock = {
    now: () => 1_000,
    // Nobody waits in a test but for the next change, and for a host that is away.
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        if (ms < (volumes.isAway ? 1_000 : 15_000)) setImmediate(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const begin = (): Transfers => createTransfers({ store, disk, volumes, clock });
  return { disk, volumes, store, begin };
}

async function until(transfers: Transfers, status: TransferStatus): Promise<Transfer> {
  for (let version = 0; ; ) {
    const list = await transfers.list({ version, waitMs: 20_000 }, caller);
    version = list.version;
    const [first] = list.transfers;
    if (first?.status === status) return first;
  }
}

describe('uploads by path', () => {
  it('carry what was given, and only that', async () => {
    const { disk, volumes, begin } = world();
    disk.files.set('/home/ada/site/a.txt', { text: 'one', modifiedAt: 5_000 });
    disk.files.set('/home/ada/site/big', { text: big, modifiedAt: 6_000 });
    const transfers = begin();
    const input = { volumeId: VOLUME, folder: '/up', paths: ['/home/ada/site'] };
    expect(() => transfers.upload(input, caller)).toThrow('Nobody gave');
    transfers.grant(['/home/ada/site']);
    transfers.upload(input, caller);
    const done = await until(transfers, 'done');
    expect(done).toMatchObject({ title: 'site', direction: 'upload', projectId: 7, doneCount: 2, failedCount: 0 });
    expect(Object.fromEntries(volumes.files)).toEqual({
      '/up/site/a.txt': { text: 'one', modifiedAt: 5_000 },
      '/up/site/big': { text: big, modifiedAt: 6_000 },
    });
    expect(volumes.sums).toEqual([null]);
  });

  it('are for whoever sits at the machine', async () => {
    const transfers = world().begin();
    transfers.grant(['/a']);
    const browser: Caller = { ...caller, shell: 'browser' };
    expect(() => transfers.upload({ volumeId: VOLUME, folder: '/', paths: ['/a'] }, browser)).toThrow('You may not');
    await expect(transfers.list({ version: 0, waitMs: 0 }, browser)).rejects.toThrow('You may not');
  });

  it('go on in the middle of a file when the line comes back, and compare what was put together', async () => {
    const { disk, volumes, begin } = world();
    disk.files.set('/big', { text: big, modifiedAt: 5_000 });
    volumes.breakAfter = 1_000;
    const transfers = begin();
    transfers.grant(['/big']);
    transfers.upload({ volumeId: VOLUME, folder: '/', paths: ['/big'] }, caller);
    await until(transfers, 'done');
    expect(volumes.files.get('/big')?.text).toBe(big);
    expect(volumes.sums).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  it('go on with the next run of the program, without asking again', async () => {
    const { disk, volumes, store, begin } = world();
    for (const name of ['a', 'b', 'c']) disk.files.set(`/in/${name}`, { text: `new ${name}`, modifiedAt: 5_000 });
    volumes.files.set('/in/a', { text: 'old', modifiedAt: 1_000 });
    volumes.folders.add('/in');
    const first = begin();
    first.grant(['/in']);
    const { id } = first.upload({ volumeId: VOLUME, folder: '/', paths: ['/in'] }, caller);
    await until(first, 'asking');
    volumes.isAway = true;
    first.decide({ id, decisions: [], rest: 'replace' }, caller);
    await until(first, 'paused');
    first.stop();
    expect(store.rows.get(id)).toMatchObject({ ended: null, answer: { named: [], rest: 'replace' } });

    volumes.isAway = false;
    volumes.files.set('/in/b', { text: 'new b', modifiedAt: 5_000 });
    const second = begin();
    second.start();
    expect(await until(second, 'done')).toMatchObject({ id, doneCount: 3 });
    expect([...volumes.files].map(([path, { text }]) => `${path} ${text}`).toSorted()).toEqual([
      '/in/a new a',
      '/in/b new b',
      '/in/c new c',
    ]);
  });

  it('say what cannot be read', async () => {
    const { begin } = world();
    const transfers = begin();
    transfers.grant(['/gone']);
    transfers.upload({ volumeId: VOLUME, folder: '/', paths: ['/gone'] }, caller);
    expect(await until(transfers, 'failed')).toMatchObject({ error: { code: 'LOCAL_FILE_UNREADABLE' } });
  });
});

describe('downloads', () => {
  it('write files and folders under names that nothing has, and make no links', async () => {
    const { disk, volumes, begin } = world();
    volumes.files.set('/photos/a.jpg', { text: 'aaa', modifiedAt: 5_000 });
    volumes.files.set('/photos/deep/b.jpg', { text: 'bb', modifiedAt: 6_000 });
    volumes.files.set('/note.txt', { text: 'n', modifiedAt: 7_000 });
    disk.files.set('/home/ada/photos/old', { text: 'keep', modifiedAt: 1 });
    const transfers = begin();
    transfers.grant(['/home/ada']);
    transfers.download({ volumeId: VOLUME, paths: ['/photos', '/note.txt'], localFolder: '/home/ada' }, caller);
    expect(await until(transfers, 'done')).toMatchObject({
      title: 'photos and 1 more',
      doneCount: 3,
      skippedCount: 1,
      doneBytes: 6,
      totalBytes: 6,
    });
    expect([...disk.files].map(([path, { text, modifiedAt }]) => [path, text, modifiedAt])).toEqual([
      ['/home/ada/photos/old', 'keep', 1],
      ['/home/ada/photos (2)/a.jpg', 'aaa', 5_000],
      ['/home/ada/photos (2)/deep/b.jpg', 'bb', 6_000],
      ['/home/ada/note.txt', 'n', 7_000],
    ]);
  });

  it('leave out what this disk cannot have, and say so', async () => {
    const { disk, volumes, begin } = world();
    volumes.files.set('/d/good', { text: 'good', modifiedAt: 5_000 });
    volumes.files.set('/d/refused', { text: 'x', modifiedAt: 5_000 });
    const transfers = begin();
    transfers.grant(['/home']);
    transfers.download({ volumeId: VOLUME, paths: ['/d'], localFolder: '/home' }, caller);
    expect(await until(transfers, 'done')).toMatchObject({
      doneCount: 1,
      failedCount: 1,
      error: { code: 'LOCAL_FOLDER_UNWRITABLE' },
    });
    expect([...disk.files.keys()]).toEqual(['/home/d/good']);
  });

  it('go on in the middle of a file, and of a folder, when the line comes back', async () => {
    const { disk, volumes, begin } = world();
    volumes.files.set('/big', { text: 'hello world', modifiedAt: 5_000 });
    volumes.breakAfter = 6;
    const transfers = begin();
    transfers.grant(['/home']);
    transfers.download({ volumeId: VOLUME, paths: ['/big'], localFolder: '/home' }, caller);
    await until(transfers, 'done');
    expect(disk.files.get('/home/big')?.text).toBe('hello world');

    volumes.files.set('/d/a', { text: 'a'.repeat(600), modifiedAt: 5_000 });
    volumes.files.set('/d/b', { text: 'b', modifiedAt: 5_000 });
    volumes.breakAfter = 1_100;
    transfers.download({ volumeId: VOLUME, paths: ['/d'], localFolder: '/home' }, caller);
    expect(await until(transfers, 'done')).toMatchObject({ title: 'd', doneCount: 2, doneBytes: 601 });
    expect(disk.files.get('/home/d/a')?.text).toBe('a'.repeat(600));
  });

  it('keep their names over a restart of the program', async () => {
    const { disk, volumes, store, begin } = world();
    volumes.files.set('/d/a', { text: 'a', modifiedAt: 5_000 });
    disk.files.set('/home/d/mine', { text: 'keep', modifiedAt: 1 });
    const first = begin();
    first.grant(['/home']);
    volumes.breakAfter = 100;
    volumes.onBreak = () => {
      volumes.isAway = true;
    };
    const { id } = first.download({ volumeId: VOLUME, paths: ['/d'], localFolder: '/home' }, caller);
    await until(first, 'paused');
    first.stop();
    expect(store.rows.get(id)).toMatchObject({ localNames: ['d (2)'], ended: null });
    volumes.isAway = false;
    disk.files.set('/home/d (2)/half', { text: 'of the first run', modifiedAt: 1 });
    const second = begin();
    second.start();
    await until(second, 'done');
    expect(disk.files.get('/home/d (2)/a')?.text).toBe('a');
  });
});

describe('what has ended', () => {
  it('is still shown after a restart, can be tried again, and forgotten', async () => {
    const { disk, volumes, begin } = world();
    const first = begin();
    first.grant(['/late']);
    const { id } = first.upload({ volumeId: VOLUME, folder: '/', paths: ['/late'] }, caller);
    await until(first, 'failed');
    first.stop();

    disk.files.set('/late', { text: 'here now', modifiedAt: 5_000 });
    const second = begin();
    second.start();
    expect((await second.list({ version: 0, waitMs: 0 }, caller)).transfers).toMatchObject([
      { id, status: 'failed', error: { code: 'LOCAL_FILE_UNREADABLE' } },
    ]);
    second.retry({ id }, caller);
    await until(second, 'done');
    expect(volumes.files.get('/late')?.text).toBe('here now');
    second.dismiss({ id }, caller);
    expect((await second.list({ version: 0, waitMs: 0 }, caller)).transfers).toEqual([]);
  });

  it('stays ended when it was cancelled', async () => {
    const { disk, volumes, store, begin } = world();
    disk.files.set('/a', { text: 'a', modifiedAt: 5_000 });
    volumes.isAway = true;
    const transfers = begin();
    transfers.grant(['/a']);
    const { id } = transfers.upload({ volumeId: VOLUME, folder: '/', paths: ['/a'] }, caller);
    await until(transfers, 'paused');
    expect(() => transfers.dismiss({ id }, caller)).toThrow('still under way');
    expect(transfers.cancel({ id }, caller).status).toBe('cancelled');
    expect(store.rows.get(id)?.ended).toMatchObject({ status: 'cancelled' });
  });
});
