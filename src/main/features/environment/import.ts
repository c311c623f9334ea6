// What a `.env` text changes: decided here, shown before it is done, then done as shown.
import type { EnvChange, EnvDelivery, EnvScope, EnvSignal } from '../../../contract/environment.ts';
import { envPlaceholder } from '../../../contract/env-text.ts';
import { looksSecret } from '../../lib/looks-secret.ts';
import { parseDotenv } from './dotenv.ts';

export interface NewVariable {
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
  /** Left out: as it was, or what is usual. */
  readonly scope?: EnvScope | undefined;
  readonly delivery?: EnvDelivery | undefined;
  readonly signal?: EnvSignal | null | undefined;
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

export interface EditPlan extends ImportPlan {
  /** Names of those that the text has no more. */
  readonly removed: readonly string[];
}

/** `secretKeys` null: those that are secret already or look so. A secret never becomes plain by an import. */
export function planImport(
  text: string,
  known: readonly KnownVariable[],
  secretKeys: readonly string[] | null,
): ImportPlan {
  const now = new Map(known.map((variable) => [variable.key, variable]));
  const { wanted, invalid } = readWanted(text);
  const variables: NewVariable[] = [];
  const changes = wanted.map(({ key, value, line }): EnvChange => {
    const before = now.get(key);
    const isSecret = before?.isSecret === true || isWantedSecret(key, secretKeys);
    const change = changeOf(before, value, isSecret);
    if (change !== 'unchanged') {
      variables.push({ key, value, isSecret });
    }
    return { key, change, isSecret, reason: null, line };
  });
  return { changes: [...changes, ...invalid], variables };
}

/** As an import of a text that is all there is to be: what it does not name goes, and a placeholder keeps what is stored. */
export function planEdit(
  text: string,
  known: readonly KnownVariable[],
  secretKeys: readonly string[] | null,
): EditPlan {
  const now = new Map(known.map((variable) => [variable.key, variable]));
  const { wanted, invalid } = readWanted(text);
  const variables: NewVariable[] = [];
  const changes = wanted.map(({ key, value: given, line }): EnvChange => {
    const before = now.get(key);
    if (before === undefined && given === envPlaceholder) {
      const reason = 'the placeholder keeps a stored value, and none is stored under this name';
      return { key, change: 'invalid', isSecret: false, reason, line };
    }
    const isSecret = before?.isSecret === true || isWantedSecret(key, secretKeys);
    const value = given === envPlaceholder ? (before?.value ?? null) : given;
    // A secret that cannot be opened any more stays as it is until somebody enters it again.
    const change = value === null ? 'unchanged' : changeOf(before, value, isSecret);
    if (value !== null && change !== 'unchanged') {
      variables.push({ key, value, isSecret });
    }
    return { key, change, isSecret, reason: null, line };
  });
  const named = new Set(wanted.map(({ key }) => key));
  const gone = known.filter(({ key }) => !named.has(key));
  const removed = gone.map(
    ({ key, isSecret }): EnvChange => ({ key, change: 'removed', isSecret, reason: null, line: null }),
  );
  return { changes: [...changes, ...removed, ...invalid], variables, removed: gone.map(({ key }) => key) };
}

interface WantedVariable {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

function readWanted(text: string): {
  readonly wanted: readonly WantedVariable[];
  readonly invalid: readonly EnvChange[];
} {
  const invalid: EnvChange[] = [];
  const wanted = new Map<string, WantedVariable>();
  for (const entry of parseDotenv(text)) {
    if (entry.kind === 'invalid') {
      invalid.push({ key: entry.text, change: 'invalid', isSecret: false, reason: entry.reason, line: entry.line });
    } else {
      const earlier = wanted.get(entry.key);
      if (earlier !== undefined) {
        const reason = `line ${entry.line} sets it again, and counts`;
        invalid.push({ key: entry.key, change: 'invalid', isSecret: false, reason, line: earlier.line });
      }
      wanted.set(entry.key, entry);
    }
  }
  return { wanted: [...wanted.values()], invalid };
}

const isWantedSecret = (key: string, secretKeys: readonly string[] | null): boolean =>
  secretKeys === null ? looksSecret(key) : secretKeys.includes(key);

function changeOf(
  before: KnownVariable | undefined,
  value: string,
  isSecret: boolean,
): 'added' | 'changed' | 'unchanged' {
  if (before === undefined) {
    return 'added';
  }
  return before.value === value && before.isSecret === isSecret ? 'unchanged' : 'changed';
}
