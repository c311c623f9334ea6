import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { createStorageWorld, type StorageWorld } from '../../../../tests/support/storage-world.ts';
import { AppError } from '../../../contract/app-error.ts';
import type { ConflictPolicy, FileJob } from '../../../contract/files.ts';
import type { ProjectId, VolumeId } from '../../../contract/ids.ts';
import { archiveEntries } from './archive-entries.ts';
import type { IncomingEntry } from './incoming.ts';
import { putFile } from './testing/memory-files.ts';
import type { Node } from './testing/memory-tree.ts';

let world: StorageWorld;
let files: StorageWorld['services']['files'];
let id: VolumeId;
let root: Node;
const caller = { signal: new AbortController().signal };
const { signal } = caller;

beforeEach(async () => {
  world = createStorageWorld();
  files = world.services.files;
  const volume = await world.services.volumes.create({
    id: 7 as ProjectId,
    name: 'data',
    maxSizeBytes: 10 * 1_048_576,
  });
  id = volume.id;
  root = world.engine.volumes.get(volume.dockerName)?.root as Node;
});

async function* each(...entries: readonly IncomingEntry[]): AsyncGenerator<IncomingEntry> {
  yield* entries;
}
const file = (path: string, text: string, sizeBytes: number | null = Buffer.byteLength(text)): IncomingEntry => ({
  path,
  kind: 'file',
  sizeBytes,
  content: Readable.from([Buffer.from(text)]),
});
const put = (folder: string, conflict: ConflictPolicy, ...entries: readonly IncomingEntry[]) =>
  files.receive(id, each(...entries), { folder, conflict, signal });
const textOf = async (path: string): Promise<string> => (await files.readText({ id, path }, caller)).text;
const all = async (): Promise<string[]> => {
  const { entries } = await files.search({ id, path: '/', query: '*', limit: 1000 }, caller);
  return entries.map(({ path, kind }) => (kind === 'folder' ? `${path}/` : path)).toSorted();
};
const listing = {
  path: '/',
  sort: 'name',
  order: 'ascending',
  foldersFirst: true,
  offset: 0,
  limit: 1000,
} as const;
const job = { waitMs: 5_000 };

