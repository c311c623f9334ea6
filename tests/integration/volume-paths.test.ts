// No path escapes a volume: hostile paths and odd names through every file operation, on the real engine.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectId, VolumeId } from '../../src/contract/ids.ts';
import type { FileJob } from '../../src/contract/files.ts';
import type { VolumeEngine } from '../../src/main/features/volumes/ports/volume-engine.ts';
import type { IncomingEntry } from '../../src/main/features/volumes/incoming.ts';
import { bytesOfText, textOfBytes } from '../../src/main/lib/byte-text.ts';
import { readTar } from '../../src/main/lib/tar/read-tar.ts';
import { openTestEngine, type TestEngine } from '../support/docker.ts';
import { createStorageOn } from '../support/storage-world.ts';
import { openPeek, type VolumePeek } from '../support/volume-peek.ts';

let test: TestEngine;
let engine: VolumeEngine;
let files: ReturnType<typeof createStorageOn>['services']['files'];
let id: VolumeId;
let peek: VolumePeek;
let dockerName: string;

const { signal } = new AbortController();
const caller = { signal };

beforeAll(async () => {
  test = await openTestEngine();
  engine = test.engine.volumes({ helperImage: () => 'busybox:local', labels: test.labels });
  const world = createStorageOn(engine);
  files = world.services.files;
  await engine.create({ name: `${test.prefix}-volume`, labels: test.labels, hardLimitBytes: null });
  dockerName = `${test.prefix}-volume`;
  const attached = await world.services.volumes.attach({ id: 1 as ProjectId, dockerName, name: 'data' });
  id = attached.id;
  peek = await openPeek(test.client, dockerName, test.labels);
});
afterAll(async () => {
  await peek?.close();
  await engine?.closeHelpers();
  await engine?.remove(dockerName);
  await test?.close();
});

async function* entries(...all: readonly IncomingEntry[]): AsyncGenerator<IncomingEntry> {
  yield* all;
}
const file = (path: string, text = 'content'): IncomingEntry => ({
  path,
  kind: 'file',
  sizeBytes: Buffer.byteLength(text),
  content: Readable.from([Buffer.from(text)]),
});
const put = (folder: string, ...all: readonly IncomingEntry[]) =>
  files.receive(id, entries(...all), { folder, conflict: 'replace', signal });
const done = async (job: Promise<FileJob>): Promise<FileJob> => {
  const ended = await job;
  if (ended.error !== null) {
    throw Object.assign(new Error(ended.error.message), ended.error);
  }
  expect(ended.status).toBe('done');
  return ended;
};
const listInput = { sort: 'name', order: 'ascending', foldersFirst: true, offset: 0, limit: 1000 } as const;
const list = (path: string) => files.list({ id, path, ...listInput }, caller);
const many = () => ({ id, waitMs: 25_000 });

