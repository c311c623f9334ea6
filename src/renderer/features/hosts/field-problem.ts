import type { Problem } from '../../lib/problem.ts';
import type { HostFieldErrors } from './host-draft.ts';

/** What the machine answered is shown below the form, what was entered wrongly beside its field. */
export function fieldError(problem: Problem | null): HostFieldErrors {
  return isOfField(problem) ? { [problem.field]: `${problem.message} ${problem.hint}` } : {};
}

export function isOfField(problem: Problem | null): problem is Problem & { readonly field: string } {
  return problem?.field !== undefined && (problem.code === 'NAME_TAKEN' || problem.code === 'VALIDATION_FAILED');
}
