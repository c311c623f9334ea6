import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { archiveOf } from './archive.ts';

it('holds each text under its name, as other programs read it', async () => {
  const long = 'ä'.repeat(700);
  const files = [
    { name: 'README.txt', content: 'read me\n' },
    { name: 'empty.log', content: '' },
    { name: 'block.txt', content: 'x'.repeat(512) },
    { name: 'long.json', content: long },
  ];
  const archive = await archiveOf('report', files, 1_790_000_000_000);
  const bytes = new Uint8Array(await archive.arrayBuffer());
  const found: { name: string; content: string; seconds: number; mode: number | undefined }[] = [];
  const entries = Readable.from([bytes]).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    const { name, mtime, mode } = entry.header;
    const content = Buffer.concat(parts).toString();
    found.push({ name, content, seconds: Number(mtime) / 1000, mode });
  }
  expect(found).toEqual(
    files.map(({ name, content }) => ({ name: `report/${name}`, content, seconds: 1_790_000_000, mode: 0o600 })),
  );
});
