import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localDisk } from './local-disk.ts';

const signal = new AbortController().signal;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minipaas-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* bytes(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

describe('reading', () => {
  it('finds files and folders of any depth and name, and follows no link', async () => {
    mkdirSync(join(folder, 'site/empty'), { recursive: true });
    writeFileSync(join(folder, 'site/-rf'), 'abc');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/site/caf`), Buffer.of(0xe9)]), 'x');
    symlinkSync('/etc', join(folder, 'site/etc'));
    writeFileSync(join(folder, 'note.txt'), 'n');
    utimesSync(join(folder, 'note.txt'), 1000, 1000);
    const tree = await localDisk.walk([join(folder, 'site'), join(folder, 'note.txt')], signal);
    expect(tree.folders).toEqual(['site', 'site/empty']);
    expect(tree.files.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
      ['site/-rf', 3],
      ['site/caf\udce9', 1],
      ['note.txt', 1],
    ]);
    expect(tree.files.find(({ path }) => path === 'note.txt')?.modifiedAt).toBe(1_000_000);
    const odd = tree.files.find(({ path }) => path.includes('caf'));
    expect(await text(localDisk.read(odd?.source ?? '', { offset: 0, sizeBytes: 1 }, signal))).toBe('x');
  });

  it('keeps two things of one name apart', async () => {
    for (const parent of ['a', 'b']) {
      mkdirSync(join(folder, parent));
      writeFileSync(join(folder, parent, 'same'), parent);
    }
    const { files } = await localDisk.walk([join(folder, 'a/same'), join(folder, 'b/same')], signal);
    expect(files.map(({ path }) => path)).toEqual(['same', 'same (2)']);
  });

  it('reads from an offset, and says when a file is not what it was', async () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'hello world');
    expect(await text(localDisk.read(path, { offset: 6, sizeBytes: 11 }, signal))).toBe('world');
    await expect(text(localDisk.read(path, { offset: 0, sizeBytes: 5 }, signal))).rejects.toMatchObject({
      code: 'LOCAL_FILE_CHANGED',
    });
    await expect(text(localDisk.read(join(folder, 'gone'), { offset: 0, sizeBytes: 5 }, signal))).rejects.toMatchObject(
      {
        code: 'LOCAL_FILE_UNREADABLE',
      },
    );
  });
});

describe('writing', () => {
  it('shows a file only when it is whole, and goes on where it broke off', async () => {
    const target = localDisk.openFolder(folder);
    async function* breaking() {
      yield Buffer.from('hello ');
      throw new Error('the line broke');
    }
    const file = { offset: 0, modifiedAt: 2_000_000 };
    await expect(target.write('deep/a.txt', breaking(), file, signal)).rejects.toThrow('the line broke');
    expect(readdirSync(join(folder, 'deep'))).toEqual([expect.stringMatching(/^\.minipaas-[0-9a-f]{16}\.part$/)]);
    expect(await target.partialSize('deep/a.txt')).toBe(6);
    await target.write('deep/a.txt', bytes('world'), { ...file, offset: 6 }, signal);
    expect(readFileSync(join(folder, 'deep/a.txt'), 'utf8')).toBe('hello world');
    expect(statSync(join(folder, 'deep/a.txt')).mtimeMs).toBe(2_000_000);
    expect(await target.stat('deep/a.txt')).toEqual({ sizeBytes: 11, modifiedAt: 2_000_000 });
    expect(await target.partialSize('deep/a.txt')).toBe(0);
  });

  it('leaves the folder by no name', async () => {
    const target = localDisk.openFolder(join(folder, 'in'));
    await target.write('../out', bytes('x'), { offset: 0, modifiedAt: 0 }, signal);
    expect(readdirSync(folder)).toEqual(['in']);
    expect(readdirSync(join(folder, 'in/__'))).toEqual(['out']);
  });

  it('finds a name that nothing has', async () => {
    expect(await localDisk.freeName(folder, 'a.tar.gz')).toBe('a.tar.gz');
    writeFileSync(join(folder, 'a.tar.gz'), '');
    expect(await localDisk.freeName(folder, 'a.tar.gz')).toBe('a.tar (2).gz');
    mkdirSync(join(folder, 'photos'));
    expect(await localDisk.freeName(folder, 'photos')).toBe('photos (2)');
  });

  it('says why it cannot', async () => {
    writeFileSync(join(folder, 'file'), '');
    const target = localDisk.openFolder(join(folder, 'file'));
    await expect(target.write('a', bytes('x'), { offset: 0, modifiedAt: 0 }, signal)).rejects.toMatchObject({
      code: 'LOCAL_FOLDER_UNWRITABLE',
    });
  });
});
