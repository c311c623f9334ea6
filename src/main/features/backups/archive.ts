// The archive of a volume: its tar, compressed, counted and hashed as it passes. Memory stays flat.
import { createHash } from 'node:crypto';
import { type Readable, Transform, type TransformCallback, pipeline } from 'node:stream';
import { constants, createGunzip, createGzip } from 'node:zlib';

import type { RootAttributes } from './ports.ts';

export interface Tally {
  bytes: number;
}

/** Counts what passes; calls back at most once for each half megabyte. */
export function counting(tally: Tally, onBytes: (bytes: number) => void = () => undefined): Transform {
  let told = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      tally.bytes += chunk.length;
      if (tally.bytes - told >= 524_288) {
        told = tally.bytes;
        onBytes(tally.bytes);
      }
      done(null, chunk);
    },
  });
}

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

/** Passes a tar on and remembers what its first entry says of the folder `./` that it is of. */
export function readingRoot(): { readonly stream: Transform; root(): RootAttributes | null } {
  let head = Buffer.alloc(0);
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      if (head.length < HEADER_BYTES) {
        head = Buffer.concat([head, chunk.subarray(0, HEADER_BYTES - head.length)]);
      }
      done(null, chunk);
    },
  });
  return { stream, root: () => rootOf(head) };
}

/** POSIX.1-1988 ustar: name at 0, then mode, uid, gid as octal text of 8 bytes each, size and time of 12. */
const HEADER_BYTES = 512;

function rootOf(head: Buffer): RootAttributes | null {
  if (head.length < HEADER_BYTES || head.toString('latin1', 0, head.indexOf(0)) !== './') {
    return null;
  }
  const number = (from: number, to: number): number => Number.parseInt(head.toString('latin1', from, to), 8);
  const [mode, uid, gid, seconds] = [number(100, 108), number(108, 116), number(116, 124), number(136, 148)];
  // Numbers too large for their field are written in another way; the root then stays as it is.
  return [mode, uid, gid, seconds].every(Number.isSafeInteger)
    ? { mode: mode & 0o7777, uid, gid, modifiedAt: seconds * 1000 }
    : null;
}

export interface Packing {
  readonly stream: Readable;
  /** Of the archive; once it has ended. */
  sha256(): string;
}

/** Level 3: on a home server's processor, a backup should wait for the disk and not for zlib. */
const LEVEL = 3;

export function packArchive(tar: Readable, onBytes: (bytes: number) => void): Packing {
  const hash = createHash('sha256');
  const stream = hashing(hash);
  // What fails is told by the stream that is read.
  pipeline(tar, counting({ bytes: 0 }, onBytes), createGzip({ level: LEVEL }), stream, () => undefined);
  return { stream, sha256: () => hash.digest('hex') };
}

export interface Unpacking {
  readonly tar: Readable;
  /** Of the archive; once it has ended. */
  sha256(): string;
  root(): RootAttributes | null;
}

export function unpackArchive(archive: Readable, onBytes: (bytes: number) => void): Unpacking {
  const hash = createHash('sha256');
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const tar = counting({ bytes: 0 }, onBytes);
  const { stream, root } = readingRoot();
  pipeline(archive, hashing(hash), gunzip, stream, tar, () => undefined);
  return { tar, sha256: () => hash.digest('hex'), root };
}
