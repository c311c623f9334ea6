import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import type { TarKind } from '../tar/tar-header.ts';
import type { TarInput } from '../tar/write-tar.ts';
import { writeZip } from './write-zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'minipaas-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = (
  name: string | Buffer,
  content: Buffer | null,
  kind: TarKind = 'file',
  target: string | null = null,
): TarInput => ({
  entry: {
    name: Buffer.from(name as string),
    kind,
    sizeBytes: content?.length ?? 0,
    mode: kind === 'folder' ? 0o750 : 0o640,
    uid: 0,
    gid: 0,
    modifiedAt: Date.UTC(2024, 4, 6, 7, 8, 10),
    target: target === null ? null : Buffer.from(target),
  },
  content,
});

async function* all(inputs: readonly TarInput[]) {
  yield* inputs;
}

it('is unpacked by others with content, modes, links and names', async () => {
  const text = Buffer.from('hello '.repeat(5000));
  const noise = randomBytes(100_000);
  const bytes = await buffer(
    writeZip(
      all([
        entry('dir/', null, 'folder'),
        entry('dir/text.txt', text),
        entry('dir/grün 🎈.bin', noise),
        entry('packed.png', noise),
        entry('empty', Buffer.alloc(0)),
        entry('link', null, 'link', 'dir/text.txt'),
        entry('pipe', null, 'fifo'),
        entry(Buffer.from([0x61, 0xff]), Buffer.from('odd')),
      ]),
    ),
  );
  const file = join(folder, 'a.zip');
  writeFileSync(file, bytes);
  const script = [
    'import sys, zipfile, json',
    'z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None',
    'print(json.dumps([[i.filename, i.file_size, i.external_attr >> 16, list(i.date_time)] for i in z.infolist()]))',
    'z.extractall(sys.argv[2])',
  ].join('\n');
  const listed = JSON.parse(
    execFileSync('python3', ['-c', script, file, join(folder, 'out')], { encoding: 'utf8' }),
  ) as unknown[][];
  expect(listed.map(([name]) => name)).toEqual([
    'dir/',
    'dir/text.txt',
    'dir/grün 🎈.bin',
    'packed.png',
    'empty',
    'link',
    'a%FF',
  ]);
  expect(listed[1]).toEqual(['dir/text.txt', text.length, 0o100640, [2024, 5, 6, 7, 8, 10]]);
  expect(listed[5]?.[2]).toBe(0o120640);
  expect(readFileSync(join(folder, 'out/dir/text.txt')).equals(text)).toBe(true);
  expect(readFileSync(join(folder, 'out/dir/grün 🎈.bin')).equals(noise)).toBe(true);
  expect(readFileSync(join(folder, 'out/packed.png')).equals(noise)).toBe(true);
  // Packed what can be, stored what cannot.
  expect(bytes.length).toBeLessThan(210_000);
  expect(lstatSync(join(folder, 'out/dir')).isDirectory()).toBe(true);
  expect(() => readlinkSync(join(folder, 'out/missing'))).toThrow('ENOENT');
});

it('goes beyond 65,535 entries', async () => {
  const bytes = await buffer(
    writeZip(all(Array.from({ length: 70_000 }, (_, index) => entry(`f${index}`, Buffer.of(1))))),
  );
  const file = join(folder, 'many.zip');
  writeFileSync(file, bytes);
  const script =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(len(z.infolist())); assert z.read("f69999") == b"\\x01"';
  expect(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }).trim()).toBe('70000');
});

it('passes on what broke a content off', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(100);
    throw new Error('cut');
  }
  const input = entry('a', Buffer.alloc(0));
  await expect(
    buffer(writeZip(all([{ ...input, entry: { ...input.entry, sizeBytes: 1000 }, content: broken() }]))),
  ).rejects.toThrow('cut');
});