/** Some at a time. */
async function eachOf<T>(all: readonly T[], act: (one: T, index: number) => Promise<void>): Promise<void> {
  const left = [...all.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await act(next[1], next[0]);
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
}

/** Every operation with the path in every place that takes one. */
const operations: readonly [name: string, act: (path: string) => Promise<unknown>][] = [
  ['list', list],
  ['watch', (path) => files.watch({ id, path, version: '', waitMs: 0 }, caller)],
  ['stat', (path) => files.stat({ id, path: `${path}/x` }, caller)],
  ['search', (path) => files.search({ id, path, query: 'x', limit: 10 }, caller)],
  ['createFolder', (path) => files.createFolder({ id, path: `${path}/made`, parents: false }, caller)],
  ['createFolder with parents', (path) => files.createFolder({ id, path: `${path}/made/too`, parents: true }, caller)],
  ['rename', (path) => files.rename({ id, path: `${path}/x`, name: 'y', conflict: 'replace' }, caller)],
  ['remove', (path) => files.remove({ id, path: `${path}/x` }, caller)],
  ['removeMany', async (path) => done(files.removeMany({ ...many(), paths: [`${path}/x`] }, caller))],
  [
    'move from',
    async (path) => done(files.move({ ...many(), paths: [`${path}/x`], to: '/', conflict: 'replace' }, caller)),
  ],
  [
    'move to',
    async (path) => done(files.move({ ...many(), paths: ['/victim'], to: path, conflict: 'replace' }, caller)),
  ],
  [
    'copy from',
    async (path) => done(files.copy({ ...many(), paths: [`${path}/x`], to: '/', conflict: 'replace' }, caller)),
  ],
  [
    'copy to',
    async (path) => done(files.copy({ ...many(), paths: ['/victim'], to: path, conflict: 'replace' }, caller)),
  ],
  ['readText', (path) => files.readText({ id, path: `${path}/x` }, caller)],
  [
    'writeText',
    (path) => files.writeText({ id, path: `${path}/new`, text: 'evil', etag: null, hasByteOrderMark: false }, caller),
  ],
  ['readBytes', (path) => files.readBytes({ id, path: `${path}/x`, offset: 0, length: 10 }, caller)],
  [
    'createUpload',
    (path) => files.createUpload({ id, path: `${path}/upload`, sizeBytes: 4, conflict: 'replace' }, caller),
  ],
  ['upload into', (path) => put(path, file('new', 'evil'))],
  [
    'download',
    async (path) => (await files.openDownload(id, `${path}/x`, signal)).read({ offset: 0, length: 1 }, signal),
  ],
  ['archive', async (path) => buffer((await files.openArchive(id, [`${path}/x`], 'tar', signal)).stream)],
];

describe('a path that leads upwards', () => {
  const hostile = [
    '..',
    '../..',
    '/..',
    '/a/../..',
    '/a/../../etc',
    'a/../../etc',
    './../x',
    '//..//x',
    '..\\x',
    '%2e%2e',
    '%252e%252e%252fetc',
    '..%2f..',
  ];

  it.each(operations)('is refused by %s', async (_name, act) => {
    for (const path of hostile) {
      await expect(act(path), path).rejects.toMatchObject({ code: 'PATH_INVALID', status: 400 });
    }
    for (const path of ['/a\0b', `/${'x'.repeat(256)}`, `/${'deep/'.repeat(900)}`, '/\ud800']) {
      await expect(act(path), path).rejects.toMatchObject({ code: 'PATH_INVALID', status: 400 });
    }
  });

  it('is refused as a name, and as the path of a part of an upload', async () => {
    await peek.sh('echo x > victim');
    for (const path of hostile) {
      await expect(put('/', file(path, 'evil')), path).rejects.toMatchObject({ code: 'PATH_INVALID' });
      const rename = files.rename({ id, path: '/victim', name: path, conflict: 'replace' }, caller);
      await expect(rename, path).rejects.toMatchObject({ code: 'PATH_INVALID' });
      const conflicts = files.conflicts({ id, paths: [path] }, caller);
      await expect(conflicts, path).rejects.toMatchObject({ code: 'PATH_INVALID' });
    }
    expect(await peek.paths()).toEqual(['/victim']);
  });
});

describe('a symbolic link', () => {
  const out = ['absolute', 'relative', 'dangling', 'loop', 'through'];

  beforeAll(async () => {
    await peek.sh(
      [
        'mkdir -p links/real/inner',
        'echo inside > links/real/x',
        'echo victim > victim',
        'ln -s /etc links/absolute',
        'ln -s ../../etc links/relative',
        'ln -s /nowhere links/dangling',
        'ln -s loop links/loop',
        'ln -s real/../../../etc links/through',
        'ln -s real links/inside',
        'ln -s /etc/passwd links/passwd',
        'ln -s real/x links/inside-file',
      ].join(' && '),
    );
  });

  it.each(operations)('out of the volume is not followed by %s', async (_name, act) => {
    for (const link of out) {
      await expect(act(`/links/${link}`), link).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:PATH_LEADS_OUT|FILE_NOT_FOUND|NOT_A_FOLDER)$/),
      });
    }
    expect(await peek.sh('cat victim')).toBe('victim\n');
  });

  it('out of the volume gives nothing of what is there, and takes nothing away', async () => {
    await expect(files.readText({ id, path: '/links/passwd' }, caller)).rejects.toMatchObject({
      code: 'PATH_LEADS_OUT',
    });
    await expect(files.openDownload(id, '/links/passwd', signal)).rejects.toMatchObject({ code: 'PATH_LEADS_OUT' });
    const write = { id, path: '/links/passwd', text: 'evil', etag: 'x', hasByteOrderMark: false };
    await expect(files.writeText(write, caller)).rejects.toMatchObject({ code: 'PATH_LEADS_OUT' });
    // Deleting, moving and copying are about the link itself.
    await done(files.copy({ ...many(), paths: ['/links/absolute'], to: '/', conflict: 'fail' }, caller));
    expect((await files.stat({ id, path: '/absolute' }, caller)).target).toBe('/etc');
    await files.remove({ id, path: '/absolute' }, caller);
    await files.rename({ id, path: '/links/passwd', name: 'renamed', conflict: 'fail' }, caller);
    expect(await files.stat({ id, path: '/links/renamed' }, caller)).toMatchObject({
      kind: 'link',
      target: '/etc/passwd',
      leadsTo: null,
    });
    // A new file in its place replaces the link, not what it leads to.
    await put('/links', file('renamed', 'mine'));
    expect(await peek.sh('[ ! -L links/renamed ] && cat links/renamed && [ -s /etc/passwd ] && echo ok')).toBe(
      'mineok\n',
    );
  });

  it('inside the volume is followed, and says where it leads', async () => {
    expect((await list('/links/inside')).path).toBe('/links/real');
    expect(await files.readText({ id, path: '/links/inside-file' }, caller)).toMatchObject({ text: 'inside\n' });
    expect(await files.stat({ id, path: '/links/inside' }, caller)).toMatchObject({
      kind: 'link',
      target: 'real',
      leadsTo: { path: '/links/real', kind: 'folder' },
    });
    await put('/links/inside', file('through', 'x'));
    expect(await peek.sh('cat links/real/through')).toBe('x');
  });

  it('in an upload is made, but nothing of the upload goes through it', async () => {
    const link: IncomingEntry = { path: 'trap', kind: 'link', sizeBytes: 0, target: '/etc' };
    await expect(put('/', link, file('trap/evil', 'evil'))).rejects.toMatchObject({ code: 'FILES_REFUSED' });
    await put('/', link);
    await expect(put('/', file('trap/evil', 'evil'))).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(await peek.sh('readlink trap; ls -A | grep minipaas-part || true')).toBe('/etc\n');
  });
});

