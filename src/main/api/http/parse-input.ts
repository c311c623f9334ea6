import type { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import { firstProblem } from '../../../contract/problem.ts';

/** Throws VALIDATION_FAILED with the field, as a call of the contract does. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const result = schema.safeParse(input);
  if (!result.success) {
    const { field, problem } = firstProblem(result.error.issues);
    throw new AppError('VALIDATION_FAILED', { field, problem }, { field, cause: result.error });
  }
  return result.data;
}
