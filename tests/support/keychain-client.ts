// A program that uses the system's keychain, for tests that give it one, a locked one or none: prints what it got as JSON.
import { toErrorBody } from '../../src/contract/app-error.ts';
import { openKeychain } from '../../src/main/adapters/keychain/open-keychain.ts';
import { createSecretBox } from '../../src/main/adapters/keychain/secret-box.ts';

const [dataDir = '', ...steps] = process.argv.slice(2);
const options = { dataDir, installationId: 'test', passphraseFile: null, passphrase: null };

async function run(step: string): Promise<unknown> {
  // Each step with nothing remembered, as after a restart.
  const keychain = openKeychain(options);
  const [verb = '', name = '', value = ''] = step.split('=');
  switch (verb) {
    case 'set':
      return keychain.set(name, value);
    case 'get':
      return keychain.get(name);
    case 'remove':
      return keychain.remove(name);
    case 'seal':
      return createSecretBox({ keychain, hasSealedValues: () => false }).seal(name, 'context');
    case 'probe':
      return createSecretBox({ keychain, hasSealedValues: () => true }).probe();
    default:
      throw new Error(`There is no step ${step}`);
  }
}

const results: unknown[] = [];
for (const step of steps) {
  results.push(await run(step).catch((error: unknown) => toErrorBody(error)));
}
process.stdout.write(JSON.stringify(results.map((result) => result ?? null)));
