// The type of a file, guessed from its name, and what a browser may show of it. Pure.
import mime from 'mime/lite';

export function mimeTypeOf(name: string): string | null {
  return mime.getType(name);
}

/**
 * What may be shown in the dashboard's own origin: nothing that runs scripts. HTML, SVG and XML of somebody's volume are shown as text or
 * downloaded.
 */
export function inlineTypeOf(name: string): string {
  const type = mimeTypeOf(name) ?? 'application/octet-stream';
  const isSafe = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)$|audio\/|video\/)/.test(type);
  return isSafe
    ? type
    : /^text\/|[/+](?:json|xml|javascript|yaml)$/.test(type)
      ? 'text/plain; charset=utf-8'
      : 'application/octet-stream';
}
