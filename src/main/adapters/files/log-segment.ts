// One file of a log. Its name is the number of its first line; a sparse index says where some of the others begin.
import { open } from 'node:fs/promises';
import { CHUNK_CHARS, CHUNK_LINES, NEWLINE } from './log-format.ts';
import type { BlockIndex } from './log-search/block-index.ts';

interface Mark {
  readonly seq: number;
  readonly offset: number;
}

export interface Segment {
  readonly path: string;
  readonly first: number;
  /** Lines and bytes that are completely written. */
  count: number;
  bytes: number;
  /** Ascending; the first is the beginning of the file. Null: not looked at yet. */
  marks: Mark[] | null;
  /** For searches, once it is closed. Null: not looked at, or there is none. */
  index: BlockIndex | null;
}

const SCAN_BYTES = 262_144;

export function createSegment(path: string, first: number): Segment {
  return { path, first, count: 0, bytes: 0, marks: [{ seq: first, offset: 0 }], index: null };
}

/** Notes that `count` lines in `bytes` bytes were written behind what was there. */
export function extendSegment(segment: Segment, count: number, bytes: number): void {
  const seq = segment.first + segment.count;
  if (segment.marks !== null) {
    addMark(segment.marks, { seq, offset: segment.bytes });
  }
  segment.count += count;
  segment.bytes += bytes;
  segment.index = null;
}

/** The number of the line that would come next. */
export function nextSeq(segments: readonly Segment[]): number {
  const last = segments.at(-1);
  return last === undefined ? 1 : last.first + last.count;
}

export function sizeOf(segments: readonly Segment[]): number {
  return segments.reduce((total, { bytes }) => total + bytes, 0);
}

/** The nearest known place at or before a line. */
export function findMark(marks: readonly Mark[], seq: number): Mark {
  let low = 0;
  let high = marks.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((marks[middle]?.seq ?? 0) <= seq) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const mark = marks[low];
  if (mark === undefined) {
    throw new Error('A segment without a first mark');
  }
  return mark;
}

/** Counts whole lines and marks every so many; what follows the last line end is a line that a crash cut off. */
export async function scanSegment(path: string, first: number): Promise<Segment> {
  const segment = createSegment(path, first);
  const marks = segment.marks ?? [];
  const buffer = Buffer.allocUnsafe(SCAN_BYTES);
  const file = await open(path, 'r');
  try {
    let position = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, SCAN_BYTES, position);
      if (bytesRead === 0) {
        return segment;
      }
      const data = buffer.subarray(0, bytesRead);
      for (let end = data.indexOf(NEWLINE); end !== -1; end = data.indexOf(NEWLINE, end + 1)) {
        segment.count += 1;
        segment.bytes = position + end + 1;
        addMark(marks, { seq: first + segment.count, offset: segment.bytes });
      }
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}

function addMark(marks: Mark[], mark: Mark): void {
  const last = marks.at(-1);
  if (last !== undefined && (mark.offset - last.offset >= CHUNK_CHARS || mark.seq - last.seq >= CHUNK_LINES)) {
    marks.push(mark);
  }
}
