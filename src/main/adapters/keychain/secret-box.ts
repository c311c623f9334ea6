// Seals values for the database under a data key that only the keychain holds.
import { randomBytes } from 'node:crypto';
import { AppError } from '../../../contract/app-error.ts';
import type { SecretBox } from '../../features/environment/ports.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import { seal, unseal } from './seal.ts';

const KEY_NAME = 'data-key';
const PREFIX = 'v1:';

export interface SecretBoxDeps {
  readonly keychain: Keychain;
  /** Whether values sealed earlier exist: then a missing key must not be replaced by a new one that opens none of them. */
  readonly hasSealedValues: () => boolean;
}

export function createSecretBox({ keychain, hasSealedValues }: SecretBoxDeps): SecretBox & { probe(): Promise<void> } {
  let key: Promise<Buffer> | null = null;

  async function readKey(): Promise<Buffer> {
    const stored = await keychain.get(KEY_NAME);
    if (stored !== null) {
      const bytes = Buffer.from(stored, 'base64');
      if (bytes.length === 32) {
        return bytes;
      }
      throw new AppError('KEYCHAIN_UNAVAILABLE', {
        problem: 'its entry with the data key of this installation is damaged',
      });
    }
    if (hasSealedValues()) {
      throw new AppError('SECRET_UNREADABLE', { what: 'key of this installation (its keychain entry is gone)' });
    }
    const made = randomBytes(32);
    await keychain.set(KEY_NAME, made.toString('base64'));
    return made;
  }

  function currentKey(): Promise<Buffer> {
    key ??= readKey().catch((error: unknown) => {
      // A keychain that is locked now may be unlocked later.
      key = null;
      throw error;
    });
    return key;
  }

  return {
    seal: async (plain, context) =>
      PREFIX + seal(await currentKey(), Buffer.from(plain), context).toString('base64url'),
    async open(sealed, context) {
      const dataKey = await currentKey();
      try {
        if (!sealed.startsWith(PREFIX)) {
          throw new Error('It is not a sealed value.');
        }
        return unseal(dataKey, Buffer.from(sealed.slice(PREFIX.length), 'base64url'), context).toString();
      } catch (cause) {
        throw new AppError('SECRET_UNREADABLE', { what: context.split(':').at(-1) ?? context }, { cause });
      }
    },
    async probe() {
      await currentKey();
    },
  };
}
