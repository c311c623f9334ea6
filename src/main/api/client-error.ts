// The one place where an error becomes what a client may see: the code, sentence, hint and field of the error table.
// REST answers exactly `{code, message, hint, field?, details?}`; a client of the RPC transports gets `{hint, field?, details?}` as `error.data`.
import { ORPCError, ValidationError } from '@orpc/server';
import { AppError, isAppError } from '../../contract/app-error.ts';
import type { ErrorBody } from '../../contract/errors.ts';
import { isDiskFull } from '../lib/is-disk-full.ts';
import { cleanBody } from './clean-output.ts';
import type { ApiLog } from './context.ts';
import { firstProblem } from '../../contract/problem.ts';

export type ClientErrorData = Pick<ErrorBody, 'hint' | 'field' | 'details'>;

export type ClientError = ORPCError<string, ClientErrorData>;

export function toClientError(error: unknown, log: ApiLog, context: Readonly<Record<string, unknown>>): ClientError {
  const known = toAppError(error);
  if (known.code === 'INTERNAL') {
    log.error('A call failed for a reason that is not in the error table', { ...context, err: known.cause ?? known });
  }
  const body = known.toBody();
  const { code, message, ...data } = log.mask === undefined ? body : cleanBody(body, log.mask);
  return new ORPCError(code, { status: known.status, message, data });
}

/** REST's body of an error that `toClientError` made. */
export function toRestBody(error: ORPCError<string, unknown>): ErrorBody {
  return { code: error.code, message: error.message, ...(error.data as ClientErrorData) };
}

export function toAppError(error: unknown): AppError {
  if (isAppError(error)) {
    return error;
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return error.cause instanceof ValidationError ? invalid(error.cause) : malformed(error);
  }
  return isDiskFull(error)
    ? new AppError('DISK_FULL', { where: 'the data folder' }, { cause: error })
    : new AppError('INTERNAL', {}, { cause: error });
}

function invalid(cause: ValidationError): AppError {
  const { field, problem } = firstProblem(cause.issues);
  return new AppError('VALIDATION_FAILED', { field, problem }, { field, cause });
}

function malformed(cause: Error): AppError {
  return new AppError('VALIDATION_FAILED', { field: 'body', problem: cause.message }, { field: 'body', cause });
}
