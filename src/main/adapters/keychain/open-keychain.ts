// Which keychain an installation uses: the system's, or a file sealed by a passphrase where one is given.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/app-error.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import { createSealedFileKeychain } from './sealed-file.ts';
import { splitLongValues } from './split-values.ts';
import { createSystemKeychain } from './system-keychain.ts';

/** CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h is 2,560 bytes: less than a private key has. */
const WINDOWS_MAX_BYTES = 2400;

export interface OpenKeychainOptions {
  readonly dataDir: string;
  readonly installationId: string;
  /** Its first line is the passphrase. */
  readonly passphraseFile: string | null;
  readonly passphrase: string | null;
}

export function openKeychain({ dataDir, installationId, passphraseFile, passphrase }: OpenKeychainOptions): Keychain {
  const file = join(dataDir, 'keychain.sealed');
  const isPassphraseGiven = passphraseFile !== null || (passphrase !== null && passphrase !== '');
  if (!isPassphraseGiven && !existsSync(file)) {
    const keychain = createSystemKeychain({ service: `miniPaaS ${installationId}` });
    return process.platform === 'win32' ? splitLongValues(keychain, WINDOWS_MAX_BYTES) : keychain;
  }
  return createSealedFileKeychain({
    file,
    passphrase: async () => {
      if (!isPassphraseGiven) {
        // Its entries are in the file: the system's keychain would only say that there are none.
        const problem = `they are sealed in ${file}, and no passphrase was given`;
        throw new AppError('KEYCHAIN_UNAVAILABLE', { problem });
      }
      return passphrase ?? readPassphrase(passphraseFile ?? '');
    },
  });
}

async function readPassphrase(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('KEYCHAIN_UNAVAILABLE', { problem: `the passphrase file ${file} cannot be read` }, { cause });
  });
  const passphrase = text.split(/\r?\n/, 1)[0] ?? '';
  if (passphrase === '') {
    throw new AppError('KEYCHAIN_UNAVAILABLE', { problem: `the passphrase file ${file} is empty` });
  }
  return passphrase;
}
