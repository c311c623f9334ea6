// A stream sealed under a passphrase, for a file of any size: a line that says how the key was derived, then frames of
// AES-256-GCM, each bound to its number and to whether it is the last, so that none can be left out, moved or cut off.
import { randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import { seal, unseal } from '../keychain/seal.ts';

/** As of the keychain's sealed file: OWASP Password Storage Cheat Sheet, scrypt with N = 2^17, r = 8, p = 1. */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const FRAME_BYTES = 64 * 1024;
/** What sealing adds to a frame: nonce and tag. */
const MAX_SEALED_BYTES = FRAME_BYTES + 64;
const MAX_HEADER_BYTES = 1024;

const header = z.object({
  format: z.literal('minipaas-installation'),
  version: z.literal(1),
  salt: z.string(),
  cost: z.object({
    N: z.literal(COST.N),
    r: z.literal(COST.r),
    p: z.literal(COST.p),
  }),
});

export async function* sealStream(
  passphrase: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const salt = randomBytes(16);
  const key = await deriveKey(passphrase, salt);
  const head: z.infer<typeof header> = {
    format: 'minipaas-installation',
    version: 1,
    salt: salt.toString('base64'),
    cost: COST,
  };
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  yield line;
  let number = 0;
  let pending: Buffer | null = null;
  for await (const frame of cut(source, FRAME_BYTES)) {
    if (pending !== null) {
      yield toFrame(key, pending, number, false, line);
      number += 1;
    }
    pending = frame;
  }
  yield toFrame(key, pending ?? Buffer.alloc(0), number, true, line);
}

/** Throws PASSPHRASE_WRONG, or EXPORT_UNREADABLE where the file is none, is cut off or was changed. */
export async function* openStream(
  file: string,
  passphrase: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = createReader(source);
  const line = await reader.readLine(MAX_HEADER_BYTES);
  const parsed = header.safeParse(parseJson(line?.toString() ?? ''));
  if (line === null || !parsed.success) {
    throw unreadable(file, 'it is not an export of miniPaaS');
  }
  const key = await deriveKey(passphrase, Buffer.from(parsed.data.salt, 'base64'));
  for (let number = 0; ; number += 1) {
    const length = (await reader.readExactly(4))?.readUInt32BE() ?? null;
    if (length === null || (length & LENGTH_MASK) > MAX_SEALED_BYTES) {
      throw unreadable(file, 'it is cut off or damaged');
    }
    const isLast = length >>> 31 === 1;
    const sealed = await reader.readExactly(length & LENGTH_MASK);
    if (sealed === null) {
      throw unreadable(file, 'it is cut off');
    }
    try {
      yield unseal(key, sealed, contextOf(number, isLast, line));
    } catch (cause) {
      // The first frame is opened with nothing but the passphrase in doubt; a later one was changed.
      throw number === 0 ? new AppError('PASSPHRASE_WRONG', {}, { cause }) : unreadable(file, 'it was changed', cause);
    }
    if (isLast) {
      return;
    }
  }
}

const LENGTH_MASK = 0x7fff_ffff;

function toFrame(key: Buffer, plain: Buffer, number: number, isLast: boolean, line: Buffer): Buffer {
  const sealed = seal(key, plain, contextOf(number, isLast, line));
  const length = Buffer.alloc(4);
  length.writeUInt32BE((sealed.length | (isLast ? 0x8000_0000 : 0)) >>> 0);
  return Buffer.concat([length, sealed]);
}

function contextOf(number: number, isLast: boolean, line: Buffer): string {
  return `${number}:${isLast ? 'last' : 'more'}:${line.toString('base64')}`;
}

async function* cut(source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= bytes; rest = rest.subarray(bytes)) {
      yield rest.subarray(0, bytes);
    }
  }
  if (rest.length > 0) {
    yield rest;
  }
}

function createReader(source: AsyncIterable<Uint8Array>) {
  const chunks = source[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);

  async function fill(isEnough: () => boolean): Promise<boolean> {
    while (!isEnough()) {
      const { value, done } = await chunks.next();
      if (done === true) {
        return false;
      }
      rest = Buffer.concat([rest, value]);
    }
    return true;
  }

  function take(bytes: number): Buffer {
    const taken = rest.subarray(0, bytes);
    rest = rest.subarray(bytes);
    return taken;
  }

  return {
    /** With its end; null where none comes within the limit. */
    async readLine(maxBytes: number): Promise<Buffer | null> {
      await fill(() => rest.includes(10) || rest.length > maxBytes);
      const end = rest.indexOf(10);
      return end === -1 ? null : take(end + 1);
    },
    /** Null at the end of the stream. */
    readExactly: async (bytes: number): Promise<Buffer | null> =>
      (await fill(() => rest.length >= bytes)) ? take(bytes) : null,
  };
}

function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { ...COST, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is wrong with it does not matter to who reads the error: it is not one of ours.
    return null;
  }
}

function unreadable(file: string, problem: string, cause?: unknown): AppError {
  return new AppError('EXPORT_UNREADABLE', { file, problem }, { cause });
}