describe('an upload', () => {
  it('makes its folders, with the owner and the rights of the folder that it goes to', async () => {
    root.uid = 10;
    root.mode = 0o777;
    await put('/a/b', 'fail', file('c/one', '1'), file('two', '2', null));
    expect(await all()).toEqual(['/a/', '/a/b/', '/a/b/c/', '/a/b/c/one', '/a/b/two']);
    expect(await files.stat({ id, path: '/a/b/two' }, caller)).toMatchObject({ uid: 10, mode: 0o666 });
    expect(await files.stat({ id, path: '/a/b/c' }, caller)).toMatchObject({ uid: 10, mode: 0o777 });
  });

  it.each<[ConflictPolicy, (string | null)[], Record<string, string>]>([
    ['replace', ['/x', '/sub/y'], { '/x': 'new', '/sub/y': 'new', '/sub/old': 'old' }],
    ['skip', [null, null], { '/x': 'old', '/sub/y': 'old', '/sub/old': 'old' }],
    ['keepBoth', ['/x (2)', '/sub/y (2)'], { '/x': 'old', '/x (2)': 'new', '/sub/y': 'old', '/sub/y (2)': 'new' }],
  ])('whose names are taken does as it is told: %s', async (conflict, placed, after) => {
    for (const path of ['/x', '/sub/y', '/sub/old']) putFile(root, path, 'old');
    const received = await put('/', conflict, file('x', 'new'), file('sub/y', 'new'));
    expect(received.files.map((each_) => (each_.placed === null ? null : `/${each_.placed}`))).toEqual(placed);
    for (const [path, text] of Object.entries(after)) expect(await textOf(path)).toBe(text);
  });

  it('whose names are taken changes nothing where that is an error', async () => {
    putFile(root, '/sub/y', 'old');
    await expect(put('/', 'fail', file('x', 'new'), file('sub/y', 'new'))).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    // A folder is never replaced by a file, nor the other way round.
    await expect(put('/', 'replace', file('sub', 'new'))).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    await expect(put('/', 'replace', file('sub/y/z', 'new'))).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(await all()).toEqual(['/sub/', '/sub/y']);
  });

  it('that breaks off, or is too large, leaves nothing', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(2_000_000);
      throw new Error('the line was cut');
    }
    const entry: IncomingEntry = { path: 'x', kind: 'file', sizeBytes: null, content: broken() };
    await expect(put('/', 'fail', file('first', '1'), entry)).rejects.toMatchObject({ code: 'UPLOAD_ABORTED' });
    const large: IncomingEntry = {
      path: 'x',
      kind: 'file',
      sizeBytes: null,
      content: Readable.from([Buffer.alloc(6e6), Buffer.alloc(6e6)]),
    };
    await expect(put('/', 'fail', file('first', '1'), large)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    // The disk is full before the volume is: it is not the sender who broke off.
    world.engine.freeBytes = 3_000_000;
    const fitting = { ...large, content: Readable.from([Buffer.alloc(2e6), Buffer.alloc(2e6), Buffer.alloc(1e6)]) };
    await expect(put('/', 'fail', file('first', '1'), fitting)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([...root.children.keys()]).toEqual([]);
  });

  it('is compared with the checksum that it came with', async () => {
    const sha256 = createHash('sha256').update('abc').digest('hex');
    const received = await files.receive(id, each(file('x', 'abc')), { folder: '/', conflict: 'fail', sha256, signal });
    expect(received.sha256).toBe(sha256);
    const wrong = files.receive(id, each(file('y', 'abd')), { folder: '/', conflict: 'fail', sha256, signal });
    await expect(wrong).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect(await all()).toEqual(['/x']);
  });

  it('does not fit beside another that is still coming', async () => {
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    async function* slow(): AsyncGenerator<Buffer> {
      await gate;
      yield Buffer.alloc(6e6);
    }
    const first = put('/', 'fail', { path: 'slow', kind: 'file', sizeBytes: 6e6, content: slow() });
    await new Promise((resolve) => setImmediate(resolve));
    await expect(
      put('/', 'fail', { path: 'x', kind: 'file', sizeBytes: 6e6, content: Readable.from([Buffer.alloc(6e6)]) }),
    ).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    go();
    expect((await first).sizeBytes).toBe(6e6);
  });
});

describe('an archive', () => {
  it('of folders comes back the same when it is uploaded elsewhere', async () => {
    putFile(root, '/a/text', 'hello', { mode: 0o600, modifiedAt: 1_600_000_000_000 });
    putFile(root, '/a/sub/\udcff', 'odd');
    await files.receive(id, each({ path: 'a/link', kind: 'link', sizeBytes: 0, target: 'text' }), {
      folder: '/',
      conflict: 'fail',
      signal,
    });
    for (const format of ['tar', 'tar.gz'] as const) {
      const { stream } = await files.openArchive(id, ['/a'], format, signal);
      const bytes = await buffer(stream);
      const entries = archiveEntries(Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]), {
        keepsOwners: false,
        keepsModes: true,
      });
      await files.receive(id, entries, { folder: `/back-${format}`, conflict: 'fail', signal });
      expect(await textOf(`/back-${format}/a/sub/\udcff`)).toBe('odd');
      expect(await files.stat({ id, path: `/back-${format}/a/text` }, caller)).toMatchObject({
        mode: 0o600,
        modifiedAt: '2020-09-13T12:26:40.000Z',
      });
      expect(await files.stat({ id, path: `/back-${format}/a/link` }, caller)).toMatchObject({
        kind: 'link',
        target: 'text',
      });
    }
  });

  it('that is none, or damaged, is refused and leaves nothing', async () => {
    for (const bytes of [
      Buffer.from('this is no archive'.repeat(100)),
      Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ]) {
      const entries = archiveEntries(Readable.from([bytes]), { keepsOwners: false, keepsModes: true });
      await expect(files.receive(id, entries, { folder: '/', conflict: 'fail', signal })).rejects.toMatchObject({
        code: 'ARCHIVE_INVALID',
      });
    }
    expect([...root.children.keys()]).toEqual([]);
  });
});

