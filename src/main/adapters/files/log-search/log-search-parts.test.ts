import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BLOCK_BYTES, buildIndex, candidatesOf, cutBlocks, readIndex, writeIndex } from './block-index.ts';
import { trigramsOf } from './trigrams.ts';

const folder = mkdtempSync(join(tmpdir(), 'minipaas-log-index-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();

function log(lines: number, textOf: (line: number) => string): Buffer {
  return Buffer.from(Array.from({ length: lines }, (_, line) => `lq3k o ${textOf(line)}\n`).join(''));
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Numbers of the blocks. */
async function candidates(data: Buffer, text: string, isCaseSensitive = false): Promise<readonly number[]> {
  const path = join(folder, 'a.idx');
  await writeIndex(path, await buildIndex(data, signal));
  return withFile(path, async (file) => {
    const index = await readIndex(file, data.length);
    if (index === null) throw new Error('it is no index');
    const found = await candidatesOf(file, index, trigramsOf(text, isCaseSensitive));
    return found.map((block) => index.blocks.indexOf(block));
  });
}

describe('blocks', () => {
  it('hold whole lines, all of them, and know how many lies before', () => {
    const data = log(20_000, (line) => `request ${line} took ${line % 97} ms`);
    const blocks = cutBlocks(data);
    expect(blocks.length).toBeGreaterThan(5);
    expect(blocks[0]?.start).toBe(0);
    expect(blocks.at(-1)?.end).toBe(data.length);
    for (const [number, { start, end, firstLine }] of blocks.entries()) {
      expect(data[end - 1]).toBe(10);
      expect(end - start).toBeLessThan(BLOCK_BYTES + 100);
      expect(data.subarray(start).toString().startsWith('lq3k')).toBe(true);
      expect(data.toString('utf8', start, end)).toContain(`request ${firstLine} `);
      expect(blocks[number + 1]?.start ?? data.length).toBe(end);
    }
  });

  it('may be one line that is longer than a block, and none', () => {
    expect(cutBlocks(Buffer.from(`a o ${'x'.repeat(3 * BLOCK_BYTES)}\nb o y\n`))).toHaveLength(2);
    expect(cutBlocks(Buffer.alloc(0))).toEqual([]);
  });
});

describe('the index', () => {
  const data = log(20_000, (line) => (line === 12_345 ? 'a rare Needle here' : `GET /items/${line} 200`));

  it('leads to the block of a rare text, in either case', async () => {
    const number = cutBlocks(data).findLastIndex(({ firstLine }) => firstLine <= 12_345);
    expect(await candidates(data, 'Needle', true)).toEqual([number]);
    expect(await candidates(data, 'nEEDLE')).toEqual([number]);
  });

  it('never misses, and rarely points where nothing is', async () => {
    const all = cutBlocks(data).map((_, number) => number);
    expect(await candidates(data, '/items/')).toEqual(all);
    expect((await candidates(data, 'not in there at all')).length).toBeLessThan(2);
  });

  it('is of one segment, whole, or none', async () => {
    const path = join(folder, 'b.idx');
    const present = (bytes: number): Promise<boolean> =>
      withFile(path, async (file) => (await readIndex(file, bytes)) !== null);
    const index = await buildIndex(data, signal);
    await writeIndex(path, index);
    expect(await present(data.length)).toBe(true);
    expect(await present(data.length + 1)).toBe(false);
    truncateSync(path, index.length - 1);
    expect(await present(data.length)).toBe(false);
    writeFileSync(path, 'something else');
    expect(await present(data.length)).toBe(false);
  });

  it('stops being made when nobody wants it any more', async () => {
    const stopping = new AbortController();
    stopping.abort();
    await expect(buildIndex(data, stopping.signal)).rejects.toThrow(/abort/i);
  });
});

describe('trigramsOf', () => {
  it('knows what the index cannot help with', () => {
    expect(trigramsOf('ab', true)).toEqual([]);
    expect(trigramsOf('é', false)).toEqual([]);
    expect(trigramsOf('éé', true)).not.toEqual([]);
    expect(trigramsOf('x'.repeat(1000), true)).toHaveLength(1);
    expect(trigramsOf('The quick brown fox jumps over the lazy dog', false).length).toBeLessThanOrEqual(6);
  });
});
