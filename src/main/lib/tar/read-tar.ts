// Entries of a tar as they come, with flat memory: the bytes of one are read, or skipped, before the next is looked for.
import {
  BLOCK_BYTES,
  type DecodedHeader,
  decodeHeader,
  decodePax,
  type Overrides,
  TarError,
  type TarEntry,
} from './tar-header.ts';

export interface OpenTarEntry {
  readonly entry: TarEntry;
  /** To be read to its end, or not at all. */
  readonly content: AsyncIterable<Buffer>;
}

/** Names and pax records of sane archives are far shorter. */
const MAX_META_BYTES = 1_048_576;

/** Throws TarError for what is no tar or ends too early; else what the source throws. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<OpenTarEntry> {
  const bytes = new ByteReader(source[Symbol.asyncIterator]());
  try {
    let global: Overrides = {};
    let next: Overrides = {};
    for (;;) {
      const head = await bytes.take(BLOCK_BYTES);
      if (head === null) {
        // Some writers leave out the two empty blocks.
        return;
      }
      const decoded: DecodedHeader = decodeHeader(head, { ...global, ...next });
      if (decoded.type === 'end') {
        // The rest is filling; who reads it to its end learns whether the source ended well.
        await bytes.drain();
        return;
      }
      if (decoded.type === 'meta') {
        if (decoded.sizeBytes > MAX_META_BYTES) {
          throw new TarError('it is no tar, or damaged: a record is too long');
        }
        const record = await bytes.take(decoded.sizeBytes);
        if (record === null && decoded.sizeBytes > 0) {
          throw new TarError('it ends too early');
        }
        await bytes.skip(fill(decoded.sizeBytes));
        const text = record ?? Buffer.alloc(0);
        switch (decoded.kind) {
          case 'pax':
            next = { ...next, ...decodePax(text) };
            break;
          case 'paxGlobal':
            global = { ...global, ...decodePax(text) };
            break;
          case 'longName':
            next = { ...next, name: cString(text) };
            break;
          case 'longTarget':
            next = { ...next, target: cString(text) };
            break;
        }
        continue;
      }
      next = {};
      const { entry } = decoded;
      const content = new EntryBytes(bytes, entry.sizeBytes);
      yield { entry, content };
      await content.finish();
      await bytes.skip(fill(entry.sizeBytes));
    }
  } finally {
    await bytes.close();
  }
}

function fill(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

function cString(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end));
}

class EntryBytes implements AsyncIterable<Buffer> {
  readonly #bytes: ByteReader;
  #left: number;

  constructor(bytes: ByteReader, size: number) {
    this.#bytes = bytes;
    this.#left = size;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    while (this.#left > 0) {
      const piece = await this.#bytes.some(this.#left);
      this.#left -= piece.length;
      yield piece;
    }
  }

  async finish(): Promise<void> {
    await this.#bytes.skip(this.#left);
    this.#left = 0;
  }
}

class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  async #more(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const { value, done } = await this.#source.next();
      if (done === true) {
        return false;
      }
      this.#piece = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    return true;
  }

  /** At least one byte and at most `limit`. Throws TarError at the end. */
  async some(limit: number): Promise<Buffer> {
    if (!(await this.#more())) {
      throw new TarError('it ends too early');
    }
    const taken = this.#piece.subarray(0, limit);
    this.#piece = this.#piece.subarray(taken.length);
    return taken;
  }

  /** Exactly so many; null at the end. Throws TarError in between. */
  async take(count: number): Promise<Buffer | null> {
    if (count === 0 || !(await this.#more())) {
      return null;
    }
    if (this.#piece.length >= count) {
      return this.some(count);
    }
    const whole = Buffer.allocUnsafe(count);
    for (let at = 0; at < count; ) {
      at += (await this.some(count - at)).copy(whole, at);
    }
    return whole;
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      left -= (await this.some(left)).length;
    }
  }

  async drain(): Promise<void> {
    while (await this.#more()) {
      this.#piece = Buffer.alloc(0);
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