describe('a folder', () => {
  beforeEach(() => {
    for (const [name, size] of [
      ['b10', 3],
      ['b2', 2],
      ['A1', 9],
      ['c', 1],
    ] as const)
      putFile(root, `/${name}`, 'x'.repeat(size));
    putFile(root, '/zfolder/inside', 'x');
  });
  const names = async (change: object = {}): Promise<string[]> =>
    (await files.list({ ...listing, id, ...change }, caller)).entries.map(({ name }) => name);

  it('is listed in the order that is asked for, numbers as numbers, folders first', async () => {
    expect(await names()).toEqual(['zfolder', 'A1', 'b2', 'b10', 'c']);
    expect(await names({ order: 'descending' })).toEqual(['zfolder', 'c', 'b10', 'b2', 'A1']);
    expect(await names({ sort: 'size', foldersFirst: false })).toEqual(['c', 'b2', 'b10', 'A1', 'zfolder']);
    expect(await names({ filter: 'B' })).toEqual(['b2', 'b10']);
  });

  it('is paged through one reading, whatever happens meanwhile', async () => {
    const first = await files.list({ ...listing, id, limit: 2 }, caller);
    putFile(root, '/0-first', 'x');
    const second = await files.list({ ...listing, id, limit: 2, offset: 2, version: first.version }, caller);
    expect([...first.entries, ...second.entries].map(({ name }) => name)).toEqual(['zfolder', 'A1', 'b2', 'b10']);
    expect(second).toMatchObject({ version: first.version, total: 5 });
    const watched = await files.watch({ id, path: '/', version: first.version, waitMs: 0 }, caller);
    expect(watched.hasChanged).toBe(true);
    expect(await files.watch({ id, path: '/', version: watched.version, waitMs: 0 }, caller)).toEqual({
      hasChanged: false,
      version: watched.version,
    });
  });

  it('is searched by parts of names, and from what was seen before when its host is away', async () => {
    await names();
    const live = await files.search({ id, path: '/', query: 'B?', limit: 10 }, caller);
    expect(live).toMatchObject({ source: 'volume', isComplete: true });
    expect(live.entries.map(({ path }) => path).toSorted()).toEqual(['/b10', '/b2']);
    expect((await files.search({ id, path: '/', query: '*', limit: 2 }, caller)).isComplete).toBe(false);
    world.engine.files = () => {
      throw new AppError('ENGINE_LOST', { host: 'This machine' });
    };
    const remembered = await files.search({ id, path: '/', query: 'b', limit: 10 }, caller);
    expect(remembered).toMatchObject({ source: 'index', entries: [{ path: '/b10' }, { path: '/b2' }] });
  });
});

