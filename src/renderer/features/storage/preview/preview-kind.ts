import type { FileEntry } from '../../../../contract/files.ts';
import { MAX_TEXT_BYTES } from '../../../../contract/files.ts';

export type PreviewKind = 'text' | 'image' | 'audio' | 'video';

/** Text formats whose registered type does not begin with `text/`. */
const textTypes =
  /^application\/(json|.*\+json|xml|.*\+xml|javascript|x-javascript|yaml|x-yaml|toml|sql|x-sh|x-httpd-php|x-ndjson)$/;
/** What browsers draw; an SVG is a document with scripts, so it is shown as the text it is. */
const images = /^image\/(png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)$/;
/** Files without a known type that are text more often than not: `Dockerfile`, `.env`, `config.local`. */
const SMALL_BYTES = 256 * 1024;

/** How a file can be shown; null: only downloaded. What seems to be text and is not, the server says when it is read. */
export function previewKind({
  kind,
  mimeType,
  sizeBytes,
}: Pick<FileEntry, 'kind' | 'mimeType' | 'sizeBytes'>): PreviewKind | null {
  if (kind !== 'file') return null;
  if (mimeType !== null && images.test(mimeType)) return 'image';
  if (mimeType?.startsWith('audio/') === true) return 'audio';
  if (mimeType?.startsWith('video/') === true) return 'video';
  const isText =
    mimeType?.startsWith('text/') === true || mimeType === 'image/svg+xml' || textTypes.test(mimeType ?? '');
  if (isText) return sizeBytes <= MAX_TEXT_BYTES ? 'text' : null;
  return (mimeType === null || mimeType === 'application/octet-stream') && sizeBytes <= SMALL_BYTES ? 'text' : null;
}

export function canPreview(entry: FileEntry): boolean {
  return previewKind(entry) !== null;
}
