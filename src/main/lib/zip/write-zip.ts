// A zip made while it is read (APPNOTE 6.3): sizes follow the bytes of each file, ZIP64 where they need it. Names are UTF-8; a byte of a name
// that is none is written as `%XX`, since programs that unpack agree on nothing else. Modes and symbolic links are kept as Info-ZIP does.
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { textOfBytes } from '../byte-text.ts';
import type { TarInput } from '../tar/write-tar.ts';

interface Central {
  readonly name: Buffer;
  readonly method: number;
  readonly time: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly mode: number;
  readonly offset: number;
}

const STORED = 0;
const DEFLATED = 8;
/** Sizes follow the bytes; the name is UTF-8. */
const FLAGS = 0x0008 | 0x0800;
const MAX_32 = 0xffff_ffff;
const VERSION_64 = 45;
const UNIX = 3 << 8;
const TYPE_FILE = 0o100000;
const TYPE_FOLDER = 0o040000;
const TYPE_LINK = 0o120000;
/** What is packed already does not become smaller. */
const PACKED =
  /\.(?:7z|avif|br|bz2|docx|flac|gif|gz|heic|jar|jpe?g|m4[av]|mkv|mov|mp[34]|ogg|opus|png|pptx|rar|t[bgx]z|webm|webp|woff2?|xlsx|xz|zip|zst)$/i;

export function writeZip(inputs: AsyncIterable<TarInput>): Readable {
  return Readable.from(zipPieces(inputs), { objectMode: false, highWaterMark: 524_288 });
}

async function* zipPieces(inputs: AsyncIterable<TarInput>): AsyncGenerator<Buffer> {
  const central: Central[] = [];
  let offset = 0;
  for await (const { entry, content } of inputs) {
    if (entry.kind !== 'file' && entry.kind !== 'folder' && entry.kind !== 'link') {
      // There is no way to write pipes and devices in a zip.
      continue;
    }
    const name = zipName(entry.name, entry.kind === 'folder');
    const time = dosTime(entry.modifiedAt);
    const bytes = entry.kind === 'link' ? (entry.target ?? Buffer.alloc(0)) : content;
    const isPlain = entry.kind !== 'file' || entry.sizeBytes < 64 || PACKED.test(name.toString());
    const method = isPlain ? STORED : DEFLATED;
    const start = offset;
    const head = localHeader(name, method, time);
    yield head;
    offset += head.length;
    let crc = 0;
    let sizeBytes = 0;
    let packedBytes = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const piece of piecesOf(bytes)) {
        crc = crc32(piece, crc);
        sizeBytes += piece.length;
        yield piece;
      }
    };
    for await (const piece of isPlain ? counted() : deflated(counted())) {
      packedBytes += piece.length;
      yield piece;
    }
    const tail = dataDescriptor(crc, packedBytes, sizeBytes);
    yield tail;
    offset += packedBytes + tail.length;
    const type = entry.kind === 'folder' ? TYPE_FOLDER : entry.kind === 'link' ? TYPE_LINK : TYPE_FILE;
    central.push({ name, method, time, crc, packedBytes, sizeBytes, mode: type | entry.mode, offset: start });
  }
  const begin = offset;
  for (const each of central) {
    const record = centralHeader(each);
    yield record;
    offset += record.length;
  }
  yield endRecords(central.length, begin, offset - begin);
}

async function* piecesOf(content: TarInput['content']): AsyncGenerator<Buffer> {
  if (content === null) {
    return;
  }
  if (Buffer.isBuffer(content)) {
    yield content;
    return;
  }
  for await (const piece of content) {
    yield Buffer.isBuffer(piece) ? piece : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  }
}

async function* deflated(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(pieces, { objectMode: false });
  const packer = createDeflateRaw({ level: 3, chunkSize: 131_072 });
  source.on('error', (error) => packer.destroy(error));
  try {
    for await (const piece of source.pipe(packer)) {
      yield piece as Buffer;
    }
  } finally {
    source.destroy();
    packer.destroy();
  }
}

function zipName(name: Buffer, isFolder: boolean): Buffer {
  const text = textOfBytes(name).replace(
    /[\udc80-\udcff]/g,
    (byte) => `%${(byte.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`,
  );
  return Buffer.from(isFolder && !text.endsWith('/') ? `${text}/` : text);
}

/** Two seconds are as exact as DOS was; the year must be from 1980 to 2107. In UTC, since a zip knows no zone. */
function dosTime(time: number): number {
  const date = new Date(Math.min(Math.max(time, Date.UTC(1980, 0, 1)), Date.UTC(2107, 11, 31)));
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const clock = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return ((day << 16) | clock) >>> 0;
}

/** With an empty ZIP64 field: it says that the descriptor's sizes have eight bytes. */
function localHeader(name: Buffer, method: number, time: number): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION_64, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(time, 10);
  head.writeUInt32LE(MAX_32, 18);
  head.writeUInt32LE(MAX_32, 22);
  head.writeUInt16LE(name.length, 26);
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(16, 2);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

function dataDescriptor(crc: number, packedBytes: number, sizeBytes: number): Buffer {
  const tail = Buffer.alloc(24);
  tail.writeUInt32LE(0x08074b50, 0);
  tail.writeUInt32LE(crc, 4);
  tail.writeBigUInt64LE(BigInt(packedBytes), 8);
  tail.writeBigUInt64LE(BigInt(sizeBytes), 16);
  return tail;
}

function centralHeader({ name, method, time, crc, packedBytes, sizeBytes, mode, offset }: Central): Buffer {
  const long = [sizeBytes, packedBytes, offset].some((value) => value >= MAX_32);
  const extra = Buffer.alloc(long ? 28 : 0);
  if (long) {
    extra.writeUInt16LE(0x0001, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(sizeBytes), 4);
    extra.writeBigUInt64LE(BigInt(packedBytes), 12);
    extra.writeBigUInt64LE(BigInt(offset), 20);
  }
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(UNIX | VERSION_64, 4);
  head.writeUInt16LE(VERSION_64, 6);
  head.writeUInt16LE(FLAGS, 8);
  head.writeUInt16LE(method, 10);
  head.writeUInt32LE(time, 12);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(long ? MAX_32 : packedBytes, 20);
  head.writeUInt32LE(long ? MAX_32 : sizeBytes, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  // The Unix mode, and DOS's mark of a folder.
  head.writeUInt32LE(((mode << 16) | ((mode & 0o170000) === TYPE_FOLDER ? 0x10 : 0)) >>> 0, 38);
  head.writeUInt32LE(long ? MAX_32 : offset, 42);
  return Buffer.concat([head, name, extra]);
}

function endRecords(count: number, offset: number, size: number): Buffer {
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(UNIX | VERSION_64, 12);
  end64.writeUInt16LE(VERSION_64, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  const short = Math.min(count, 0xffff);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(short, 8);
  end.writeUInt16LE(short, 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  const isLong = count >= 0xffff || size >= MAX_32 || offset >= MAX_32;
  return isLong ? Buffer.concat([end64, locator, end]) : end;
}
