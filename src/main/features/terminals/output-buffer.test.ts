import { describe, expect, it } from 'vitest';
import { createOutputBuffer } from './output-buffer.ts';

const KIB = 1024;

describe('the output of a terminal', () => {
  it('is read piece by piece, from wherever one has come to', () => {
    const buffer = createOutputBuffer();
    buffer.append('one ');
    buffer.append('two ');
    expect(buffer.read(0, 3)).toEqual({ text: 'one', next: 3, isCut: false });
    expect(buffer.read(3, 100)).toEqual({ text: ' two ', next: 8, isCut: false });
    expect(buffer.read(8, 100)).toEqual({ text: '', next: 8, isCut: false });
    buffer.append('three');
    expect(buffer.read(8, 100).text).toBe('three');
    expect(buffer.read(2, 100).text).toBe('e two three');
  });

  it('gives nothing of a future that a client made up', () => {
    const buffer = createOutputBuffer();
    buffer.append('abc');
    expect(buffer.read(99, 10)).toEqual({ text: '', next: 3, isCut: false });
    expect(buffer.isFull()).toBe(false);
  });

  it('does not cut a character in two', () => {
    const buffer = createOutputBuffer();
    buffer.append('a😀b');
    const first = buffer.read(0, 2);
    expect(first.text).toBe('a');
    expect(buffer.read(first.next, 2).text).toBe('😀');
  });

  it('is full when too much of it was not read, and not when it was', () => {
    const buffer = createOutputBuffer();
    for (let count = 0; count < 16; count += 1) {
      expect(buffer.isFull()).toBe(false);
      buffer.append('x'.repeat(16 * KIB));
    }
    expect(buffer.isFull()).toBe(true);
    const { next } = buffer.read(0, 64 * KIB);
    // It may not have arrived.
    expect(buffer.isFull()).toBe(true);
    buffer.read(next, 64 * KIB);
    expect(buffer.isFull()).toBe(false);
  });

  it('keeps the newest for whoever comes back, and says that the rest is gone', () => {
    const buffer = createOutputBuffer();
    let after = 0;
    for (let count = 0; count < 100; count += 1) {
      buffer.append(String(count % 10).repeat(16 * KIB));
      after = buffer.read(after, 64 * KIB).next;
    }
    const again = buffer.read(0, 64 * KIB);
    expect(again.isCut).toBe(true);
    expect(buffer.end() - again.next + again.text.length).toBeLessThanOrEqual(272 * KIB);
    expect(buffer.end() - again.next + again.text.length).toBeGreaterThanOrEqual(256 * KIB);
    expect(again.text).toMatch(/^(\d)\1{16383}/);
  });
});
