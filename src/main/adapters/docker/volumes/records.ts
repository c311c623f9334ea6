// What the scripts print, read: `//size/mtime/mode/uid/gid/./name` for each entry. A name may hold anything but a slash, line ends
// included, so that `//` begins a record and nothing else does.
import { createHash } from 'node:crypto';
import type { EntryKind } from '../../../../contract/files.ts';
import type { Attributes, FolderReading, RawEntry } from '../../../features/volumes/ports/volume-files.ts';
import type { VolumePath } from '../../../features/volumes/ports/volume-path.ts';
import { textOfBytes } from '../../../lib/byte-text.ts';

const SLASH = 0x2f;

/** From the type in a mode. */
export function kindOfMode(mode: number): EntryKind {
  switch (mode & 0o170000) {
    case 0o040000:
      return 'folder';
    case 0o120000:
      return 'link';
    case 0o010000:
      return 'fifo';
    case 0o140000:
      return 'socket';
    case 0o060000:
      return 'block';
    case 0o020000:
      return 'character';
    default:
      return 'file';
  }
}

/** `size/mtime/mode/uid/gid`, mode in hexadecimal. */
export function attributesOf(text: string): Attributes {
  const [size = '0', mtime = '0', mode = '0', uid = '0', gid = '0'] = text.split('/');
  const bits = Number.parseInt(mode, 16);
  return {
    kind: kindOfMode(bits),
    sizeBytes: Number(size),
    modifiedAt: Number(mtime) * 1000,
    mode: bits & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
  };
}

/** Where records begin, behind their `//`, and at last where the next would. A last one without its line end is not whole and left out. */
export function recordStarts(bytes: Buffer, from: number): Uint32Array {
  const starts: number[] = [];
  for (let at = bytes.indexOf('//', from, 'latin1'); at !== -1; at = bytes.indexOf('//', at + 2, 'latin1')) {
    starts.push(at + 2);
  }
  // The beginning of one that is not whole is where the one before it ends.
  if (bytes.at(-1) === 0x0a) {
    starts.push(bytes.length + 2);
  }
  return Uint32Array.from(starts);
}

/** `next`: where the next record begins. The line end before it is not the name's. */
export function entryOf(bytes: Buffer, start: number, next: number): RawEntry {
  // Five numbers, then `./name`.
  let at = start;
  for (let field = 0; field < 5; field += 1) {
    at = bytes.indexOf(SLASH, at) + 1;
  }
  return {
    name: textOfBytes(bytes.subarray(at + 2, Math.max(at + 2, next - 3))),
    ...attributesOf(bytes.toString('latin1', start, at - 1)),
  };
}

/** All of a small answer. The names are paths where paths were asked for. */
export function entriesOf(bytes: Buffer, from = 0): readonly RawEntry[] {
  const starts = recordStarts(bytes, from);
  return [...starts.subarray(0, -1)].map((start, index) => entryOf(bytes, start, starts[index + 1] ?? start));
}

/** The answer of READ_FOLDER. */
export function folderReading(bytes: Buffer, isTruncated: boolean): FolderReading {
  const pathEnd = bytes.indexOf(0);
  const starts = recordStarts(bytes, pathEnd + 1);
  const path = textOfBytes(bytes.subarray(0, pathEnd));
  const folder = entryOf(bytes, starts[0] ?? 0, starts[1] ?? 0);
  return {
    path: (path === '' ? '/' : path) as VolumePath,
    folder,
    count: Math.max(0, starts.length - 2),
    isTruncated,
    digest: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    memoryBytes: bytes.length + starts.byteLength,
    at: (index) => {
      const [start, next] = [starts[index + 1], starts[index + 2]];
      if (start === undefined || next === undefined) {
        throw new RangeError(`There is no entry ${index}`);
      }
      return entryOf(bytes, start, next);
    },
  };
}

/** Parts that end with a NUL; the last one may lack it. */
export function splitNul(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + 1;
  }
  if (from < bytes.length) {
    parts.push(bytes.subarray(from));
  }
  return parts;
}