/** Every name through every operation: `MINIPAAS_FULL_LOAD=1`. Without it all go through those that take many at once, and a dozen through those that take one. */
const isFull = process.env['MINIPAAS_FULL_LOAD'] !== undefined;
const LONG = { timeout: 400_000 };

describe('a name', LONG, () => {
  /** At least one of each kind: options, blanks, quotes, patterns, control characters, the longest, bytes that are no text. */
  const few = [
    ...[
      '-rf',
      ' ',
      "it's",
      '$(touch pwned)',
      '*',
      '...',
      'back\\slash',
      'line\nend',
      'end\n',
      '🎈',
      '.hidden',
      'x'.repeat(255),
    ].map((name) => Buffer.from(name)),
    Buffer.from([0x61, 0xc3, 0x28, 0x0a, 0xfe]),
    Buffer.concat([Buffer.from('bad-'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.alloc(240, 0x80)]),
  ].map(textOfBytes);
  const names = [
    ...few,
    ...[
      '--help',
      'a b',
      '"quoted"',
      '`id`',
      ';id',
      '?',
      '[a]',
      '~',
      '..a',
      'a..',
      '50%',
      '%41',
      '#',
      '&',
      '\ttab',
      '\r',
      'grün',
      'e\u0301',
      '日本語',
      '\u202egnp.exe',
      'CON',
      'a:b',
      'ü'.repeat(127),
    ],
    textOfBytes(Buffer.from([0xff])),
  ];
  const oneByOne = isFull ? names : few;
  const bytes = (name: string): string => (bytesOfText(name) ?? Buffer.alloc(0)).toString('latin1');

  const contentOf = (name: string): string => `content of ${names.indexOf(name)}`;

  beforeAll(async () => {
    await peek.sh('find . -mindepth 1 -delete 2>/dev/null || rm -rf ./* ./.[!.]*; mkdir other');
  });

  it('of any bytes is uploaded, listed, found and read as it is', async () => {
    await put('/names', ...names.map((name) => file(name, contentOf(name))));
    expect(await peek.paths('names')).toEqual(names.map((name) => `/${bytes(name)}`).toSorted());
    const page = await list('/names');
    expect(page.entries.map(({ name }) => name).toSorted()).toEqual([...names].toSorted());
    await eachOf(oneByOne, async (name) => {
      const path = `/names/${name}`;
      expect(await files.stat({ id, path }, caller)).toMatchObject({ name, path, kind: 'file' });
      const download = await files.openDownload(id, path, signal);
      const { sizeBytes } = download;
      const read = await buffer(await download.read({ offset: 0, length: sizeBytes }, signal));
      expect(read.toString('utf8')).toBe(contentOf(name));
    });
    const taken = await files.conflicts({ id, paths: names.map((name) => `/names/${name}`) }, caller);
    expect(taken.map(({ name }) => name).toSorted()).toEqual([...names].toSorted());
    const found = await files.search({ id, path: '/', query: '*', limit: 1000 }, caller);
    expect(found.entries.map(({ name }) => name).toSorted()).toEqual([...names, 'names', 'other'].toSorted());
  });

  it('of any bytes is edited, renamed, copied, moved and deleted as it is', async () => {
    await eachOf(oneByOne, async (name, index) => {
      const path = `/names/${name}`;
      const { etag } = await files.readText({ id, path }, caller);
      await files.writeText({ id, path, text: 'edited', etag, hasByteOrderMark: false }, caller);
      await files.rename({ id, path, name: `moment ${index}`, conflict: 'fail' }, caller);
      await files.rename({ id, path: `/names/moment ${index}`, name, conflict: 'fail' }, caller);
    });
    const paths = names.map((name) => `/names/${name}`);
    await done(files.copy({ ...many(), paths, to: '/other', conflict: 'fail' }, caller));
    expect(await peek.paths('other')).toEqual(await peek.paths('names'));
    const others = names.map((name) => `/other/${name}`);
    await done(files.removeMany({ ...many(), paths: names.map((name) => `/names/${name}`) }, caller));
    expect(await peek.paths('names')).toEqual([]);
    await done(files.move({ ...many(), paths: others, to: '/names', conflict: 'fail' }, caller));
    expect(await peek.paths('other')).toEqual([]);
    expect(await peek.paths('names')).toEqual(names.map((name) => `/${bytes(name)}`).toSorted());
    const lengths = names.map((name) => (oneByOne.includes(name) ? 'edited' : contentOf(name)).length);
    expect(await peek.sh('find names -type f -exec cat {} + | wc -c')).toBe(
      `${lengths.reduce((sum, length) => sum + length)}\n`,
    );
  });

  it('of any bytes is that of a folder, too, and of what is in an archive', async () => {
    await eachOf(oneByOne, async (name) => {
      await files.createFolder({ id, path: `/folders/${name}/${name}`, parents: true }, caller);
      await put(`/folders/${name}/${name}`, file('x'));
      const archive = await files.openArchive(id, [`/folders/${name}`], 'tar', signal);
      const packed: string[] = [];
      for await (const { entry } of readTar(archive.stream)) {
        packed.push(entry.name.toString('latin1'));
      }
      const own = bytes(name);
      expect(packed).toEqual([`${own}/`, `${own}/${own}/`, `${own}/${own}/x`]);
    });
    const all: string[] = [];
    for await (const { entry } of readTar(
      (
        await files.openArchive(
          id,
          names.map((name) => `/names/${name}`),
          'tar',
          signal,
        )
      ).stream,
    )) {
      all.push(entry.name.toString('latin1'));
    }
    expect(all.toSorted()).toEqual(names.map(bytes).toSorted());
  });

  it('of any bytes is that of an upload in pieces', async () => {
    for (const name of names.slice(-4)) {
      const path = `/other/${name}`;
      const upload = await files.createUpload({ id, path, sizeBytes: 6, conflict: 'fail' }, caller);
      const piece = (offset: number, text: string) =>
        files.appendUpload({ id, uploadId: upload.id, offset, bytes: Readable.from([Buffer.from(text)]) }, caller);
      await piece(0, 'abc');
      await expect(piece(0, 'abc')).rejects.toMatchObject({ code: 'UPLOAD_OFFSET_WRONG' });
      await piece(3, 'def');
      expect(await files.completeUpload({ id, uploadId: upload.id }, caller)).toMatchObject({ path, sizeBytes: 6 });
      expect(await files.readText({ id, path }, caller)).toMatchObject({ text: 'abcdef' });
    }
    expect(await peek.sh('ls -A | grep minipaas-part || true; find . -name pwned')).toBe('');
  });
});

describe('what is no file', () => {
  it('is shown as what it is, is not waited for, and can be removed', async () => {
    await peek.sh(
      'mkdir special && mkfifo special/pipe && mknod special/null c 1 3 && ln -s nowhere special/link && mkdir special/folder',
    );
    const { entries: found } = await list('/special');
    expect(found.map(({ name, kind }) => [name, kind])).toEqual([
      ['folder', 'folder'],
      ['link', 'link'],
      ['null', 'character'],
      ['pipe', 'fifo'],
    ]);
    for (const name of ['pipe', 'null', 'folder']) {
      const path = `/special/${name}`;
      await expect(files.readText({ id, path }, caller)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
      await expect(files.openDownload(id, path, signal)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
    }
    await files.remove({ id, path: '/special' }, caller);
    await expect(list('/special')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
