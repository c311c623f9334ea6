// Where the process comes to know its secrets: at its keychain, its secret box, its start and the bodies of its calls.
import type { Keychain } from '../features/identity/ports.ts';
import type { RouterGuard } from '../api/router.ts';
import { cleanSentences } from '../api/clean-output.ts';
import type { HealthCheck } from '../features/health/ports.ts';
import type { BackupStore } from '../features/backups/ports.ts';
import type { DeploymentStore } from '../features/deployments/ports/deployment-store.ts';
import type { KnownSecrets, SecretGroup } from '../lib/known-secrets.ts';
import { secretsIn, secretsOfEntry } from '../lib/sensitive-keys.ts';
import type { DataKeyBox } from '../adapters/keychain/secret-box.ts';

/** Whatever is read from the keychain or written to it is known from then on: git credentials, SSH passwords, S3 keys, tokens. */
export function learnFromKeychain(keychain: Keychain, known: KnownSecrets): Keychain {
  const learn = (entry: string): void => known.learn(secretsOfEntry(entry), 'installation');
  return {
    async get(name) {
      const entry = await keychain.get(name);
      if (entry !== null) {
        learn(entry);
      }
      return entry;
    },
    set(name, value) {
      learn(value);
      return keychain.set(name, value);
    },
    remove: keychain.remove,
  };
}

/** Values of variables. */
export function learnFromBox(box: DataKeyBox, known: KnownSecrets): DataKeyBox {
  return {
    ...box,
    seal(plain, context) {
      known.learn([plain], groupOf(context));
      return box.seal(plain, context);
    },
    async open(sealed, context) {
      const plain = await box.open(sealed, context);
      known.learn([plain], groupOf(context));
      return plain;
    },
  };
}

/** A project's variables are sealed as `env:PROJECT:NAME`; whatever else is sealed may be used by several. */
function groupOf(context: string): SecretGroup {
  const project = /^env:(\d+):/.exec(context)?.[1];
  return project === undefined ? 'installation' : `project ${Number(project)}`;
}

/** A password that is tried and not kept was never in the keychain. */
export function guardOf(known: KnownSecrets): RouterGuard {
  return {
    learn: (input) => known.learn(secretsIn(input), 'installation'),
    clean: (output) => cleanSentences(output, known.mask),
  };
}

type Mask = KnownSecrets['mask'];

/** Reasons of failures are kept in the database: without what a tool or a server put into them. */
export function cleanDeployments<S extends DeploymentStore>(store: S, mask: Mask): S {
  return {
    ...store,
    transition: (id, from, to, patch, now) => store.transition(id, from, to, cleanSentences(patch, mask), now),
    patch: (id, patch) => store.patch(id, cleanSentences(patch, mask)),
    makeCurrent: (id, patch, now, options) => store.makeCurrent(id, cleanSentences(patch, mask), now, options),
  };
}

export function cleanBackups<S extends BackupStore>(store: S, mask: Mask): S {
  return { ...store, patch: (id, patch) => store.patch(id, cleanSentences(patch, mask)) };
}

/** Findings are kept, too, where they change. */
export function cleanCheck(check: HealthCheck, mask: Mask): HealthCheck {
  return { ...check, check: async (signal) => cleanSentences(await check.check(signal), mask) };
}
