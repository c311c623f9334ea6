// A program that uses the system's keychain, for tests that give it one, a locked one or none: prints what it got as JSON.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { toErrorBody } from '../../src/contract/app-error.ts';
import { openKeychain } from '../../src/main/adapters/keychain/open-keychain.ts';
import { createSecretBox } from '../../src/main/adapters/keychain/secret-box.ts';

const [dataDir = '', ...steps] = process.argv.slice(2);
let sealed = '';
const options = { dataDir, installationId: 'test', passphraseFile: null, passphrase: null };

/** The keyring of this session, by where it keeps its sockets: others of this machine go on. */
async function endKeyring(): Promise<number> {
  const ours = readdirSync('/proc').filter((pid) => {
    try {
      const isKeyring = readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('gnome-keyring');
      return isKeyring && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${process.env['HOME']}\0`);
    } catch {
      // No process, or it has just ended.
      return false;
    }
  });
  for (const pid of ours) {
    process.kill(Number(pid));
  }
  while (ours.some(isThere)) {
    await pause(10);
  }
  return ours.length;
}

/** What nobody waits for is a zombie when it has ended. */
function isThere(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

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
    // Of a program that goes on running: what it has read once it knows.
    case 'keepSeal':
      sealed = await lasting.seal(name, 'context');
      return true;
    case 'keepOpen':
      return lasting.open(sealed, 'context');
    case 'endKeyring':
      return endKeyring();
    case 'probe':
      return createSecretBox({ keychain, hasSealedValues: () => true }).probe();
    default:
      throw new Error(`There is no step ${step}`);
  }
}

const lasting = createSecretBox({ keychain: openKeychain(options), hasSealedValues: () => true });
const results: unknown[] = [];
for (const step of steps) {
  results.push(await run(step).catch((error: unknown) => toErrorBody(error)));
}
process.stdout.write(JSON.stringify(results.map((result) => result ?? null)));
