// How a log line stands in a file: `<ms since the epoch, base 36> <o|e|s> <text>\n`. Compact, because a million of them
// are written and read, and still text that a person can read with less and search with grep.
import type { LogLine, LogStream } from '../../../contract/logs.ts';

export interface NewLine {
  readonly at: number;
  readonly stream: LogStream;
  readonly text: string;
}

/** Consecutive lines as one buffer. */
export interface EncodedChunk {
  readonly data: Buffer;
  readonly count: number;
}

export const NEWLINE = 10;
/** A chunk is closed after this many characters or lines; readers find their place to within one chunk. */
export const CHUNK_CHARS = 65_536;
export const CHUNK_LINES = 1000;

const letters: Readonly<Record<LogStream, string>> = { stdout: 'o', stderr: 'e', system: 's' };
const streams: Readonly<Record<string, LogStream>> = { o: 'stdout', e: 'stderr', s: 'system' };

export function encodeLines(lines: readonly NewLine[]): readonly EncodedChunk[] {
  const chunks: EncodedChunk[] = [];
  let text = '';
  let count = 0;
  let at = -1;
  let stamp = '';
  for (const line of lines) {
    if (line.at !== at) {
      at = line.at;
      stamp = Math.trunc(at).toString(36);
    }
    // One line of a log is one line of the file, whatever is in it.
    const body = line.text.includes('\n') ? line.text.replaceAll('\n', ' ') : line.text;
    text += `${stamp} ${letters[line.stream]} ${body}\n`;
    count += 1;
    if (text.length >= CHUNK_CHARS || count >= CHUNK_LINES) {
      chunks.push({ data: Buffer.from(text), count });
      text = '';
      count = 0;
    }
  }
  if (count > 0) {
    chunks.push({ data: Buffer.from(text), count });
  }
  return chunks;
}

export interface DecodedLines {
  readonly lines: readonly LogLine[];
  /** Bytes of `data` up to the end of the last of these lines. */
  readonly bytes: number;
}

/**
 * The whole lines at the beginning of `data`, of which the first is number `firstSeq`, from number `from` on, with at
 * most `maxBytes` of text but at least one.
 */
export function decodeLines(
  data: Buffer,
  { firstSeq, from, maxBytes }: { readonly firstSeq: number; readonly from: number; readonly maxBytes: number },
): DecodedLines {
  const lines: LogLine[] = [];
  const iso = createIsoTime();
  let start = 0;
  let seq = firstSeq;
  let textBytes = 0;
  for (; seq < from; seq += 1) {
    const end = data.indexOf(NEWLINE, start);
    if (end === -1) {
      return { lines, bytes: start };
    }
    start = end + 1;
  }
  // Decoded once: a call into the buffer for each line costs more than the line.
  const text = data.toString('utf8', start);
  const isAscii = text.length === data.length - start;
  let position = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', position)) {
    const space = text.indexOf(' ', position);
    // A line that is not ours, in a file that others have edited, is shown as it is.
    const isOurs = space !== -1 && space + 3 <= end;
    const line = text.slice(isOurs ? space + 3 : position, end);
    textBytes += isAscii ? line.length : Buffer.byteLength(line);
    if (textBytes > maxBytes && lines.length > 0) {
      break;
    }
    const stream = (isOurs ? streams[text.charAt(space + 1)] : undefined) ?? 'system';
    lines.push({ seq, at: iso(isOurs ? text.slice(position, space) : ''), stream, text: line });
    seq += 1;
    position = end + 1;
  }
  return { lines, bytes: isAscii ? start + position : endOfLine(data, start, lines.length) };
}

/** Where `count` lines from `start` on end. Counted in bytes: damaged text does not decode to as many as it had. */
function endOfLine(data: Buffer, start: number, count: number): number {
  let end = start;
  for (let line = 0; line < count; line += 1) {
    end = data.indexOf(NEWLINE, end) + 1;
  }
  return end;
}

/** Lines often share their millisecond. */
function createIsoTime(): (stamp: string) => string {
  let last = '';
  let iso = new Date(0).toISOString();
  return (stamp) => {
    if (stamp !== last) {
      const ms = Number.parseInt(stamp, 36);
      last = stamp;
      iso = new Date(Number.isSafeInteger(ms) && Math.abs(ms) <= 8.64e15 ? ms : 0).toISOString();
    }
    return iso;
  };
}
