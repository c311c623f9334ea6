// Seals values for the database under a data key that only the keychain holds.
import { randomBytes } from 'node:crypto';
import { AppError } from '../../../contract/app-error.ts';
import type { SecretBox } from '../../features/environment/ports.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import type { DataKey } from '../../features/installation/ports.ts';
import { seal, unseal } from './seal.ts';

export const DATA_KEY = 'data-key';
/** There while a rotation is under way: what is sealed may be under this one already. */
const NEXT_KEY = 'data-key-next';
/** Of the last rotation, for a value that was being sealed meanwhile; forgotten by the next one. */
const PREVIOUS_KEY = 'data-key-previous';
export const dataKeyNames: readonly string[] = [DATA_KEY, NEXT_KEY, PREVIOUS_KEY];

const PREFIX = 'v1:';
const KEY_BYTES = 32;

export interface SecretBoxDeps {
  readonly keychain: Keychain;
  /** Whether values sealed earlier exist: without the key they were sealed under, they cannot be opened. */
  readonly hasSealedValues: () => boolean;
  /** Of them, for a person who has to enter them again. */
  readonly secretNames?: () => readonly string[];
}

export interface DataKeyBox extends SecretBox, DataKey {
  probe(): Promise<void>;
}

export function createSecretBox({ keychain, hasSealedValues, secretNames = () => [] }: SecretBoxDeps): DataKeyBox {
  let key: Buffer | null = null;
  let making: Promise<Buffer> | null = null;

  async function read(name: string): Promise<Buffer | null> {
    const stored = await keychain.get(name);
    const bytes = stored === null ? null : Buffer.from(stored, 'base64');
    if (bytes !== null && bytes.length !== KEY_BYTES) {
      const problem = 'its entry with the data key of this installation is damaged';
      throw new AppError('KEYCHAIN_UNAVAILABLE', { problem });
    }
    return bytes;
  }

  const write = (name: string, bytes: Buffer): Promise<void> => keychain.set(name, bytes.toString('base64'));

  /** Null when the keychain has none. A keychain that is locked now may be unlocked later, so only a key is remembered. */
  async function findKey(): Promise<Buffer | null> {
    key ??= await read(DATA_KEY);
    return key;
  }

  /**
   * Also where values sealed under a lost key exist: each of those says so when it is opened, and can be entered again,
   * which needs a key to seal it under.
   */
  async function makeKey(): Promise<Buffer> {
    const made = randomBytes(KEY_BYTES);
    await write(DATA_KEY, made);
    key = made;
    return made;
  }

  async function findOrMakeKey(): Promise<Buffer> {
    const found = await findKey();
    if (found !== null) {
      return found;
    }
    making ??= makeKey().finally(() => {
      making = null;
    });
    return making;
  }

  /** A value may be older than the last rotation, or newer than one that was interrupted. */
  async function openUnderAny(sealed: string, context: string, current: Buffer): Promise<string> {
    try {
      return openSealed(sealed, context, current);
    } catch (cause) {
      for (const name of [PREVIOUS_KEY, NEXT_KEY]) {
        const other = await read(name);
        const plain = other === null ? null : tryOpen(sealed, context, other);
        if (plain !== null) {
          return plain;
        }
      }
      throw cause;
    }
  }

  return {
    seal: async (plain, context) => sealText(plain, context, await findOrMakeKey()),
    async open(sealed, context) {
      const what = context.split(':').at(-1) ?? context;
      const dataKey = await findKey();
      if (dataKey === null) {
        throw new AppError('SECRET_UNREADABLE', { what });
      }
      try {
        return await openUnderAny(sealed, context, dataKey);
      } catch (cause) {
        throw cause instanceof AppError ? cause : new AppError('SECRET_UNREADABLE', { what }, { cause });
      }
    },
    async probe() {
      if ((await findKey()) === null && hasSealedValues()) {
        const names = secretNames();
        // Only releases of before have some: what they were made with cannot be started again.
        throw new AppError('DATA_KEY_MISSING', {
          secrets: names.length === 0 ? ['variables of earlier releases'] : names,
        });
      }
      await findOrMakeKey();
    },
    /**
     * Wherever it is interrupted, every value can be opened by one of the three keys, and rotating again ends what was begun:
     * the new key is kept before anything is sealed under it, the old one until nothing is.
     */
    async rotate(values) {
      const current = await findOrMakeKey();
      const previous = await read(PREVIOUS_KEY);
      const next = (await read(NEXT_KEY)) ?? randomBytes(KEY_BYTES);
      await write(NEXT_KEY, next);
      const olds = [current, ...(previous === null ? [] : [previous]), next];
      const outcome = values.reseal((sealed, context) => {
        for (const old of olds) {
          const plain = tryOpen(sealed, context, old);
          if (plain !== null) {
            return sealText(plain, context, next);
          }
        }
        return null;
      });
      await write(PREVIOUS_KEY, current);
      await write(DATA_KEY, next);
      key = next;
      await keychain.remove(NEXT_KEY);
      return outcome;
    },
  };
}

function sealText(plain: string, context: string, key: Buffer): string {
  return PREFIX + seal(key, Buffer.from(plain), context).toString('base64url');
}

/** Throws when it is not a text sealed under this key for this context. */
function openSealed(sealed: string, context: string, key: Buffer): string {
  if (!sealed.startsWith(PREFIX)) {
    throw new Error('It is not a sealed value.');
  }
  return unseal(key, Buffer.from(sealed.slice(PREFIX.length), 'base64url'), context).toString();
}

function tryOpen(sealed: string, context: string, key: Buffer): string | null {
  try {
    return openSealed(sealed, context, key);
  } catch {
    // Another key's, then: the caller asks the next.
    return null;
  }
}
