// Lines of the own log with their places, read forwards and backwards through its files in pieces.
import type { OwnLogFiles } from './ports.ts';

/** A place between two lines. */
export interface LogPlace {
  readonly file: string;
  readonly offset: number;
}

export interface PlacedLine {
  readonly start: LogPlace;
  readonly end: LogPlace;
  readonly text: string;
}

const PIECE_BYTES = 256 * 1024;
const LINE_END = 10;

export const placeText = ({ file, offset }: LogPlace): string => `${file}@${offset}`;

/** Null for what was never handed out. */
export function parsePlace(text: string): LogPlace | null {
  const [, file, offset] = /^([\w.-]+)@(\d{1,15})$/.exec(text) ?? [];
  return file === undefined ? null : { file, offset: Number(offset) };
}

/** After the last line that is whole; null while there is no file. */
export async function lastPlace(files: OwnLogFiles): Promise<LogPlace | null> {
  const newest = (await files.list()).at(-1);
  if (newest === undefined) {
    return null;
  }
  for (let end = newest.sizeBytes; end > 0; ) {
    const start = Math.max(0, end - PIECE_BYTES);
    const at = (await files.read(newest.name, start, end)).lastIndexOf(LINE_END);
    if (at >= 0) {
      return { file: newest.name, offset: start + at + 1 };
    }
    end = start;
  }
  return { file: newest.name, offset: 0 };
}

/** Newest first. Files that were removed meanwhile are left out. */
export async function* linesBefore(files: OwnLogFiles, place: LogPlace): AsyncGenerator<PlacedLine> {
  const all = (await files.list()).filter(({ name }) => files.compare(name, place.file) <= 0);
  for (const { name, sizeBytes } of all.toReversed()) {
    let end = name === place.file ? Math.min(place.offset, sizeBytes) : sizeBytes;
    let rest = Buffer.alloc(0);
    while (end > 0) {
      const start = Math.max(0, end - PIECE_BYTES);
      const bytes = Buffer.concat([await files.read(name, start, end), rest]);
      // What stands before the first line end may begin in the piece before.
      const lineEnd = bytes.indexOf(LINE_END);
      const first = start === 0 ? 0 : lineEnd < 0 ? bytes.length : lineEnd + 1;
      const lines = linesOf(name, bytes.subarray(first), start + first);
      yield* lines.toReversed();
      rest = bytes.subarray(0, first);
      end = start;
    }
  }
}

/** Oldest first, whole lines only. */
export async function* linesAfter(files: OwnLogFiles, place: LogPlace): AsyncGenerator<PlacedLine> {
  const all = (await files.list()).filter(({ name }) => files.compare(name, place.file) >= 0);
  for (const { name, sizeBytes } of all) {
    let start = name === place.file ? place.offset : 0;
    let rest = Buffer.alloc(0);
    while (start < sizeBytes) {
      const bytes = Buffer.concat([
        rest,
        await files.read(name, start + rest.length, start + rest.length + PIECE_BYTES),
      ]);
      const end = bytes.lastIndexOf(LINE_END) + 1;
      if (bytes.length === rest.length) {
        break;
      }
      yield* linesOf(name, bytes.subarray(0, end), start);
      rest = bytes.subarray(end);
      start += end;
    }
  }
}

/** The last may lack its line end. */
function linesOf(file: string, bytes: Buffer, from: number): PlacedLine[] {
  const lines: PlacedLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(LINE_END, start);
    const end = found < 0 ? bytes.length : found;
    const next = found < 0 ? end : end + 1;
    if (end > start) {
      const text = bytes.toString('utf8', start, end);
      lines.push({ start: { file, offset: from + start }, end: { file, offset: from + next }, text });
    }
    start = next;
  }
  return lines;
}
