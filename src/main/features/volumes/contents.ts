// The content of small files: read and written in place.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import { type FileDetails, MAX_TEXT_BYTES } from '../../../contract/files.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import { bytesOfText } from '../../lib/byte-text.ts';
import type { OpenVolume, VolumeAccess } from './access.ts';
import { toDetails } from './entry-view.ts';
import { type IncomingEntry, receive } from './incoming.ts';
import { followed, openDownload } from './outgoing.ts';
import type { VolumeClock } from './ports.ts';
import type { RawDetails } from './ports/volume-files.ts';
import { nameOf, parentOf, parseThing, shown, type VolumePath } from './ports/volume-path.ts';
import type { Quotas } from './quota.ts';

interface ContentsDeps {
  readonly access: VolumeAccess;
  readonly quotas: Quotas;
  readonly clock: VolumeClock;
  readonly onChanged: (id: VolumeId) => void;
}

type Signal = Pick<Caller, 'signal'>;

interface ByPath {
  readonly id: VolumeId;
  readonly path: string;
}

const BYTE_ORDER_MARK = '\ufeff';

export function createContents({ access, quotas, clock, onChanged }: ContentsDeps) {
  /** Throws NOT_A_FILE, FILE_TOO_LARGE. */
  async function content(volume: OpenVolume, path: VolumePath, signal: AbortSignal) {
    const found = await followed(volume.files, path, signal);
    if (found.kind !== 'file') {
      throw new AppError('NOT_A_FILE', { path: shown(path), kind: found.kind }, { field: 'path' });
    }
    if (found.sizeBytes > MAX_TEXT_BYTES) {
      const { sizeBytes } = found;
      throw new AppError('FILE_TOO_LARGE', { path: shown(path), sizeBytes, limitBytes: MAX_TEXT_BYTES });
    }
    const stream = await volume.files.read(found.path, { offset: 0, length: found.sizeBytes, signal });
    return { found, bytes: await buffer(stream) };
  }

  return {
    async readText(input: ByPath, { signal }: Signal) {
      const path = parseThing(input.path);
      const { found, bytes } = await content(await access.open(input.id), path, signal);
      const text = asText(bytes);
      if (text === null) {
        throw new AppError('NOT_TEXT', { path: shown(path) }, { field: 'path' });
      }
      const hasByteOrderMark = text.startsWith(BYTE_ORDER_MARK);
      return {
        text: hasByteOrderMark ? text.slice(1) : text,
        etag: contentTag(found, bytes),
        sizeBytes: bytes.length,
        hasByteOrderMark,
      };
    },

    async writeText(
      input: ByPath & { readonly text: string; readonly etag: string | null; readonly hasByteOrderMark: boolean },
      { signal }: Signal,
    ): Promise<FileDetails> {
      const path = parseThing(input.path);
      const volume = await access.open(input.id);
      const before = input.etag === null ? null : await content(volume, path, signal);
      if (before !== null && contentTag(before.found, before.bytes) !== input.etag) {
        throw new AppError('FILE_CHANGED', { path: shown(path) }, { field: 'path' });
      }
      const bytes = Buffer.from((input.hasByteOrderMark ? BYTE_ORDER_MARK : '') + input.text, 'utf8');
      const at = before?.found.path ?? path;
      const entry: IncomingEntry = {
        path: nameOf(at),
        kind: 'file',
        sizeBytes: bytes.length,
        content: Readable.from([bytes]),
        ...(before === null ? {} : { mode: before.found.mode, owner: before.found }),
      };
      await receive(volume, quotas, one(entry), {
        folder: parentOf(at),
        conflict: before === null ? 'fail' : 'replace',
        signal,
        now: clock.now(),
      });
      onChanged(input.id);
      return toDetails(await volume.files.stat(at, { signal }));
    },

    async readBytes(
      input: ByPath & { readonly offset: number; readonly length: number },
      { signal }: Signal,
    ): Promise<{ base64: string; offset: number; sizeBytes: number; etag: string }> {
      const download = await openDownload(await access.open(input.id), parseThing(input.path), signal);
      const { sizeBytes, etag } = download;
      const length = Math.max(0, Math.min(input.length, sizeBytes - input.offset));
      const bytes =
        length === 0 ? Buffer.alloc(0) : await buffer(await download.read({ offset: input.offset, length }, signal));
      return { base64: bytes.toString('base64'), offset: input.offset, sizeBytes, etag };
    },
  };
}

/** Of what is in it: two changes within one tick of the file system's clock are two. */
function contentTag({ etag }: RawDetails, bytes: Buffer): string {
  return createHash('sha256').update(etag).update(bytes).digest('base64url').slice(0, 22);
}

/** Null for what is not UTF-8, and for what holds NUL bytes. */
function asText(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  return bytesOfText(text)?.equals(bytes) === true && !bytes.includes(0) ? text : null;
}

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value;
}
