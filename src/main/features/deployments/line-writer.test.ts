import { describe, expect, it } from 'vitest';
import { createLineWriter, type WriterLine } from './line-writer.ts';

const line = (text: string): WriterLine => ({ stream: 'stdout', text });

/** A log that takes its batches when it is told. */
function slowLog() {
  const batches: string[][] = [];
  let open = Promise.withResolvers<void>();
  return {
    batches,
    append: async (lines: readonly WriterLine[]) => {
      batches.push(lines.map(({ text }) => text));
      await open.promise;
    },
    release() {
      open.resolve();
      open = Promise.withResolvers<void>();
      open.resolve();
    },
  };
}

describe('a line writer', () => {
  it('keeps the order and puts what waits into one batch', async () => {
    const log = slowLog();
    const writer = createLineWriter(log.append);
    for (const text of ['a', 'b', 'c']) {
      expect(writer.write(line(text))).toBeUndefined();
    }
    log.release();
    await writer.flush();
    expect(log.batches.flat()).toEqual(['a', 'b', 'c']);
    expect(log.batches.length).toBeLessThan(3);
  });

  it('holds back whoever writes faster than the log takes', async () => {
    const log = slowLog();
    const writer = createLineWriter(log.append);
    void writer.write(line('first'));
    let isHeld: void | Promise<void>;
    do {
      isHeld = writer.write(line('x'.repeat(1_000)));
    } while (isHeld === undefined);
    let isReleased = false;
    void isHeld.then(() => {
      isReleased = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isReleased).toBe(false);
    log.release();
    await isHeld;
    await writer.flush();
    expect(log.batches.flat().length).toBeGreaterThan(60);
  });

  it('says when it is flushed that the log failed, and goes on', async () => {
    let calls = 0;
    const writer = createLineWriter(async () => {
      calls += 1;
      if (calls === 1) {
        throw new Error('disk full');
      }
    });
    void writer.write(line('lost'));
    await expect(writer.flush()).rejects.toThrow('disk full');
    void writer.write(line('kept'));
    await expect(writer.flush()).rejects.toThrow('disk full');
    expect(calls).toBe(2);
  });

  it('has nothing to flush when nothing was written', async () => {
    await expect(createLineWriter(async () => undefined).flush()).resolves.toBeUndefined();
  });
});
