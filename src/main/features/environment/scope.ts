// When a variable is there: at the build, while the application runs, or both.
import type { EnvScope } from '../../../contract/environment.ts';

interface Scoped {
  readonly isSecret: boolean;
  readonly scope?: EnvScope | undefined;
}

/** A secret is for run time unless somebody says otherwise: a build gives what it knows to all it runs. */
export const usualScope = (isSecret: boolean): EnvScope => (isSecret ? 'run' : 'both');

/** Of releases of the time before variables had one, too. */
export const scopeOf = ({ isSecret, scope }: Scoped): EnvScope => scope ?? usualScope(isSecret);

/** What a change leaves open stays as it was. What becomes a secret leaves the builds that it was for as a plain variable. */
export function scopeFor(wanted: Scoped, before: Scoped | undefined): EnvScope {
  return wanted.scope ?? (before?.isSecret === wanted.isSecret ? scopeOf(before) : usualScope(wanted.isSecret));
}
