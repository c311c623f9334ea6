import { type ErrorBody, type ErrorCode, type ErrorParams, errorCatalog } from './errors.ts';

interface AppErrorOptions {
  readonly cause?: unknown;
  /** The input field that must be changed, where there is one. */
  readonly field?: string;
  /** For programs: what they would otherwise have to cut out of the message. */
  readonly details?: Readonly<Record<string, string>>;
}

/** An error a user can act on: a code of the table, a sentence, a next step, and what caused it. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError';
  readonly code: C;
  readonly hint: string;
  readonly status: number;
  readonly isTransient: boolean;
  readonly field: string | undefined;
  readonly details: Readonly<Record<string, string>> | undefined;

  constructor(code: C, params: ErrorParams<C>, options: AppErrorOptions = {}) {
    const entry = errorCatalog[code];
    // The table's entries differ in their parameters; C ties this one to `params`.
    const render = entry as unknown as Record<'message' | 'hint', (params: ErrorParams<C>) => string>;
    super(render.message(params), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = render.hint(params);
    this.status = entry.status;
    this.isTransient = 'isTransient' in entry && entry.isTransient === true;
    this.field = options.field;
    this.details = options.details;
  }

  toBody(): ErrorBody {
    const { code, message, hint, field, details } = this;
    return {
      code,
      message,
      hint,
      ...(field === undefined ? {} : { field }),
      ...(details === undefined ? {} : { details: { ...details } }),
    };
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

/** What may be shown of any error: an unknown one shows nothing of its inside. */
export function toErrorBody(error: unknown): ErrorBody {
  return (isAppError(error) ? error : new AppError('INTERNAL', {}, { cause: error })).toBody();
}
