// Heads of tar entries, written and read as bytes: names in a volume need not be UTF-8, which the usual libraries assume. Written is
// ustar, with a pax record before it for what does not fit there; read are both and GNU's long names.

export const BLOCK_BYTES = 512;

export type TarKind = 'file' | 'folder' | 'link' | 'hardlink' | 'fifo' | 'block' | 'character' | 'other';

export interface TarEntry {
  /** Without leading `/`; a folder's ends with `/`. */
  readonly name: Buffer;
  readonly kind: TarKind;
  readonly sizeBytes: number;
  /** 0 … 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Of links. */
  readonly target: Buffer | null;
}

const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const MAX_OCTAL_SIZE = 0o77777777777;
const MAX_OCTAL_ID = 0o7777777;

const typeFlags: Readonly<Record<Exclude<TarKind, 'other'>, string>> = {
  file: '0',
  hardlink: '1',
  link: '2',
  character: '3',
  block: '4',
  folder: '5',
  fifo: '6',
};

/** One or three blocks and more; then come the bytes, filled up to whole blocks. */
export function encodeHeader(entry: TarEntry): Buffer {
  const split = splitName(entry.name);
  const pax: [string, Buffer][] = [];
  if (split === null) {
    pax.push(['path', entry.name]);
  }
  if (entry.target !== null && entry.target.length > NAME_BYTES) {
    pax.push(['linkpath', entry.target]);
  }
  for (const [key, value, limit] of [
    ['size', entry.sizeBytes, MAX_OCTAL_SIZE],
    ['uid', entry.uid, MAX_OCTAL_ID],
    ['gid', entry.gid, MAX_OCTAL_ID],
  ] as const) {
    if (value > limit) {
      pax.push([key, Buffer.from(String(value))]);
    }
  }
  const seconds = Math.max(0, Math.floor(entry.modifiedAt / 1000));
  const flag = entry.kind === 'other' ? '0' : typeFlags[entry.kind];
  const head = block({
    ...(split ?? { name: entry.name.subarray(0, NAME_BYTES), prefix: Buffer.alloc(0) }),
    flag,
    size: Math.min(entry.sizeBytes, MAX_OCTAL_SIZE),
    mode: entry.mode,
    uid: Math.min(entry.uid, MAX_OCTAL_ID),
    gid: Math.min(entry.gid, MAX_OCTAL_ID),
    seconds: Math.min(seconds, MAX_OCTAL_SIZE),
    target: entry.target?.subarray(0, NAME_BYTES) ?? Buffer.alloc(0),
  });
  if (pax.length === 0) {
    return head;
  }
  const records = Buffer.concat(pax.map(([key, value]) => paxRecord(key, value)));
  const paxHead = block({
    name: Buffer.from('PaxHeader'),
    prefix: Buffer.alloc(0),
    flag: 'x',
    size: records.length,
    mode: 0o644,
    uid: 0,
    gid: 0,
    seconds: 0,
    target: Buffer.alloc(0),
  });
  return Buffer.concat([paxHead, records, padding(records.length), head]);
}

/** What fills the last block of so many bytes. */
export function padding(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

export const TAR_END = Buffer.alloc(2 * BLOCK_BYTES);

function splitName(name: Buffer): { readonly name: Buffer; readonly prefix: Buffer } | null {
  if (name.length <= NAME_BYTES) {
    return { name, prefix: Buffer.alloc(0) };
  }
  // At the first slash behind which the rest is short enough; not at the end, since nothing would follow it.
  for (let at = name.length - NAME_BYTES - 1; at <= Math.min(PREFIX_BYTES, name.length - 2); at += 1) {
    if (at > 0 && name[at] === 0x2f) {
      return { name: name.subarray(at + 1), prefix: name.subarray(0, at) };
    }
  }
  return null;
}

interface Fields {
  readonly name: Buffer;
  readonly prefix: Buffer;
  readonly flag: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly seconds: number;
  readonly target: Buffer;
}

function block({ name, prefix, flag, size, mode, uid, gid, seconds, target }: Fields): Buffer {
  const head = Buffer.alloc(BLOCK_BYTES);
  name.copy(head, 0);
  octal(head, mode & 0o7777, 100, 8);
  octal(head, uid, 108, 8);
  octal(head, gid, 116, 8);
  octal(head, size, 124, 12);
  octal(head, seconds, 136, 12);
  head.write(flag, 156, 'latin1');
  target.copy(head, 157);
  head.write('ustar\x0000', 257, 'latin1');
  octal(head, 0, 329, 8);
  octal(head, 0, 337, 8);
  prefix.copy(head, 345);
  head.fill(0x20, 148, 156);
  octal(head, checksum(head), 148, 7);
  return head;
}

function octal(head: Buffer, value: number, at: number, width: number): void {
  head.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
}

function checksum(head: Buffer): number {
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    sum += at >= 148 && at < 156 ? 0x20 : (head[at] ?? 0);
  }
  return sum;
}

