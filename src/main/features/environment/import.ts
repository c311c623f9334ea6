// What importing a `.env` text changes: decided here, shown before it is done, then done as shown.
import type { EnvChange } from '../../../contract/environment.ts';
import { looksSecret } from '../../lib/looks-secret.ts';
import { parseDotenv } from './dotenv.ts';

export interface NewVariable {
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** A variable as it is now; a secret's value opened, or null where it cannot be opened any more. */
export interface KnownVariable {
  readonly key: string;
  readonly value: string | null;
  readonly isSecret: boolean;
}

export interface ImportPlan {
  readonly changes: readonly EnvChange[];
  /** What is to be stored: the added and the changed ones. */
  readonly variables: readonly NewVariable[];
}

/** `secretKeys` null: those that are secret already or look so. A secret never becomes plain by an import. */
export function planImport(
  text: string,
  known: readonly KnownVariable[],
  secretKeys: readonly string[] | null,
): ImportPlan {
  const now = new Map(known.map((variable) => [variable.key, variable]));
  const invalid: EnvChange[] = [];
  const wanted = new Map<string, { readonly value: string; readonly line: number }>();
  for (const entry of parseDotenv(text)) {
    if (entry.kind === 'invalid') {
      invalid.push({ key: entry.text, change: 'invalid', isSecret: false, reason: entry.reason, line: entry.line });
    } else {
      const earlier = wanted.get(entry.key);
      if (earlier !== undefined) {
        const reason = `line ${entry.line} sets it again, and counts`;
        invalid.push({ key: entry.key, change: 'invalid', isSecret: false, reason, line: earlier.line });
      }
      wanted.set(entry.key, { value: entry.value, line: entry.line });
    }
  }
  const variables: NewVariable[] = [];
  const changes = [...wanted].map(([key, { value, line }]): EnvChange => {
    const before = now.get(key);
    const isWantedSecret = secretKeys === null ? looksSecret(key) : secretKeys.includes(key);
    const isSecret = before?.isSecret === true || isWantedSecret;
    const change =
      before === undefined ? 'added' : before.value === value && before.isSecret === isSecret ? 'unchanged' : 'changed';
    if (change !== 'unchanged') {
      variables.push({ key, value, isSecret });
    }
    return { key, change, isSecret, reason: null, line };
  });
  return { changes: [...changes, ...invalid], variables };
}
