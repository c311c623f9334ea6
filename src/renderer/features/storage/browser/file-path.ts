/**
 * Paths inside a volume, and how they are written where they are not JSON. A byte of a name that is no UTF-8 is the lone
 * surrogate U+DC80 … U+DCFF (see the contract's `paths.ts`), which no URL function of a browser takes.
 */

export interface Crumb {
  readonly name: string;
  readonly path: string;
}

export function joinPath(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The root first, the folder itself last. */
export function crumbsOf(path: string): readonly Crumb[] {
  const names = path.split('/').filter((name) => name !== '');
  return [
    { name: '/', path: '/' },
    ...names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` })),
  ];
}

/** Whether `path` is `folder` or in it, however deep. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}

const loneByte = /[\udc80-\udcff]/u;

/** For the query of a URL: `encodeURIComponent`, with each byte that is no UTF-8 as the plain byte. */
export function encodeForUrl(path: string): string {
  return path
    .split(new RegExp(`(${loneByte.source})`, 'u'))
    .map((part) => (loneByte.test(part) ? `%${hexOfByte(part)}` : encodeURIComponent(part)))
    .join('');
}

/** For the page's own address, which the router writes and reads as text. */
export function toAddress(path: string): string {
  return path.replaceAll(/[%\udc80-\udcff]/gu, (letter) => (letter === '%' ? '%25' : `%${hexOfByte(letter)}`));
}

export function fromAddress(text: string): string {
  return text.replaceAll(/%([0-9A-F]{2})/g, (_all, hex: string) => {
    const value = Number.parseInt(hex, 16);
    return value >= 0x80 ? String.fromCharCode(0xdc00 + value) : String.fromCharCode(value);
  });
}

function hexOfByte(letter: string): string {
  return (letter.charCodeAt(0) - 0xdc00).toString(16).toUpperCase();
}
