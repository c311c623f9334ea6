// Seals values for the database under a data key that only the keychain holds.
import { randomBytes } from 'node:crypto';
import { AppError } from '../../../contract/app-error.ts';
import type { SecretBox } from '../../features/environment/ports.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import { seal, unseal } from './seal.ts';

const KEY_NAME = 'data-key';
const PREFIX = 'v1:';
const KEY_BYTES = 32;

export interface SecretBoxDeps {
  readonly keychain: Keychain;
  /** Whether values sealed earlier exist: without the key they were sealed under, they cannot be opened. */
  readonly hasSealedValues: () => boolean;
}

export function createSecretBox({ keychain, hasSealedValues }: SecretBoxDeps): SecretBox & { probe(): Promise<void> } {
  let key: Buffer | null = null;
  let making: Promise<Buffer> | null = null;

  /** Null when the keychain has none. A keychain that is locked now may be unlocked later, so only a key is remembered. */
  async function findKey(): Promise<Buffer | null> {
    if (key !== null) {
      return key;
    }
    const stored = await keychain.get(KEY_NAME);
    const bytes = stored === null ? null : Buffer.from(stored, 'base64');
    if (bytes !== null && bytes.length !== KEY_BYTES) {
      const problem = 'its entry with the data key of this installation is damaged';
      throw new AppError('KEYCHAIN_UNAVAILABLE', { problem });
    }
    key = bytes;
    return bytes;
  }

  /**
   * Also where values sealed under a lost key exist: each of those says so when it is opened, and can be entered again,
   * which needs a key to seal it under.
   */
  async function makeKey(): Promise<Buffer> {
    const made = randomBytes(KEY_BYTES);
    await keychain.set(KEY_NAME, made.toString('base64'));
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

  return {
    seal: async (plain, context) =>
      PREFIX + seal(await findOrMakeKey(), Buffer.from(plain), context).toString('base64url'),
    async open(sealed, context) {
      const what = context.split(':').at(-1) ?? context;
      const dataKey = await findKey();
      if (dataKey === null) {
        throw new AppError('SECRET_UNREADABLE', { what });
      }
      try {
        if (!sealed.startsWith(PREFIX)) {
          throw new Error('It is not a sealed value.');
        }
        return unseal(dataKey, Buffer.from(sealed.slice(PREFIX.length), 'base64url'), context).toString();
      } catch (cause) {
        throw new AppError('SECRET_UNREADABLE', { what }, { cause });
      }
    },
    async probe() {
      if ((await findKey()) === null && hasSealedValues()) {
        throw new AppError('SECRET_UNREADABLE', { what: 'key of this installation (its keychain entry is gone)' });
      }
      await findOrMakeKey();
    },
  };
}
