// Which keychain an installation uses: the system's, or a file sealed by a passphrase where one is given.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/app-error.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import { createSealedFileKeychain } from './sealed-file.ts';
import { createSystemKeychain } from './system-keychain.ts';

export interface OpenKeychainOptions {
  readonly dataDir: string;
  readonly installationId: string;
  /** Its first line is the passphrase. */
  readonly passphraseFile: string | null;
  readonly passphrase: string | null;
}

export function openKeychain({ dataDir, installationId, passphraseFile, passphrase }: OpenKeychainOptions): Keychain {
  if (passphraseFile === null && passphrase === null) {
    return createSystemKeychain({ service: `miniPaaS ${installationId}` });
  }
  return createSealedFileKeychain({
    file: join(dataDir, 'keychain.sealed'),
    passphrase: async () => passphrase ?? readPassphrase(passphraseFile ?? ''),
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
