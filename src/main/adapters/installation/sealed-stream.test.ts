import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openStream, sealStream } from './sealed-stream.ts';

const PASSPHRASE = 'a passphrase for the test';

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const sealed = (plain: Buffer) => collect(sealStream(PASSPHRASE, inPieces(plain, 10_007)));
const opened = (bytes: Buffer, passphrase = PASSPHRASE, size = 4_093) =>
  collect(openStream('x.minipaas', passphrase, inPieces(bytes, size)));

describe('a sealed stream', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('gives back %i bytes, whatever the pieces', async (length) => {
    const plain = randomBytes(length);
    const bytes = await sealed(plain);
    expect((await opened(bytes)).equals(plain)).toBe(true);
    expect((await opened(bytes, PASSPHRASE, 1_000_000)).equals(plain)).toBe(true);
  });

  it('shows nothing of what it holds', async () => {
    const bytes = await sealed(Buffer.from('canary '.repeat(20_000)));
    expect(bytes.includes('canary')).toBe(false);
  });

  it('opens with its passphrase alone', async () => {
    await expect(opened(await sealed(Buffer.from('x')), 'another passphrase')).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
  });

  it('notices what is missing, moved or changed', async () => {
    const bytes = await sealed(randomBytes(200_000));
    const start = bytes.indexOf(10) + 1;
    const frame = 65_536 + 28 + 4;
    const without = (from: number, to: number) => Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    const flipped = Buffer.from(bytes);
    flipped[start + frame + 500] = (flipped[start + frame + 500] ?? 0) ^ 1;
    const swapped = Buffer.concat([
      bytes.subarray(0, start + frame),
      bytes.subarray(start + 2 * frame, start + 3 * frame),
      bytes.subarray(start + frame, start + 2 * frame),
      bytes.subarray(start + 3 * frame),
    ]);
    for (const broken of [
      bytes.subarray(0, -1),
      bytes.subarray(0, start + 2 * frame),
      without(start + frame, start + 2 * frame),
      flipped,
      swapped,
      bytes.subarray(0, start),
      Buffer.from('PK\u0003\u0004 something else\n'),
      Buffer.alloc(0),
      randomBytes(5_000),
    ]) {
      await expect(opened(broken)).rejects.toMatchObject({ code: 'EXPORT_UNREADABLE' });
    }
  });
});
