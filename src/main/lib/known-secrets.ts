// Every secret that this process has seen in the clear, so that whatever it says of itself (its own log, errors, findings,
// reports) can be cleaned of them. Filled where secrets are opened and sealed, not where they are used: nobody can forget it.
import { cutOut } from './masker.ts';
import { createGrowingSearch } from './multi-search.ts';
import { MIN_SHARED_SECRET_LENGTH, secretForms } from './secret-forms.ts';

/**
 * `installation`: what opens hosts, registries, repositories, buckets or miniPaaS itself. Any application's output is cleaned of it,
 * too. `variable`: of one project, looked for in that project's output and in what miniPaaS says.
 */
export type SecretScope = 'installation' | 'variable';

export interface KnownSecrets {
  /** Until the program ends: an old value may still turn up. Short ones are left alone. */
  learn(values: readonly string[], scope: SecretScope): void;
  /** The text as it may be stored, shown or sent. */
  mask(text: string): string;
  /** Of the scope `installation`. `version` grows with them. */
  readonly shared: { version(): number; values(): readonly string[] };
}

export function createKnownSecrets(): KnownSecrets {
  const { add, search } = createGrowingSearch(MIN_SHARED_SECRET_LENGTH);
  const known = new Set<string>();
  const shared = new Set<string>();

  return {
    learn(values, scope) {
      for (const value of values) {
        if (value.trim().length < MIN_SHARED_SECRET_LENGTH) {
          continue;
        }
        if (!known.has(value)) {
          known.add(value);
          add(secretForms(value));
        }
        if (scope === 'installation') {
          shared.add(value);
        }
      }
    },
    mask(text) {
      const lines = text.split('\n');
      const spans = search(lines.join(''));
      return spans.length === 0 ? text : cutOut(lines, 0, spans).join('\n');
    },
    shared: { version: () => shared.size, values: () => [...shared] },
  };
}
