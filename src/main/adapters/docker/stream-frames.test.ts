import { describe, expect, it } from 'vitest';
import { createFrameDecoder } from './stream-frames.ts';

function frame(stream: 1 | 2, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

function decode(bytes: Buffer, pieceBytes: number) {
  const frames: string[] = [];
  const decoder = createFrameDecoder((stream, piece, start, end, isFirst, isLast) => {
    const text = piece.toString('utf8', start, end);
    if (isFirst) {
      frames.push(`${stream}: ${text}`);
    } else {
      frames.push(`${frames.pop()}${text}`);
    }
    if (isLast) {
      frames.push('');
    }
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    decoder.push(bytes.subarray(at, at + pieceBytes));
  }
  return { frames: frames.filter((text) => text !== ''), isComplete: decoder.isComplete() };
}

describe('a multiplexed stream', () => {
  const bytes = Buffer.concat([frame(1, 'one'), frame(2, 'two'), frame(1, ''), frame(1, 'x'.repeat(300))]);

  it.each([1, 3, 8, 9, 100, 1000])('is told apart in pieces of %i bytes', (pieceBytes) => {
    expect(decode(bytes, pieceBytes)).toEqual({
      frames: ['stdout: one', 'stderr: two', `stdout: ${'x'.repeat(300)}`],
      isComplete: true,
    });
  });

  it('says when it broke off', () => {
    expect(decode(bytes.subarray(0, -1), 64).isComplete).toBe(false);
    expect(decode(Buffer.concat([bytes, Buffer.from([1, 0])]), 64).isComplete).toBe(false);
  });
});
