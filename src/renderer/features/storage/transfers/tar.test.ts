import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { tarBlob, type TarEntry, tarSizeOf } from './tar.ts';

interface Unpacked {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  readonly mtime: number;
}

async function unpack(blob: Blob): Promise<Unpacked[]> {
  const found: Unpacked[] = [];
  const reader = extract();
  Readable.from([new Uint8Array(await blob.arrayBuffer())]).pipe(reader);
  for await (const entry of reader) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk as Uint8Array);
    const { name, type, mtime } = entry.header;
    found.push({ name, type: type ?? '', text: Buffer.concat(chunks).toString(), mtime: mtime?.getTime() ?? 0 });
  }
  return found;
}

const at = Date.parse('2026-01-02T03:04:05Z');
const file = (path: string, text: string): TarEntry => ({ path, content: new Blob([text]), modifiedAt: at });

it('is read by others as it was meant', async () => {
  const long = `${'deep/'.repeat(60)}end.txt`;
  const entries = [
    file('a.txt', 'one'),
    { path: 'photos', content: null, modifiedAt: null },
    file('photos/empty', ''),
    file('ünï 写真\nline.txt', 'x'.repeat(512)),
    file(long, 'deep down'),
    file('-rf', 'y'.repeat(1000)),
  ];
  const unpacked = await unpack(tarBlob(entries, at));
  expect(unpacked.map(({ name, type, text }) => [name.replace(/\/$/, ''), type, text.length])).toEqual([
    ['a.txt', 'file', 3],
    ['photos', 'directory', 0],
    ['photos/empty', 'file', 0],
    ['ünï 写真\nline.txt', 'file', 512],
    [long, 'file', 9],
    ['-rf', 'file', 1000],
  ]);
  expect(unpacked.every(({ mtime }) => mtime === at)).toBe(true);
});

it.each([95, 96, 97, 98, 99, 100, 101, 985, 990, 995, 1005])(
  'takes names of %d bytes, whose record counts itself',
  async (length) => {
    const name = `é${'n'.repeat(length - 2)}`;
    expect((await unpack(tarBlob([file(name, 'x')], at)))[0]?.name).toBe(name);
  },
);

it('knows its own size', () => {
  const entries = [
    file('a', 'x'.repeat(700)),
    file('n'.repeat(200), ''),
    { path: 'd', content: null, modifiedAt: null },
  ];
  const sum = entries.reduce((total, entry) => total + tarSizeOf(entry), 1024);
  expect(tarBlob(entries, at).size).toBe(sum);
});
