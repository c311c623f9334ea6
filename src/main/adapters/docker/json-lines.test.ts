import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { jsonBatches, lineBatches } from './json-lines.ts';

async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) {
    all.push(...batch);
  }
  return all;
}

const stream = (...pieces: string[]): Readable => Readable.from(pieces.map((piece) => Buffer.from(piece)));

describe('lines of a stream', () => {
  it('come whole, whatever the pieces', async () => {
    expect(await collect(lineBatches(stream('a', 'b\ncd', '\r\n\n', 'e')))).toEqual(['ab', 'cd', 'e']);
  });

  it('come in one batch for each piece', async () => {
    const batches: (readonly string[])[] = [];
    for await (const batch of lineBatches(stream('1\n2\n3', '\n', '4'))) {
      batches.push(batch);
    }
    expect(batches).toEqual([['1', '2'], ['3'], ['4']]);
  });

  it('are parsed, and broken off when they are no JSON', async () => {
    expect(await collect(jsonBatches(stream('{"a":1}\n[2]\n')))).toEqual([{ a: 1 }, [2]]);
    await expect(collect(jsonBatches(stream('{"a":1}\n{"b"')))).rejects.toThrow('the answer broke off');
  });
});
