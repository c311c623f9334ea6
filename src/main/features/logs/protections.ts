// What is masked in the log of each deployment: the secrets it was made with, and what opens the installation itself.
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogKind } from '../../../contract/logs.ts';
import type { KnownSecrets } from '../../lib/known-secrets.ts';
import { createMasker, type Masker } from '../../lib/masker.ts';

interface Protection {
  readonly secrets: Set<string>;
  /** Made with the first line: most deployments write no more. */
  readonly maskers: Map<LogKind, Masker>;
  /** Of the installation's secrets, when they were last looked at. */
  sharedVersion: number;
}

export function createProtections(shared: KnownSecrets['shared']) {
  const protections = new Map<DeploymentId, Protection>();

  function protectionOf(id: DeploymentId): Protection {
    const found: Protection = protections.get(id) ?? { secrets: new Set(), maskers: new Map(), sharedVersion: 0 };
    protections.set(id, found);
    if (found.sharedVersion !== shared.version()) {
      found.sharedVersion = shared.version();
      teach(found, shared.values());
    }
    return found;
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
