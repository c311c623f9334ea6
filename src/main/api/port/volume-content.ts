// Pictures, sound and film of volumes for a desktop window, which has no listener to load them from: the same bytes and the same
// precautions as the listener's downloads. Whoever sits at the machine may read all volumes, so nobody is asked who they are.
import type { Readable } from 'node:stream';
import { isAppError } from '../../../contract/app-error.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import { inlineTypeOf } from '../../features/volumes/file-types.ts';
import type { Files } from '../../features/volumes/files-service.ts';
import { wantedBytes } from '../http/range.ts';
import { rawQuery } from '../http/raw-query.ts';

export interface ContentRequest {
  readonly url: string;
  readonly range: string | null;
  readonly signal: AbortSignal;
}

export interface ContentAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: there is nothing to send. */
  readonly body: Readable | null;
}

/** Null for an address that means no file of a volume. */
export type VolumeContent = (request: ContentRequest) => Promise<ContentAnswer> | null;

/** Whatever it holds, it does not run, fetch, or lead anywhere. */
const INERT = "default-src 'none'; sandbox";

export function createVolumeContent(files: Pick<Files, 'openDownload'>): VolumeContent {
  async function answer(id: VolumeId, { url, range, signal }: ContentRequest): Promise<ContentAnswer> {
    try {
      const file = await files.openDownload(id, rawQuery(url).get('path')?.at(-1) ?? '', signal);
      const etag = `"${file.etag}"`;
      const wanted = wantedBytes({ range: range ?? undefined }, { ...file, etag });
      const headers = {
        etag,
        'accept-ranges': 'bytes',
        'cache-control': 'no-store',
        'content-security-policy': INERT,
        'content-type': inlineTypeOf(file.name),
        'x-content-type-options': 'nosniff',
      };
      if (wanted.kind === 'unsatisfiable') {
        return { status: 416, headers: { ...headers, 'content-range': `bytes */${file.sizeBytes}` }, body: null };
      }
      const isPart = wanted.kind === 'part';
      const { offset, length } = isPart ? wanted : { offset: 0, length: file.sizeBytes };
      const place = isPart ? { 'content-range': `bytes ${offset}-${offset + length - 1}/${file.sizeBytes}` } : {};
      return {
        status: isPart ? 206 : 200,
        headers: { ...headers, ...place, 'content-length': String(length) },
        body: length === 0 ? null : await file.read({ offset, length }, signal),
      };
    } catch (error) {
      // The page shows that it cannot show it; what is wrong, the list of files tells.
      return { status: isAppError(error) ? error.status : 500, headers: {}, body: null };
    }
  }

  return (request) => {
    const id = /^\/volumes\/([1-9]\d*)\/content$/.exec(new URL(request.url).pathname)?.[1];
    return id === undefined ? null : answer(Number(id) as VolumeId, request);
  };
}
