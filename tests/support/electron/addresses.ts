// Chromium outside Electron knows no schemes of one's own: `app://minipaas/x` is shown as
// `http://minipaas.app.electron.localhost/x`, which is a secure context with an origin of its own too.

const SUFFIX = 'electron.localhost';

export function toHttp(address: string): string {
  const [, scheme, host, rest] = /^([a-z][\w+.-]*):\/\/([^/?#]*)(.*)$/i.exec(address) ?? [];
  const isOwn = scheme !== undefined && !['http', 'https', 'file', 'data', 'blob', 'about'].includes(scheme);
  return isOwn ? `http://${host}.${scheme}.${SUFFIX}${rest === '' ? '/' : rest}` : address;
}

export function fromHttp(address: string): string {
  const [, host, scheme, rest] = /^http:\/\/([^/]*)\.([^./]+)\.electron\.localhost(?::\d+)?(.*)$/.exec(address) ?? [];
  return scheme === undefined ? address : `${scheme}://${host}${rest}`;
}
