// Just enough of Electron's archive format to look into one: a JSON directory behind four lengths, then the contents.
import { closeSync, openSync, readSync } from 'node:fs';

interface Directory {
  readonly files: Readonly<Record<string, Entry>>;
}
type Entry = Directory | { readonly size: number; readonly offset?: string; readonly unpacked?: boolean };

export interface AsarFile {
  readonly path: string;
  readonly size: number;
  /** Lies beside the archive, in `app.asar.unpacked`. */
  readonly isUnpacked: boolean;
}

export interface Asar {
  readonly files: readonly AsarFile[];
  /** Throws when it is not in the archive itself. */
  read(path: string): Buffer;
}

export function openAsar(archive: string): Asar {
  const sizes = readAt(archive, 0, 16);
  const header = JSON.parse(readAt(archive, 16, sizes.readUInt32LE(12)).toString('utf8')) as Directory;
  const contents = 8 + sizes.readUInt32LE(4);
  const offsets = new Map<string, { readonly offset: number; readonly size: number }>();
  const files: AsarFile[] = [];

  const walk = ({ files: entries }: Directory, prefix: string): void => {
    for (const [name, entry] of Object.entries(entries)) {
      const path = `${prefix}${name}`;
      if ('files' in entry) walk(entry, `${path}/`);
      else {
        files.push({ path, size: entry.size, isUnpacked: entry.unpacked === true });
        if (entry.offset !== undefined)
          offsets.set(path, { offset: contents + Number(entry.offset), size: entry.size });
      }
    }
  };
  walk(header, '');

  return {
    files,
    read(path) {
      const place = offsets.get(path);
      if (place === undefined) throw new Error(`${path} is not in ${archive}`);
      return readAt(archive, place.offset, place.size);
    },
  };
}

/** An archive with nothing in it. */
export function emptyAsar(): Buffer {
  const json = Buffer.from('{"files":{}} ');
  const padded = Math.ceil(json.length / 4) * 4;
  const archive = Buffer.alloc(16 + padded);
  archive.writeUInt32LE(4, 0);
  archive.writeUInt32LE(8 + padded, 4);
  archive.writeUInt32LE(4 + padded, 8);
  archive.writeUInt32LE(json.length, 12);
  json.copy(archive, 16);
  return archive;
}

function readAt(file: string, position: number, length: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    readSync(descriptor, buffer, 0, length, position);
    return buffer;
  } finally {
    closeSync(descriptor);
  }
}
