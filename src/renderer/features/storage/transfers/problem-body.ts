import type { ErrorBody } from '../../../../contract/errors.ts';
import { toProblem } from '../../../lib/problem.ts';

/** What may be shown of whatever was thrown, in the shape in which the control plane tells it. */
export function problemBody(failure: unknown): ErrorBody {
  const { code, message, hint, field } = toProblem(failure);
  return { code, message, hint, ...(field === undefined ? {} : { field }) };
}
