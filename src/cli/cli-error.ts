// Errors as the command line shows them: `CODE: message → hint`, and an exit code that a script can tell apart.
import { ORPCError } from '@orpc/client';
import type { ErrorBody } from '../contract/errors.ts';

export const exitCodes = {
  ok: 0,
  /** The call, or the deployment that was followed, failed. */
  failed: 1,
  usage: 2,
  /** No miniPaaS answers. */
  notRunning: 3,
  notLoggedIn: 4,
  /** As shells report Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly body: ErrorBody;
  readonly exitCode: ExitCode;

  constructor(body: ErrorBody, exitCode: ExitCode, cause?: unknown) {
    super(body.message, { cause });
    this.body = body;
    this.exitCode = exitCode;
  }
}

export function usageError(field: string, problem: string, hint: string): CliError {
  return new CliError({ code: 'VALIDATION_FAILED', message: `${field}: ${problem}`, hint, field }, exitCodes.usage);
}

export function notFound(what: string, hint: string): CliError {
  return new CliError({ code: 'NOT_FOUND', message: `There is no ${what}.`, hint }, exitCodes.failed);
}

/** Whatever was thrown, as something to show. */
export function toCliError(error: unknown, url: string | null): CliError {
  if (error instanceof CliError) {
    return error;
  }
  if (error instanceof ORPCError) {
    const exitCode = error.status === 401 ? exitCodes.notLoggedIn : exitCodes.failed;
    return new CliError(bodyOf(error as ORPCError<string, unknown>), exitCode, error);
  }
  const networkCode = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined)?.code : undefined;
  if (networkCode !== undefined || (error instanceof TypeError && error.message === 'fetch failed')) {
    return notRunning(`Nothing answers at ${url ?? 'its address'} (${networkCode ?? 'no connection'}).`, error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CliError({ code: 'INTERNAL', message, hint: 'Please report it.' }, exitCodes.failed, error);
}

export function notRunning(message: string, cause?: unknown): CliError {
  const hint = 'Start miniPaaS with "npm start -- --headless", or name another one with --url and --token.';
  return new CliError({ code: 'NOT_RUNNING', message, hint }, exitCodes.notRunning, cause);
}

export function formatError({ code, message, hint }: ErrorBody): string {
  return `${code}: ${message}${hint === '' ? '' : ` → ${hint}`}`;
}

function bodyOf({ code, message, data }: ORPCError<string, unknown>): ErrorBody {
  return { code, message, hint: '', ...(data as Partial<ErrorBody> | undefined) };
}
