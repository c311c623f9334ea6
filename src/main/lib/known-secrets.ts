// Every secret that this process has seen in the clear, so that whatever it says of itself (its own log, errors, findings,
// reports) can be cleaned of them. Filled where secrets are opened and sealed, not where they are used: nobody can forget it.
import { cutOut } from './masker.ts';
import { createGrowingSearch } from './multi-search.ts';
import { MIN_SHARED_SECRET_LENGTH, secretForms } from './secret-forms.ts';

/**
 * `installation`: what opens hosts, registries, repositories, buckets or miniPaaS itself, and what several projects share. Any
 * application's output is cleaned of it, too. `project N`: looked for in that project's output and in what miniPaaS says.
 */
export type SecretGroup = 'installation' | `project ${number}`;

export interface KnownSecrets {
  /** Until the program ends: an old value may still turn up. Short ones are left alone. */
  learn(values: readonly string[], group: SecretGroup): void;
  /** The text as it may be stored, shown or sent. */
  mask(text: string): string;
  /** Those of some groups. */
  of(groups: readonly SecretGroup[]): SecretsOfGroups;
}

export interface SecretsOfGroups {
  /** Grows with them. */
  version(): number;
  values(): readonly string[];
}

export function createKnownSecrets(): KnownSecrets {
  const { add, search } = createGrowingSearch(MIN_SHARED_SECRET_LENGTH);
  const known = new Set<string>();
  const groups = new Map<SecretGroup, Set<string>>();

  function membersOf(group: SecretGroup): Set<string> {
    const members = groups.get(group) ?? new Set();
    groups.set(group, members);
    return members;
  }

  return {
    learn(values, group) {
      for (const value of values) {
        if (value.trim().length < MIN_SHARED_SECRET_LENGTH) {
          continue;
        }
        if (!known.has(value)) {
          known.add(value);
          add(secretForms(value));
        }
        membersOf(group).add(value);
      }
    },
    mask(text) {
      const lines = text.split('\n');
      const spans = search(lines.join(''));
      return spans.length === 0 ? text : cutOut(lines, 0, spans).join('\n');
    },
    of(wanted) {
      const members = wanted.map(membersOf);
      return {
        version: () => members.reduce((sum, { size }) => sum + size, 0),
        values: () => members.flatMap((values) => [...values]),
      };
    },
  };
}
