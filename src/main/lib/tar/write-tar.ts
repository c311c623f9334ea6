// A tar made while it is read: memory stays flat, however large the files are, and small ones go out together.
import { Readable } from 'node:stream';
import { encodeHeader, padding, TAR_END, type TarEntry } from './tar-header.ts';

export interface TarInput {
  readonly entry: TarEntry;
  /** Exactly `entry.sizeBytes` bytes; null for what has none. */
  readonly content: Buffer | AsyncIterable<Uint8Array> | null;
}

/** Heads and small files are gathered up to this before they are sent. */
const PIECE_BYTES = 256 * 1024;
/** What is as large goes on as it came: a copy would cost more than it saves. */
const LARGE_BYTES = 16 * 1024;

/** Throws RangeError when a content is shorter or longer than said; what the inputs throw comes through. */
export function writeTar(inputs: AsyncIterable<TarInput> | Iterable<TarInput>): Readable {
  return Readable.from(tarPieces(inputs), { objectMode: false, highWaterMark: 2 * PIECE_BYTES });
}

async function* tarPieces(inputs: AsyncIterable<TarInput> | Iterable<TarInput>): AsyncGenerator<Buffer> {
  let gathered: Buffer[] = [];
  let size = 0;
  const add = (piece: Buffer): void => {
    gathered.push(piece);
    size += piece.length;
  };
  function* flush(): Generator<Buffer> {
    if (size > 0) {
      yield gathered.length === 1 && gathered[0] !== undefined ? gathered[0] : Buffer.concat(gathered, size);
      gathered = [];
      size = 0;
    }
  }
  for await (const { entry, content } of inputs) {
    add(encodeHeader(entry));
    let left = entry.sizeBytes;
    for await (const piece of pieces(content)) {
      left -= piece.length;
      if (left < 0) {
        break;
      }
      if (piece.length >= LARGE_BYTES) {
        yield* flush();
        yield piece;
        continue;
      }
      add(piece);
      if (size >= PIECE_BYTES) {
        yield* flush();
      }
    }
    if (left !== 0) {
      throw new RangeError(`the content of a tar entry is ${left > 0 ? 'shorter' : 'longer'} than it was to be`);
    }
    add(padding(entry.sizeBytes));
    if (size >= PIECE_BYTES) {
      yield* flush();
    }
  }
  add(TAR_END);
  yield* flush();
}

async function* pieces(content: TarInput['content']): AsyncGenerator<Buffer> {
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