describe('a text', () => {
  it('is not written over a change that came between', async () => {
    putFile(root, '/conf', 'one');
    const { etag } = await files.readText({ id, path: '/conf' }, caller);
    putFile(root, '/conf', 'two');
    const write = { id, path: '/conf', text: 'mine', etag, hasByteOrderMark: false };
    await expect(files.writeText(write, caller)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    expect(await textOf('/conf')).toBe('two');
    await expect(files.writeText({ ...write, etag: null }, caller)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  });

  it('keeps its byte order mark, its owner and its rights', async () => {
    putFile(root, '/conf', '\ufeffone', { mode: 0o640, uid: 33 });
    const { text, etag, hasByteOrderMark } = await files.readText({ id, path: '/conf' }, caller);
    expect([text, hasByteOrderMark]).toEqual(['one', true]);
    expect(await files.writeText({ id, path: '/conf', text: 'two', etag, hasByteOrderMark }, caller)).toMatchObject({
      mode: 0o640,
      uid: 33,
      sizeBytes: 6,
    });
  });

  it('that is none, or too much, is said to be', async () => {
    putFile(root, '/binary', Buffer.from([0xff, 0xfe, 0]));
    putFile(root, '/large', Buffer.alloc(1_048_577, 'x'));
    await expect(textOf('/binary')).rejects.toMatchObject({ code: 'NOT_TEXT' });
    await expect(textOf('/large')).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });
});

describe('a job', () => {
  const ended = async (started: Promise<FileJob>): Promise<FileJob> => started;

  it('moves whole things, skips or numbers them, and merges folders only to replace', async () => {
    for (const path of ['/from/a', '/from/dir/x', '/to/a', '/to/dir/y']) putFile(root, path, path);
    const move = (conflict: ConflictPolicy) =>
      ended(files.move({ id, paths: ['/from/a', '/from/dir'], to: '/to', conflict, ...job }, caller));
    expect(await move('fail')).toMatchObject({ status: 'failed', error: { code: 'FILE_EXISTS' } });
    expect(await move('skip')).toMatchObject({ status: 'done', results: [{ to: null }, { to: null }] });
    expect(await move('replace')).toMatchObject({ status: 'done', doneCount: 2 });
    expect(await all()).toEqual(['/from/', '/to/', '/to/a', '/to/dir/', '/to/dir/x', '/to/dir/y']);
    expect(await textOf('/to/a')).toBe('/from/a');
  });

  it('copies beside itself, and never into itself', async () => {
    putFile(root, '/dir/x', 'x');
    expect(
      await ended(files.copy({ id, paths: ['/dir'], to: '/', conflict: 'keepBoth', ...job }, caller)),
    ).toMatchObject({
      status: 'done',
      results: [{ from: '/dir', to: '/dir (2)' }],
    });
    expect(
      await ended(files.copy({ id, paths: ['/dir'], to: '/dir', conflict: 'fail', ...job }, caller)),
    ).toMatchObject({ error: { code: 'MOVE_INTO_ITSELF' } });
    expect(await ended(files.removeMany({ id, paths: ['/dir', '/gone'], ...job }, caller))).toMatchObject({
      error: { code: 'FILE_NOT_FOUND' },
    });
    expect(await all()).toEqual(['/dir (2)/', '/dir (2)/x', '/dir/', '/dir/x']);
  });

  it('tells whoever waits for it, and is forgotten by no other volume’s number', async () => {
    putFile(root, '/x', 'x');
    const started = await files.removeMany({ id, paths: ['/x'], waitMs: 0 }, caller);
    const done = await files.job(
      { id, jobId: started.id, version: Number.MAX_SAFE_INTEGER - 1, waitMs: 5_000 },
      caller,
    );
    expect(done).toMatchObject({ status: 'done', doneCount: 1, totalCount: 1 });
    expect(files.jobs({ id })).toHaveLength(1);
    await expect(
      files.job({ id: 99 as VolumeId, jobId: started.id, version: 0, waitMs: 0 }, caller),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an upload in pieces', () => {
  const begin = (path: string, sizeBytes: number, conflict: ConflictPolicy = 'fail') =>
    files.createUpload({ id, path, sizeBytes, conflict }, caller);
  const append = (uploadId: Awaited<ReturnType<typeof begin>>['id'], offset: number, text: string) =>
    files.appendUpload({ id, uploadId, offset, bytes: Readable.from([Buffer.from(text)]) }, caller);

  it('goes on where it is, is put in its place at the end, and may be of no bytes', async () => {
    const { id: uploadId } = await begin('/x', 6);
    expect(await append(uploadId, 0, 'abc')).toMatchObject({ offset: 3 });
    await expect(append(uploadId, 0, 'abc')).rejects.toMatchObject({ code: 'UPLOAD_OFFSET_WRONG' });
    await expect(files.completeUpload({ id, uploadId }, caller)).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
    await expect(append(uploadId, 3, 'defg')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await files.uploads({ id })).toMatchObject([{ path: '/x', sizeBytes: 6 }]);
    const empty = await begin('/empty', 0);
    expect(await files.completeUpload({ id, uploadId: empty.id }, caller)).toMatchObject({
      path: '/empty',
      sizeBytes: 0,
    });
    await files.cancelUpload({ id, uploadId });
    expect(await all()).toEqual(['/empty']);
    expect([...root.children.keys()]).toEqual(['empty']);
  });

  it('finds its name taken, then or at the end', async () => {
    putFile(root, '/x', 'old');
    await expect(begin('/x', 3)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    const { id: uploadId } = await begin('/x', 3, 'keepBoth');
    await append(uploadId, 0, 'new');
    expect(await files.completeUpload({ id, uploadId }, caller)).toMatchObject({ path: '/x (2)' });
  });

  it('is of its own volume only', async () => {
    const { id: uploadId } = await begin('/x', 3);
    await expect(files.upload({ id: 99 as VolumeId, uploadId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
