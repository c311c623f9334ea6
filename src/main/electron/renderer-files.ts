// Which file of the dashboard an address of `app://minipaas/` means. Pure, so that no path can be tried on a real disk.
import { extname } from 'node:path';

export const RENDERER_SCHEME = 'app';
export const RENDERER_HOST = 'minipaas';
export const RENDERER_ORIGIN = `${RENDERER_SCHEME}://${RENDERER_HOST}`;

/** Whether an address or an origin is the dashboard's own. */
export function isOwnPage(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url !== null && url.protocol === `${RENDERER_SCHEME}:` && url.host === RENDERER_HOST;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface RendererFile {
  /** Segments below the dashboard's folder; none of them is empty, `.`, `..` or holds a separator. */
  readonly segments: readonly string[];
  readonly contentType: string;
}

/** Null: there is no such file. An address without a file extension is a page of the dashboard, which is one HTML file. */
export function rendererFile(address: string): RendererFile | null {
  if (!isOwnPage(address)) return null;
  const segments = decodeSegments(new URL(address).pathname);
  if (segments === null) return null;
  const extension = extname(segments.at(-1) ?? '').toLowerCase();
  if (extension === '') return { segments: ['index.html'], contentType: 'text/html; charset=utf-8' };
  const contentType = CONTENT_TYPES[extension];
  return contentType === undefined ? null : { segments, contentType };
}

function decodeSegments(pathname: string): readonly string[] | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null; // Not UTF-8: no file of ours has such a name.
  }
  const segments = decoded.split('/').filter((segment) => segment !== '');
  return segments.some(isUnsafe) ? null : segments;
}

/** Dots lead out, a backslash or a colon does so on Windows, NUL cuts the name off. */
function isUnsafe(segment: string): boolean {
  return segment === '.' || segment === '..' || /[\\:\0]/.test(segment);
}
