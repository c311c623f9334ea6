import { describe, expect, it } from 'vitest';
import { createLineAssembler, MAX_LINE_BYTES } from './line-assembler.ts';

/** The lines of a text that arrives in pieces of this many bytes. */
function linesOf(text: string | Buffer, pieceBytes = 7): string[] {
  const lines: string[] = [];
  const assembler = createLineAssembler((line) => lines.push(line));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = Buffer.from(bytes.subarray(at, at + pieceBytes));
    assembler.push(piece, 0, piece.length);
    // What was taken must not depend on the piece any more.
    piece.fill(0);
  }
  assembler.flush();
  return lines;
}

describe('lines', () => {
  it.each([1, 2, 3, 5, 64, 10_000])('come whole out of pieces of %i bytes', (pieceBytes) => {
    const text = 'first\nsecond äöü €\n\n😀 fourth\nno end';
    expect(linesOf(text, pieceBytes)).toEqual(['first', 'second äöü €', '', '😀 fourth', 'no end']);
  });

  it('end with either kind of end', () => {
    expect(linesOf('one\r\ntwo\nthree\r\n')).toEqual(['one', 'two', 'three']);
  });

  it('show what a terminal would after a progress bar', () => {
    expect(linesOf('10%\r50%\r100%\ndone\r50%\r\n')).toEqual(['100%', '50%']);
    expect(linesOf('still going\r')).toEqual(['still going']);
  });

  it.each([1000, 65_536, 1_000_000])('that are too long go on as the next, in pieces of %i bytes', (pieceBytes) => {
    const long = `${'x'.repeat(MAX_LINE_BYTES * 2 - 1)}€${'y'.repeat(10)}`;
    const lines = linesOf(`${long}\nshort\n`, pieceBytes);
    expect(lines.join('')).toBe(`${long}short`);
    expect(lines.map((line) => Buffer.byteLength(line))).toEqual([MAX_LINE_BYTES, MAX_LINE_BYTES - 1, 13, 5]);
  });

  it('of exactly the longest length are one', () => {
    const long = 'x'.repeat(MAX_LINE_BYTES);
    expect(linesOf(`${long}\n`, 1000)).toEqual([long]);
    expect(linesOf(`${long}\n`, 1_000_000)).toEqual([long]);
  });

  it('may hold bytes that are no text', () => {
    expect(linesOf(Buffer.from([0x61, 0xff, 0x80, 0x80, 0x80, 0x80, 0x0a]))).toEqual([
      'a\ufffd\ufffd\ufffd\ufffd\ufffd',
    ]);
  });
});
