// The entries of a tar that somebody uploads, compressed with gzip or not. What it says is checked like any other upload: names by
// `incoming.ts`, links by being made last.
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../../contract/app-error.ts';
import { textOfBytes } from '../../lib/byte-text.ts';
import { readTar } from '../../lib/tar/read-tar.ts';
import { TarError, type TarKind } from '../../lib/tar/tar-header.ts';
import type { IncomingEntry } from './incoming.ts';

export interface ArchiveOptions {
  /** As in the archive; else those of the folder. */
  readonly keepsOwners: boolean;
  /** As in the archive; else as open as the folder: a browser does not know any. */
  readonly keepsModes: boolean;
}

/** Throws ARCHIVE_INVALID. Devices and sockets are left out. */
export async function* archiveEntries(
  bytes: Readable,
  { keepsOwners, keepsModes }: ArchiveOptions,
): AsyncGenerator<IncomingEntry> {
  const tar = await unzipped(bytes);
  try {
    for await (const { entry, content } of readTar(tar)) {
      const kind = kinds[entry.kind];
      const path = textOfBytes(entry.name)
        .replace(/^(?:\.?\/)+/, '')
        .replace(/\/+$/, '');
      if (kind !== undefined && path !== '' && path !== '.') {
        const { mode, uid, gid, modifiedAt, sizeBytes } = entry;
        yield {
          path,
          kind,
          sizeBytes,
          modifiedAt,
          ...(keepsModes ? { mode } : {}),
          ...(keepsOwners ? { owner: { uid, gid } } : {}),
          ...(entry.target === null ? {} : { target: textOfBytes(entry.target) }),
          ...(kind === 'file' ? { content } : {}),
        };
      }
    }
  } catch (error) {
    const problem = problemOf(error);
    throw problem === null ? error : new AppError('ARCHIVE_INVALID', { problem }, { cause: error });
  } finally {
    tar.destroy();
    bytes.destroy();
  }
}

const kinds: Readonly<Partial<Record<TarKind, IncomingEntry['kind']>>> = {
  file: 'file',
  folder: 'folder',
  link: 'link',
  hardlink: 'hardlink',
  fifo: 'fifo',
};

function problemOf(error: unknown): string | null {
  if (error instanceof TarError) {
    return error.message;
  }
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.startsWith('Z_') ? 'it is compressed, and damaged' : null;
}

/** Told by its first two bytes. */
async function unzipped(bytes: Readable): Promise<Readable> {
  const source = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first: Buffer[] = [];
  for (let size = 0; size < 2; ) {
    const { value, done } = await source.next();
    if (done === true) {
      break;
    }
    first.push(value);
    size += value.length;
  }
  const start = Buffer.concat(first);
  const whole = Readable.from(startingWith(start, source), { objectMode: false });
  if (start[0] !== 0x1f || start[1] !== 0x8b) {
    return whole;
  }
  const plain = whole.pipe(createGunzip({ chunkSize: 131_072 }));
  whole.on('error', (error) => plain.destroy(error));
  plain.once('close', () => whole.destroy());
  return plain;
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) {
    yield first;
  }
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    yield next.value;
  }
}
