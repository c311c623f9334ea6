/**
 * A tar made of files without reading them: headers are bytes, contents stay the browser's references to the disk, so that ten
 * thousand files become one request of any size without memory.
 */

export interface TarEntry {
  /** Relative, `/` between names. */
  readonly path: string;
  /** Null: a folder. */
  readonly content: Blob | null;
  /** Milliseconds since the epoch; null: unknown, so now. */
  readonly modifiedAt: number | null;
}

const BLOCK = 512;
const NAME_BYTES = 100;
/** What eleven octal digits hold. */
const SIZE_LIMIT = 8 ** 11;
const encoder = new TextEncoder();

export function tarBlob(entries: readonly TarEntry[], now: number): Blob {
  const parts: BlobPart[] = [];
  for (const { path, content, modifiedAt } of entries) {
    const seconds = Math.floor((modifiedAt ?? now) / 1000);
    const size = content?.size ?? 0;
    const name = content === null ? `${path}/` : path;
    const extended = extendedRecords(name, size);
    if (extended.length > 0) parts.push(header('PaxHeader', extended.length, seconds, 'x'), padded(extended));
    parts.push(header(name, size, seconds, content === null ? '5' : '0'));
    if (content !== null) parts.push(content, new Uint8Array(gapAfter(size)));
  }
  parts.push(new Uint8Array(2 * BLOCK));
  return new Blob(parts, { type: 'application/x-tar' });
}

/** Where the content of each entry ends in the tar: how many files have gone when so many bytes have. */
export function tarSizeOf({ path, content }: TarEntry): number {
  const size = content?.size ?? 0;
  const extended = extendedRecords(content === null ? `${path}/` : path, size).length;
  const extension = extended === 0 ? 0 : BLOCK + extended + gapAfter(extended);
  return extension + BLOCK + size + gapAfter(size);
}

/** Names and sizes that the old header has no room for (POSIX pax). */
function extendedRecords(name: string, size: number): Uint8Array<ArrayBuffer> {
  const bytes = encoder.encode(name);
  const isPlain = bytes.length <= NAME_BYTES && bytes.length === name.length;
  const records = [
    ...(isPlain ? [] : [record('path', bytes)]),
    ...(size < SIZE_LIMIT ? [] : [record('size', encoder.encode(String(size)))]),
  ];
  return joined(records);
}

/** `LENGTH KEY=VALUE\n`, the length counting its own digits. */
function record(key: string, value: Uint8Array): Uint8Array {
  const rest = encoder.encode(` ${key}=`);
  const without = rest.length + value.length + 1;
  let length = without + String(without).length;
  if (String(length).length !== String(without).length) length = without + String(length).length;
  return joined([encoder.encode(String(length)), rest, value, encoder.encode('\n')]);
}

function header(name: string, size: number, seconds: number, type: '0' | '5' | 'x'): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => block.set(encoder.encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  block.set(encoder.encode(name).subarray(0, NAME_BYTES), 0);
  put(type === '5' ? '0000755\0' : '0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${octal(size < SIZE_LIMIT ? size : 0, 11)}\0`, 124);
  put(`${octal(Math.max(0, seconds), 11)}\0`, 136);
  put('        ', 148);
  put(type, 156);
  put('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined([bytes, new Uint8Array(gapAfter(bytes.length))]);
}

function gapAfter(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
