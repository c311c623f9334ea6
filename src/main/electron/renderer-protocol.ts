// `app://minipaas/`: the dashboard's files under an origin of their own, with a policy that lets nothing else in.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import type { ContentAnswer, VolumeContent } from '../api/port/volume-content.ts';
import { RENDERER_SCHEME, rendererFile } from './renderer-files.ts';

/**
 * Styles may be inline because the component library sets positions with them; scripts may not. Pictures of GitHub users
 * are the only thing the page loads from elsewhere.
 */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https://avatars.githubusercontent.com",
  // Sound and film of volumes.
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Must run before Electron is ready: afterwards schemes cannot be given an origin. */
export function registerRendererScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: RENDERER_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
    },
  ]);
}

/** Serves the built dashboard in `folder`, and files of volumes once there is a control plane. */
export function serveRenderer(folder: string, volumeContent: () => VolumeContent | null): void {
  protocol.handle(RENDERER_SCHEME, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const content = volumeContent()?.({
      url: request.url,
      range: request.headers.get('range'),
      signal: request.signal,
    });
    if (content != null) return toResponse(await content);
    const file = rendererFile(request.url);
    if (file === null) return refuse(404);
    try {
      const body = await readFile(join(folder, ...file.segments));
      return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
        headers: { ...HEADERS, 'content-type': file.contentType },
      });
    } catch {
      return refuse(404); // Whatever the reason, the page can do nothing else about it.
    }
  });
}

function toResponse({ status, headers, body }: ContentAnswer): Response {
  return new Response(body === null ? null : (Readable.toWeb(body) as ReadableStream<Uint8Array>), { status, headers });
}

const refuse = (status: number): Response => new Response(null, { status, headers: HEADERS });
