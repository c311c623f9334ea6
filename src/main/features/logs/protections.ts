// What is masked in the log of each deployment: the secrets it was made with, those that its project had or got meanwhile, and
// what opens the installation itself.
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogKind } from '../../../contract/logs.ts';
import type { SecretsOfGroups } from '../../lib/known-secrets.ts';
import { createMasker, type Masker } from '../../lib/masker.ts';

interface Protection {
  readonly secrets: Set<string>;
  /** Made with the first line: most deployments write no more. */
  readonly maskers: Map<LogKind, Masker>;
  readonly known: SecretsOfGroups;
  /** Of the known ones, when they were last looked at. */
  knownVersion: number;
}

export function createProtections(knownOf: (id: DeploymentId) => SecretsOfGroups) {
  const protections = new Map<DeploymentId, Protection>();

  function protectionOf(id: DeploymentId): Protection {
    const found = protections.get(id) ?? begin(id);
    const version = found.known.version();
    if (found.knownVersion !== version) {
      found.knownVersion = version;
      teach(found, found.known.values());
    }
    return found;
  }

  function begin(id: DeploymentId): Protection {
    const made: Protection = { secrets: new Set(), maskers: new Map(), known: knownOf(id), knownVersion: 0 };
    protections.set(id, made);
    return made;
  }

  function teach({ secrets, maskers }: Protection, values: readonly string[]): void {
    const fresh = values.filter((value) => !secrets.has(value));
    for (const value of fresh) {
      secrets.add(value);
    }
    for (const masker of maskers.values()) {
      masker.learn(fresh);
    }
  }

  return {
    maskerOf(id: DeploymentId, kind: LogKind): Masker {
      const { secrets, maskers } = protectionOf(id);
      const masker = maskers.get(kind) ?? createMasker([...secrets]);
      maskers.set(kind, masker);
      return masker;
    },
    /** What was protected before stays so: an old value may still be in the output of the application. */
    protect: (id: DeploymentId, secrets: readonly string[]): void => teach(protectionOf(id), secrets),
    mask(id: DeploymentId, text: string): string {
      const { secrets, maskers } = protectionOf(id);
      const [masker = createMasker([...secrets])] = maskers.values();
      return masker.mask(text);
    },
    /** No line follows. Its secrets stay known: messages about it may still be made. */
    complete: (id: DeploymentId, kind: LogKind): void => void protections.get(id)?.maskers.delete(kind),
    forget: (id: DeploymentId): void => void protections.delete(id),
  };
}
