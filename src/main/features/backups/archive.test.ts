import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { packArchive, unpackArchive } from './archive.ts';

const none = (): void => undefined;

/** A ustar header: name at 0, mode at 100, uid at 108, gid at 116, time at 136. */
function header(name: string, fields: Readonly<Record<number, string>>): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 'latin1');
  for (const [offset, text] of Object.entries(fields)) {
    block.write(text, Number(offset), 'latin1');
  }
  return block;
}
const rootFields = { 100: '0040755', 108: '0001750', 116: '0000144', 136: '14755423000' };

async function thereAndBack(tar: Buffer, pieceBytes: number) {
  const packed = packArchive(Readable.from([tar]), none);
  const archive = await buffer(packed.stream);
  const pieces = Array.from({ length: Math.ceil(archive.length / pieceBytes) }, (_, index) =>
    archive.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const unpacked = unpackArchive(Readable.from(pieces), none);
  const back = await buffer(unpacked.tar);
  return { back, root: unpacked.root(), sums: [packed.sha256(), unpacked.sha256()] };
}

describe('an archive', () => {
  it.each([1, 100, 100_000])('gives back what went in, and its root, in pieces of %i bytes', async (pieceBytes) => {
    const tar = Buffer.concat([header('./', rootFields), Buffer.alloc(1024)]);
    const { back, root, sums } = await thereAndBack(tar, pieceBytes);
    expect(back.equals(tar)).toBe(true);
    expect(root).toEqual({ mode: 0o755, uid: 1000, gid: 100, modifiedAt: 0o14755423000 * 1000 });
    expect(sums[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(sums[1]).toBe(sums[0]);
  });

  it.each([
    ['begins with a file', header('a.txt', rootFields)],
    ['has numbers too large for their field', header('./', { ...rootFields, 108: '\x80\x00\x00' })],
    ['is shorter than a header', Buffer.from('./')],
  ])('has no root where it %s', async (_what, tar) => {
    expect((await thereAndBack(tar, 1000)).root).toBeNull();
  });

  it('tells what failed while it was read', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(10);
        throw new Error('cut');
      })(),
    );
    await expect(buffer(packArchive(broken, none).stream)).rejects.toThrow('cut');
    const noArchive = unpackArchive(Readable.from([Buffer.from('this is no gzip')]), none);
    await expect(buffer(noArchive.tar)).rejects.toThrow('incorrect header check');
  });
});
