// Which blocks of a closed segment can hold a text: for each trigram one row of bits, a bit for each block. A search reads a
// few rows of some bytes instead of megabytes of log. Written beside the segment, made again whenever it is missing or damaged.
import { type FileHandle, rename, rm, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { NEWLINE } from '../log-format.ts';
import { eachTrigram, TRIGRAM_COUNT } from './trigrams.ts';

/** A block ends with the first line end behind this many bytes. */
export const BLOCK_BYTES = 65_536;

export interface Block {
  /** Bytes from the beginning of the segment. */
  readonly start: number;
  readonly end: number;
  /** Lines before it in the segment. */
  readonly firstLine: number;
}

const MAGIC = 0x4d50_4c49;
const VERSION = 1;
/** Magic, version, bytes of the segment, blocks. */
const HEADER_BYTES = 16;
/** End and first line of a block. */
const ENTRY_BYTES = 8;

/** The blocks of whole lines of a segment. */
export function cutBlocks(data: Uint8Array): readonly Block[] {
  const blocks: Block[] = [];
  let line = 0;
  for (let start = 0; start < data.length; ) {
    const end = endOfBlock(data, start);
    blocks.push({ start, end, firstLine: line });
    line += countLines(data, start, end);
    start = end;
  }
  return blocks;
}

function endOfBlock(data: Uint8Array, start: number): number {
  const end = data.indexOf(NEWLINE, start + BLOCK_BYTES - 1);
  return end === -1 ? data.length : end + 1;
}

export function countLines(data: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = data.indexOf(NEWLINE, start); at !== -1 && at < end; at = data.indexOf(NEWLINE, at + 1)) {
    count += 1;
  }
  return count;
}

/**
 * Gives the thread back after each block: a segment takes some 100 ms. The stamps at the beginning of the lines are hashed with
 * the text; they cost little and are never asked for.
 */
export async function buildIndex(data: Uint8Array, signal: AbortSignal): Promise<Buffer> {
  const blocks = cutBlocks(data);
  const rowBytes = Math.ceil(blocks.length / 8);
  const rowsAt = HEADER_BYTES + blocks.length * ENTRY_BYTES;
  const index = Buffer.alloc(rowsAt + TRIGRAM_COUNT * rowBytes);
  index.writeUInt32LE(MAGIC, 0);
  index.writeUInt32LE(VERSION, 4);
  index.writeUInt32LE(data.length, 8);
  index.writeUInt32LE(blocks.length, 12);
  for (const [number, { start, end, firstLine }] of blocks.entries()) {
    index.writeUInt32LE(end, HEADER_BYTES + number * ENTRY_BYTES);
    index.writeUInt32LE(firstLine, HEADER_BYTES + number * ENTRY_BYTES + 4);
    const byte = rowsAt + (number >> 3);
    const bit = 1 << (number & 7);
    eachTrigram(data, start, end, (trigram) => {
      const at = byte + trigram * rowBytes;
      index[at] = (index[at] ?? 0) | bit;
    });
    await setImmediate(undefined, { signal });
  }
  return index;
}

/** Readers find the old file or the whole new one. */
export async function writeIndex(path: string, index: Buffer): Promise<void> {
  const unfinished = `${path}.new`;
  try {
    await writeFile(unfinished, index, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** What stays in memory of an index; its rows stay in the file. */
export interface BlockIndex {
  readonly blocks: readonly Block[];
  readonly rowsAt: number;
  readonly rowBytes: number;
}

/** Of a segment of 8 MiB: all entries at once. */
const HEAD_GUESS_BYTES = HEADER_BYTES + 160 * ENTRY_BYTES;

/** Null when the file is no index of a segment of that size. */
export async function readIndex(file: FileHandle, segmentBytes: number): Promise<BlockIndex | null> {
  const guess = await readAt(file, 0, HEAD_GUESS_BYTES);
  if (guess.length < HEADER_BYTES || guess.readUInt32LE(0) !== MAGIC || guess.readUInt32LE(4) !== VERSION) {
    return null;
  }
  const count = guess.readUInt32LE(12);
  if (guess.readUInt32LE(8) !== segmentBytes || count > segmentBytes) {
    return null;
  }
  const rowsAt = HEADER_BYTES + count * ENTRY_BYTES;
  const head = guess.length >= rowsAt ? guess : await readAt(file, 0, rowsAt);
  const rowBytes = Math.ceil(count / 8);
  const { size } = await file.stat();
  if (head.length < rowsAt || size !== rowsAt + TRIGRAM_COUNT * rowBytes) {
    return null;
  }
  const blocks = Array.from({ length: count }, (_, number): Block => {
    const at = HEADER_BYTES + number * ENTRY_BYTES;
    return {
      start: number === 0 ? 0 : head.readUInt32LE(at - ENTRY_BYTES),
      end: head.readUInt32LE(at),
      firstLine: head.readUInt32LE(at + 4),
    };
  });
  return { blocks, rowsAt, rowBytes };
}

/** The blocks that may have a line with all of these trigrams, in their order; all of them when there are no trigrams. */
export async function candidatesOf(
  file: FileHandle,
  { blocks, rowsAt, rowBytes }: BlockIndex,
  trigrams: readonly number[],
): Promise<readonly Block[]> {
  const rows = await Promise.all(trigrams.map((trigram) => readAt(file, rowsAt + trigram * rowBytes, rowBytes)));
  return blocks.filter((_, number) => rows.every((row) => ((row[number >> 3] ?? 0) & (1 << (number & 7))) !== 0));
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
