import { envKey } from '../contract/environment.ts';
import { usageError } from './cli-error.ts';

export interface Variable {
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** `KEY=VALUE` as a shell hands it over: the value may hold anything, also `=`. Throws VALIDATION_FAILED. */
export function parseAssignments(texts: readonly string[], isSecret: boolean): readonly Variable[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    const key = at === -1 ? text : text.slice(0, at);
    if (at === -1) {
      // A secret must not appear in an error, so only the name does.
      throw usageError('variable', `"${key}" has no value`, 'Write it as KEY=VALUE; KEY= sets an empty value.');
    }
    const checked = envKey.safeParse(key);
    if (!checked.success) {
      throw usageError('variable', `"${key}" is no name`, `${checked.error.issues[0]?.message ?? ''}.`);
    }
    return { key, value: text.slice(at + 1), isSecret };
  });
}
