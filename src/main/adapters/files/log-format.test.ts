import { describe, expect, it } from 'vitest';
import { CHUNK_LINES, decodeLines, encodeLines, type NewLine } from './log-format.ts';

const line = (text: string, stream: NewLine['stream'] = 'stdout', at = 1_764_000_000_000): NewLine => ({
  at,
  stream,
  text,
});
const encode = (lines: readonly NewLine[]): Buffer => Buffer.concat(encodeLines(lines).map(({ data }) => data));
const all = { firstSeq: 1, from: 1, maxBytes: 1_000_000 };

describe('the format of log lines', () => {
  it('gives back what was put in', () => {
    const lines = [
      line('plain'),
      line('  spaces and\ttabs  ', 'stderr', 1_764_000_000_001),
      line('', 'system', 0),
      line('\u001b[31mred\u001b[0m', 'stderr'),
      line('grüße 👋 \u0000 \r', 'stdout'),
    ];
    expect(decodeLines(encode(lines), all).lines).toEqual(
      lines.map(({ at, stream, text }, index) => ({ seq: index + 1, at: new Date(at).toISOString(), stream, text })),
    );
  });

  it('keeps one line one line', () => {
    expect(decodeLines(encode([line('two\nlines'), line('next')]), all).lines.map(({ text }) => text)).toEqual([
      'two lines',
      'next',
    ]);
  });

  it('closes a chunk after so many lines or characters', () => {
    expect(encodeLines(Array.from({ length: 2500 }, () => line('x'))).map(({ count }) => count)).toEqual([
      CHUNK_LINES,
      CHUNK_LINES,
      500,
    ]);
    expect(encodeLines([line('x'.repeat(70_000)), line('y')]).map(({ count }) => count)).toEqual([1, 1]);
    expect(encodeLines([])).toEqual([]);
  });

  it.each(['x', 'ü'])('stops at the wanted number of bytes of text, but gives at least one line (%s)', (letter) => {
    const data = encode([line(letter.repeat(10)), line(letter.repeat(10)), line(letter.repeat(10))]);
    const size = Buffer.byteLength(letter) * 10;
    const read = (maxBytes: number) => decodeLines(data, { ...all, maxBytes });
    expect(read(1).lines).toHaveLength(1);
    expect(read(size * 2 - 1).lines).toHaveLength(1);
    expect(read(size * 2).lines).toHaveLength(2);
    const { bytes } = read(size * 2);
    expect(decodeLines(data.subarray(bytes), { firstSeq: 3, from: 3, maxBytes: 99 })).toMatchObject({
      lines: [{ seq: 3, text: letter.repeat(10) }],
      bytes: data.length - bytes,
    });
  });

  it('begins at the wanted line and leaves out a line without its end', () => {
    const data = encode([line('one'), line('two'), line('three')]);
    const cut = data.subarray(0, data.length - 1);
    const { lines } = decodeLines(cut, { ...all, from: 2 });
    expect(lines.map(({ seq, text }) => [seq, text])).toEqual([[2, 'two']]);
    expect(decodeLines(data, { ...all, from: 9 }).lines).toEqual([]);
  });

  it('shows a line that is not ours as it is', () => {
    const { lines, bytes } = decodeLines(Buffer.from([0x67, 0xff, 0x0a, 0x0a]), all);
    expect(lines.map(({ text, stream }) => [text, stream])).toEqual([
      ['g\ufffd', 'system'],
      ['', 'system'],
    ]);
    expect(bytes).toBe(4);
  });
});
