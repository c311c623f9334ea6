// When a variable is there: at the build, while the application runs, or both; and how the application finds it.
import { AppError } from '../../../contract/app-error.ts';
import type { EnvDelivery, EnvScope, EnvSignal } from '../../../contract/environment.ts';

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

interface Delivered {
  readonly isSecret: boolean;
  readonly delivery?: EnvDelivery | undefined;
  readonly signal?: EnvSignal | null | undefined;
}

/** What a change leaves open stays as it was. Throws VALIDATION_FAILED for a plain variable that is to be a file. */
export function deliveryFor(
  wanted: Delivered & { readonly key: string },
  before: Delivered | undefined,
): { readonly delivery: EnvDelivery; readonly signal: EnvSignal | null } {
  if (!wanted.isSecret && wanted.delivery === 'file') {
    const problem = `${wanted.key} is a plain variable; only a secret is delivered as a file`;
    throw new AppError('VALIDATION_FAILED', { field: 'delivery', problem }, { field: 'delivery' });
  }
  const delivery = wanted.isSecret ? (wanted.delivery ?? before?.delivery ?? 'variable') : 'variable';
  const signal = wanted.signal === undefined ? (before?.signal ?? null) : wanted.signal;
  return { delivery, signal: delivery === 'file' ? signal : null };
}
