// A container's output as the engine streams it, made into lines with the engine's time. This is the hot path of runtime logs:
// no promise, no copy and one small object per line.
import type { LogChunk } from '../../features/deployments/ports.ts';
import { parseNanos } from './engine-time.ts';
import { createLineAssembler, type LineAssembler } from './line-assembler.ts';
import { createFrameDecoder } from './stream-frames.ts';

export interface LogParser {
  push(piece: Buffer): void;
  /** Gives out lines that have begun. False when the stream broke off inside a frame. */
  end(): boolean;
}

/** One frame is one message: its time, a space, and a line or, from 16 KiB on, a part of a line. */
export function createLogParser(onChunk: (chunk: LogChunk) => void): LogParser {
  const sources = {
    stdout: openSource('stdout', onChunk, createTimeNumbering('')),
    stderr: openSource('stderr', onChunk, createTimeNumbering('e')),
  };
  const frames = createFrameDecoder((stream, bytes, start, end, isFirst, isLast) => {
    sources[stream].take(bytes, start, end, isFirst, isLast);
  });
  return {
    push: frames.push,
    end() {
      sources.stdout.lines.flush();
      sources.stderr.lines.flush();
      return frames.isComplete();
    },
  };
}

/** With a terminal there are no frames, only text; the engine still writes its time before every line, and every part of one. */
export function createTerminalLogParser(onChunk: (chunk: LogChunk) => void): LogParser {
  const number = createTimeNumbering('');
  const millisOf = createMillisReader();
  let stamp = '';
  const lines = createLineAssembler((line) => {
    const space = line.indexOf(' ');
    const first = line.slice(0, Math.max(space, 0));
    // The rest of a line that was too long has no time of its own.
    const hasStamp = parseNanos(first) !== null;
    stamp = hasStamp ? first : stamp;
    const text = hasStamp ? line.slice(space + 1).replaceAll(`${stamp} `, '') : line;
    onChunk({ stream: 'stdout', at: millisOf(stamp), engineTime: number(stamp), text });
  });
  return {
    push: (piece) => lines.push(piece, 0, piece.length),
    end() {
      lines.flush();
      return true;
    },
  };
}

const SPACE = 0x20;
const NEWLINE = 0x0a;
/** Docker's time text always has this length; Podman's differs. */
const USUAL_STAMP_LENGTH = 30;
const MAX_STAMP_LENGTH = 64;

interface Source {
  take(bytes: Buffer, start: number, end: number, isFirst: boolean, isLast: boolean): void;
  readonly lines: LineAssembler;
}

function openSource(
  stream: 'stdout' | 'stderr',
  onChunk: (chunk: LogChunk) => void,
  number: (stamp: string) => string,
): Source {
  const millisOf = createMillisReader();
  let stamp = '';
  let isLineBegun = false;
  /** A frame's beginning that is too short to hold the whole time. */
  let head: Buffer | null = null;
  const lines = createLineAssembler((text) =>
    onChunk({ stream, at: millisOf(stamp), engineTime: number(stamp), text }),
  );

  function takeFrom(bytes: Buffer, start: number, end: number): void {
    const isUsual = start + USUAL_STAMP_LENGTH < end && bytes[start + USUAL_STAMP_LENGTH] === SPACE;
    const space = isUsual ? start + USUAL_STAMP_LENGTH : bytes.indexOf(SPACE, start);
    const hasStamp = space !== -1 && space < end;
    if (hasStamp && !isLineBegun) {
      stamp = bytes.toString('latin1', start, space);
    }
    pushLine(bytes, hasStamp ? space + 1 : start, end);
  }

  function pushLine(bytes: Buffer, start: number, end: number): void {
    lines.push(bytes, start, end);
    isLineBegun = end > start ? bytes[end - 1] !== NEWLINE : isLineBegun;
  }

  return {
    lines,
    take(bytes, start, end, isFirst, isLast) {
      if (!isFirst && head === null) {
        pushLine(bytes, start, end);
        return;
      }
      if (head === null && (isLast || end - start >= MAX_STAMP_LENGTH)) {
        takeFrom(bytes, start, end);
        return;
      }
      const beginning: Buffer =
        head === null ? bytes.subarray(start, end) : Buffer.concat([head, bytes.subarray(start, end)]);
      if (!isLast && beginning.length < MAX_STAMP_LENGTH) {
        head = Buffer.from(beginning);
      } else {
        head = null;
        takeFrom(beginning, 0, beginning.length);
      }
    },
  };
}

/**
 * Makes each time different, so that a reader can go on between lines of one nanosecond: what comes after the first of them gets
 * `#1`, `#2`, …. Times only ever grow within a stream, but lines of two streams may share one without standing side by side:
 * `mark` tells the streams apart (`#e`, `#e1`, …).
 */
function createTimeNumbering(mark: '' | 'e'): (stamp: string) => string {
  let last = '';
  let count = 0;
  return (stamp) => {
    count = stamp === last ? count + 1 : 0;
    last = stamp;
    return mark === '' && count === 0 ? stamp : `${stamp}#${mark}${count === 0 ? '' : count}`;
  };
}

const SECONDS_LENGTH = '2026-01-01T00:00:00'.length;

/** Milliseconds since the epoch. Lines of one second come in runs: only the first of them is parsed as a date. */
function createMillisReader(): (stamp: string) => number {
  let second = '';
  let millis = 0;
  return (stamp) => {
    if (stamp.length !== USUAL_STAMP_LENGTH || !stamp.endsWith('Z')) {
      const nanos = parseNanos(stamp);
      return nanos === null ? Date.now() : Number(nanos / 1_000_000n);
    }
    if (second === '' || !stamp.startsWith(second)) {
      second = stamp.slice(0, SECONDS_LENGTH);
      millis = Date.parse(`${second}Z`);
    }
    return millis + digit(stamp, 20) * 100 + digit(stamp, 21) * 10 + digit(stamp, 22);
  };
}

function digit(text: string, index: number): number {
  return text.charCodeAt(index) - 48;
}