/** `LENGTH key=value\n`, the length counting itself. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + String(rest.length).length;
  if (rest.length + String(length).length !== length) {
    length += 1;
  }
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** A head that is not one: the stream is no tar, or broken. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

export type DecodedHeader =
  | { readonly type: 'end' }
  | { readonly type: 'entry'; readonly entry: TarEntry }
  /** Bytes that describe the next entry, or all that follow. */
  | {
      readonly type: 'meta';
      readonly kind: 'pax' | 'paxGlobal' | 'longName' | 'longTarget';
      readonly sizeBytes: number;
    };

export interface Overrides {
  readonly name?: Buffer;
  readonly target?: Buffer;
  readonly sizeBytes?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly modifiedAt?: number;
}

const kindsByFlag: Readonly<Record<string, TarKind>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'link',
  '3': 'character',
  '4': 'block',
  '5': 'folder',
  '6': 'fifo',
};

/** Throws TarError. */
export function decodeHeader(head: Buffer, overrides: Overrides = {}): DecodedHeader {
  if (head.every((byte) => byte === 0)) {
    return { type: 'end' };
  }
  if (numberAt(head, 148, 8) !== checksum(head)) {
    throw new TarError('it is no tar, or damaged: a checksum is wrong');
  }
  const flag = head.toString('latin1', 156, 157);
  const size = numberAt(head, 124, 12);
  if (flag === 'x' || flag === 'g' || flag === 'L' || flag === 'K') {
    const kind = flag === 'x' ? 'pax' : flag === 'g' ? 'paxGlobal' : flag === 'L' ? 'longName' : 'longTarget';
    return { type: 'meta', kind, sizeBytes: size };
  }
  const kind = kindsByFlag[flag] ?? 'other';
  const hasPrefix = head.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = hasPrefix ? textAt(head, 345, PREFIX_BYTES) : Buffer.alloc(0);
  const short = textAt(head, 0, NAME_BYTES);
  const named = prefix.length === 0 ? short : Buffer.concat([prefix, Buffer.from('/'), short]);
  const name = overrides.name ?? named;
  const target = overrides.target ?? textAt(head, 157, NAME_BYTES);
  // Before there were folders, a file whose name ends so was one.
  const isOldFolder = kind === 'file' && name.at(-1) === 0x2f;
  const hasBytes = kind === 'file' || kind === 'other';
  return {
    type: 'entry',
    entry: {
      name,
      kind: isOldFolder ? 'folder' : kind,
      sizeBytes: hasBytes ? (overrides.sizeBytes ?? size) : 0,
      mode: numberAt(head, 100, 8) & 0o7777,
      uid: overrides.uid ?? numberAt(head, 108, 8),
      gid: overrides.gid ?? numberAt(head, 116, 8),
      modifiedAt: overrides.modifiedAt ?? numberAt(head, 136, 12) * 1000,
      target: kind === 'link' || kind === 'hardlink' ? target : null,
    },
  };
}

/** Records that are not known are left out. Throws TarError. */
export function decodePax(records: Buffer): Overrides {
  const found: { -readonly [K in keyof Overrides]: Overrides[K] } = {};
  let at = 0;
  while (at < records.length) {
    const space = records.indexOf(0x20, at);
    const length = space === -1 ? Number.NaN : Number(records.toString('latin1', at, space));
    const equals = records.indexOf(0x3d, space);
    if (!Number.isInteger(length) || length <= 0 || at + length > records.length || equals === -1) {
      throw new TarError('it is no tar, or damaged: a pax record cannot be read');
    }
    const key = records.toString('latin1', space + 1, equals);
    const value = records.subarray(equals + 1, at + length - 1);
    switch (key) {
      case 'path':
        found.name = Buffer.from(value);
        break;
      case 'linkpath':
        found.target = Buffer.from(value);
        break;
      case 'size':
        found.sizeBytes = Number(value.toString('latin1'));
        break;
      case 'uid':
        found.uid = Number(value.toString('latin1'));
        break;
      case 'gid':
        found.gid = Number(value.toString('latin1'));
        break;
      case 'mtime':
        found.modifiedAt = Math.round(Number(value.toString('latin1')) * 1000);
        break;
    }
    at += length;
  }
  return found;
}

function textAt(head: Buffer, at: number, width: number): Buffer {
  const field = head.subarray(at, at + width);
  const end = field.indexOf(0);
  return Buffer.from(end === -1 ? field : field.subarray(0, end));
}

/** Octal digits, or base 256 where the first bit is set. Throws TarError. */
function numberAt(head: Buffer, at: number, width: number): number {
  if (((head[at] ?? 0) & 0x80) !== 0) {
    let value = (head[at] ?? 0) & 0x3f;
    for (let index = 1; index < width; index += 1) {
      value = value * 256 + (head[at + index] ?? 0);
    }
    return value;
  }
  const text = head
    .toString('latin1', at, at + width)
    .replace(/[\0 ]+$/, '')
    .trim();
  if (text !== '' && !/^[0-7]+$/.test(text)) {
    throw new TarError('it is no tar, or damaged: a number cannot be read');
  }
  return text === '' ? 0 : Number.parseInt(text, 8);
}
