import { describe, expect, it } from 'vitest';
import type { LogChunk } from '../../features/deployments/ports.ts';
import { createLogParser, createTerminalLogParser, type LogParser } from './log-parser.ts';

function frame(stream: 1 | 2, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

const at = (nanos: number): string => `2026-11-22T16:42:00.${String(nanos).padStart(9, '0')}Z`;
const MILLIS = Date.parse('2026-11-22T16:42:00Z');

function parse(
  make: (onChunk: (chunk: LogChunk) => void) => LogParser,
  bytes: Buffer,
  pieceBytes = 1000,
): { chunks: LogChunk[]; isComplete: boolean } {
  const chunks: LogChunk[] = [];
  const parser = make((chunk) => chunks.push(chunk));
  for (let index = 0; index < bytes.length; index += pieceBytes) {
    parser.push(bytes.subarray(index, index + pieceBytes));
  }
  return { chunks, isComplete: parser.end() };
}

describe('a container’s output', () => {
  it.each([1, 7, 39, 40, 10_000])('keeps time and stream of each line, in pieces of %i bytes', (pieceBytes) => {
    const bytes = Buffer.concat([
      frame(1, `${at(1_500_000)} out € one\n`),
      frame(2, `${at(999_000_000)} err\r\n`),
      frame(1, `2026-11-22T16:42:01.000000000Z next second\n`),
    ]);
    expect(parse(createLogParser, bytes, pieceBytes)).toEqual({
      chunks: [
        { stream: 'stdout', at: MILLIS + 1, engineTime: at(1_500_000), text: 'out € one' },
        { stream: 'stderr', at: MILLIS + 999, engineTime: `${at(999_000_000)}#e`, text: 'err' },
        { stream: 'stdout', at: MILLIS + 1000, engineTime: '2026-11-22T16:42:01.000000000Z', text: 'next second' },
      ],
      isComplete: true,
    });
  });

  it('joins the parts of a long line, each of which has the time before it, whatever comes between', () => {
    const bytes = Buffer.concat([
      frame(1, `${at(1)} ${'a'.repeat(16_384)}`),
      frame(2, `${at(2)} between\n`),
      frame(1, `${at(1)} ${'b'.repeat(16_384)}`),
      frame(1, `${at(1)} end\n`),
    ]);
    const { chunks } = parse(createLogParser, bytes);
    expect(chunks.map(({ text }) => text)).toEqual(['between', `${'a'.repeat(16_384)}${'b'.repeat(16_384)}end`]);
    expect(chunks[1]?.engineTime).toBe(at(1));
  });

  it('numbers lines of the same nanosecond, each stream for itself, wherever they stand', () => {
    const frames = [
      frame(1, `${at(5)} one\n`),
      frame(2, `${at(5)} two\n`),
      frame(1, `${at(5)} three\n`),
      frame(1, `${at(6)} four\n`),
      frame(2, `${at(5)} five\n`),
      frame(2, `${at(6)} six\n`),
    ];
    const { chunks } = parse(createLogParser, Buffer.concat(frames));
    expect(chunks.map(({ engineTime }) => engineTime)).toEqual([
      at(5),
      `${at(5)}#e`,
      `${at(5)}#1`,
      at(6),
      `${at(5)}#e1`,
      `${at(6)}#e`,
    ]);
    expect(new Set(chunks.map((chunk) => chunk.at))).toEqual(new Set([MILLIS]));
  });

  it('reads the times of Podman', () => {
    const { chunks } = parse(createLogParser, frame(1, '2026-11-22T17:42:00.25+01:00 hello\n'));
    expect(chunks).toEqual([
      { stream: 'stdout', at: MILLIS + 250, engineTime: '2026-11-22T17:42:00.25+01:00', text: 'hello' },
    ]);
  });

  it('gives an unfinished last line, and says when a frame broke off', () => {
    const bytes = frame(1, `${at(1)} no end`);
    expect(parse(createLogParser, bytes)).toMatchObject({ chunks: [{ text: 'no end' }], isComplete: true });
    expect(parse(createLogParser, bytes.subarray(0, -2)).isComplete).toBe(false);
  });

  it('of a terminal has no frames', () => {
    const long = 'x'.repeat(16_384);
    const text = `${at(1)} one\r\n${at(2)} ${long}${at(2)} tail\r\n${at(3)} ${'y'.repeat(70_000)}\r\n`;
    const { chunks } = parse(createTerminalLogParser, Buffer.from(text));
    expect(chunks.map((chunk) => chunk.text)).toEqual([
      'one',
      `${long}tail`,
      'y'.repeat(65_536 - 31),
      'y'.repeat(70_000 - 65_536 + 31),
    ]);
    expect(chunks.map(({ engineTime }) => engineTime)).toEqual([at(1), at(2), at(3), `${at(3)}#1`]);
  });
});
