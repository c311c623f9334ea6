// What logs do with open files.
import { type FileHandle, open } from 'node:fs/promises';
import type { LogLine } from '../../../contract/logs.ts';
import { decodeLines } from './log-format.ts';

/** Throws what the system says; then an unknown part of the data is in the file. */
export async function writeAll(file: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  let rest = [...buffers];
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest);
    rest = dropBytes(rest, bytesWritten);
  }
}

function dropBytes(buffers: readonly Buffer[], count: number): Buffer[] {
  let left = count;
  const rest: Buffer[] = [];
  for (const buffer of buffers) {
    if (left >= buffer.length) {
      left -= buffer.length;
    } else {
      rest.push(buffer.subarray(left));
      left = 0;
    }
  }
  return rest;
}

interface ReadOptions {
  /** A place at or before the first wanted line. */
  readonly start: { readonly seq: number; readonly offset: number };
  /** Bytes behind this one may be half a batch. */
  readonly limit: number;
  readonly from: number;
  readonly maxBytes: number;
  /** Bytes that will probably do. */
  readonly guess: number;
}

/** Lines from `from` on, and the offset at which the next one begins. */
export async function readLines(
  file: FileHandle,
  { start, limit, from, maxBytes, guess }: ReadOptions,
): Promise<{ readonly lines: readonly LogLine[]; readonly end: number }> {
  const available = limit - start.offset;
  for (let size = Math.min(guess, available); ; size = Math.min(size * 2, available)) {
    const data = await readAt(file, start.offset, size);
    const { lines, bytes } = decodeLines(data, { firstSeq: start.seq, from, maxBytes });
    // A line longer than the guess needs another look.
    if (lines.length > 0 || data.length < size || size === available) {
      return { lines, end: start.offset + bytes };
    }
  }
}

async function readAt(file: FileHandle, offset: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(buffer, filled, size - filled, offset + filled);
    if (bytesRead === 0) {
      break;
    }
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Makes the names in a directory survive a power cut. Windows neither needs nor allows it. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** For a folder that need not be there. Throws every other error. */
export function emptyIfMissing(error: unknown): string[] {
  if (isMissing(error)) {
    return [];
  }
  throw error;
}
