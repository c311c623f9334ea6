// A keychain for machines that have none: one file, sealed under a passphrase.
import { randomBytes, scrypt } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import { seal, unseal } from './seal.ts';

/** OWASP Password Storage Cheat Sheet: scrypt with N = 2^17, r = 8, p = 1; 128 MiB and a few hundred milliseconds, once per start. */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const CONTEXT = 'minipaas-keychain-1';

const fileFormat = z.object({
  version: z.literal(1),
  salt: z.string(),
  cost: z.object({
    N: z
      .number()
      .int()
      .max(2 ** 20),
    r: z.number().int().max(32),
    p: z.number().int().max(16),
  }),
  sealed: z.string(),
});
const entriesFormat = z.record(z.string(), z.string());

interface Opened {
  readonly key: Buffer;
  readonly salt: Buffer;
  readonly cost: z.infer<typeof fileFormat>['cost'];
  readonly entries: Map<string, string>;
}

export interface SealedFileOptions {
  readonly file: string;
  readonly passphrase: () => Promise<string>;
}

/** Throws PASSPHRASE_WRONG at the first use where the file was sealed under another one. */
export function createSealedFileKeychain({ file, passphrase }: SealedFileOptions): Keychain {
  let opening: Promise<Opened> | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function open(): Promise<Opened> {
    const text = await readIfThere(file);
    if (text === null) {
      const salt = randomBytes(16);
      return { key: await deriveKey(await passphrase(), salt, COST), salt, cost: COST, entries: new Map() };
    }
    const parsed = fileFormat.safeParse(parseJson(text));
    if (!parsed.success) {
      throw new AppError('KEYCHAIN_UNAVAILABLE', { problem: `${file} is damaged` }, { cause: parsed.error });
    }
    const { cost, sealed } = parsed.data;
    const salt = Buffer.from(parsed.data.salt, 'base64');
    const key = await deriveKey(await passphrase(), salt, cost);
    try {
      const entries = entriesFormat.parse(JSON.parse(unseal(key, Buffer.from(sealed, 'base64'), CONTEXT).toString()));
      return { key, salt, cost, entries: new Map(Object.entries(entries)) };
    } catch (cause) {
      throw new AppError('PASSPHRASE_WRONG', {}, { cause });
    }
  }

  function opened(): Promise<Opened> {
    opening ??= open().catch((error: unknown) => {
      // A passphrase file may be mended while the program runs.
      opening = null;
      throw error;
    });
    return opening;
  }

  /** One after the other, each in one step: a reader finds the old file or the new one. */
  function change(edit: (entries: Map<string, string>) => void): Promise<void> {
    writing = writing
      // The failure of an earlier change was its caller's to see.
      .catch(() => undefined)
      .then(async () => {
        const { key, salt, cost, entries } = await opened();
        const next = new Map(entries);
        edit(next);
        const plain = Buffer.from(JSON.stringify(Object.fromEntries(next)));
        const content = {
          version: 1,
          salt: salt.toString('base64'),
          cost,
          sealed: seal(key, plain, CONTEXT).toString('base64'),
        };
        await replaceFile(file, `${JSON.stringify(content)}\n`);
        edit(entries);
      });
    return writing;
  }

  return {
    get: async (name) => (await opened()).entries.get(name) ?? null,
    set: (name, value) => change((entries) => void entries.set(name, value)),
    remove: (name) => change((entries) => void entries.delete(name)),
  };
}

function deriveKey(passphrase: string, salt: Buffer, cost: Opened['cost']): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { ...cost, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw new AppError('KEYCHAIN_UNAVAILABLE', { problem: `${file} cannot be read` }, { cause: error });
  }
}

async function replaceFile(file: string, content: string): Promise<void> {
  try {
    await writeFile(`${file}.new`, content, { mode: 0o600, flush: true });
    await rename(`${file}.new`, file);
  } catch (error) {
    throw new AppError('KEYCHAIN_UNAVAILABLE', { problem: `${file} cannot be written` }, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is wrong with it does not matter to who reads the error: the file is damaged.
    return null;
  }
}
