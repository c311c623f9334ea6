// What an engine's error means to a user. One place knows Docker's words; everything else sees codes of the table.
import { AppError } from '../../../contract/app-error.ts';
import { asRecord, asText } from './json.ts';

export interface FailureContext {
  /** The host's name, for messages. */
  readonly host: string;
  /** Completes "could not …". */
  readonly action: string;
  /** Set where the call is about an image. */
  readonly image?: string | undefined;
  /** What the image is wanted for: to run it, or to get it from its registry. */
  readonly imageUse?: 'run' | 'pull' | undefined;
  /** Set where the call publishes a port. */
  readonly port?: number | undefined;
  readonly endpoint?: string | undefined;
}

const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
]);
const lostMessage = /socket hang up|^aborted$|premature close|other side closed/i;

/** Thrown by our own code when the engine does not answer in time, or ends an answer before it is whole. */
export class EngineSilence extends Error {
  override readonly name = 'EngineSilence';
}

/** An error of the engine as one of the table; anything else comes back unchanged, since it is not the engine's. */
export function translateFailure(error: unknown, context: FailureContext): unknown {
  if (error instanceof AppError) {
    return error;
  }
  const statusCode = statusCodeOf(error);
  if (statusCode !== null) {
    return failureOfAnswer(statusCode, problemOf(error), context, error);
  }
  if (isPermissionDenied(error)) {
    return new AppError('DOCKER_PERMISSION_DENIED', { endpoint: context.endpoint ?? context.host }, { cause: error });
  }
  return isConnectionLost(error) ? new AppError('ENGINE_LOST', { host: context.host }, { cause: error }) : error;
}

function failureOfAnswer(statusCode: number, problem: string, context: FailureContext, cause: unknown): AppError {
  const { host, action, image, imageUse } = context;
  if (isDiskFull(problem)) {
    return new AppError('DISK_FULL', { where: `Docker on ${host}` }, { cause });
  }
  if (context.port !== undefined && isPortTaken(problem)) {
    return new AppError('PORT_TAKEN', { port: portIn(problem) ?? context.port }, { cause });
  }
  if (image !== undefined && imageUse === 'run' && statusCode === 404 && /image/i.test(problem)) {
    return new AppError('IMAGE_GONE', { image }, { cause });
  }
  if (image !== undefined && imageUse === 'pull') {
    const registry = failureOfRegistry(problem, image, cause);
    if (registry !== null) {
      return registry;
    }
    if (statusCode === 404) {
      return new AppError('BASE_IMAGE_UNAVAILABLE', { image, problem }, { cause });
    }
  }
  if (/\bnetwork \S+ not found|network not found/i.test(problem)) {
    return new AppError('NETWORK_GONE', { host }, { cause });
  }
  return new AppError('ENGINE_FAILED', { action, problem }, { cause });
}

const registryUnreachable =
  /dial tcp|no such host|i\/o timeout|tls handshake|x509:|tls: |connection (?:refused|reset)|context deadline exceeded|client\.timeout|unexpected eof|\beof$|server misbehaving|too ?many ?requests|rate limit|\b50[0234]\b|proxyconnect|network is unreachable|no route to host|http response to https client/i;
const imageUnavailable =
  /not found|manifest unknown|pull access denied|repository does not exist|access.* denied|unauthorized|authorization failed|authentication required|no basic auth|name unknown|invalid reference format|no matching manifest|denied: /i;

/** What a registry's refusal or silence means; null when the text speaks of something else. */
export function failureOfRegistry(problem: string, image: string, cause: unknown): AppError | null {
  const shown = lastReason(problem);
  if (registryUnreachable.test(problem)) {
    return new AppError('REGISTRY_UNREACHABLE', { image, problem: shown }, { cause });
  }
  return imageUnavailable.test(problem)
    ? new AppError('BASE_IMAGE_UNAVAILABLE', { image, problem: shown }, { cause })
    : null;
}

/** BuildKit wraps the reason in where it happened; a user needs the reason. */
export function lastReason(problem: string): string {
  return problem.replace(/^failed to solve(?: with frontend [\w.]+)?: (?:failed to create LLB definition: )?/i, '');
}

export function isDiskFull(text: string): boolean {
  return /no space left on device|disk quota exceeded|\benospc\b/i.test(text);
}

function isPortTaken(problem: string): boolean {
  return /port is already allocated|address already in use|ports are not available|only one usage of each socket address/i.test(
    problem,
  );
}

function portIn(problem: string): number | null {
  const match =
    /:(\d{1,5})(?:\/tcp)?(?: failed|: bind| ->|: listen)/.exec(problem) ??
    /bind host port (?:for )?\S*?:(\d{1,5})[:/]/.exec(problem);
  return match === null ? null : Number(match[1]);
}

export function statusCodeOf(error: unknown): number | null {
  const statusCode = asRecord(error)?.['statusCode'];
  return typeof statusCode === 'number' ? statusCode : null;
}

/** The engine's own sentence, without what docker-modem puts around it. */
export function problemOf(error: unknown): string {
  const said = asText(asRecord(asRecord(error)?.['json'])?.['message']);
  const message = said ?? (error instanceof Error ? error.message : String(error));
  return readable(message.replace(/^\(HTTP code \d+\) .*? - /, ''));
}

const MAX_PROBLEM_LENGTH = 500;

/** One short line: engines quote files, terminals and worse. */
export function readable(message: string): string {
  // biome-ignore lint: control characters are what is looked for
  const line = message.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return line.length > MAX_PROBLEM_LENGTH ? `${line.slice(0, MAX_PROBLEM_LENGTH)}…` : line;
}

function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = asText(asRecord(error)?.['code']);
  return (
    error instanceof EngineSilence || (code !== undefined && lostCodes.has(code)) || lostMessage.test(error.message)
  );
}

/** Nothing listens at the endpoint. */
export function isNobodyThere(error: unknown): boolean {
  const failure = asRecord(error);
  // A file of certificates that is missing has the same code as a socket that is.
  return failure?.['syscall'] === 'connect' && (failure['code'] === 'ENOENT' || failure['code'] === 'ECONNREFUSED');
}

function isPermissionDenied(error: unknown): boolean {
  const code = asText(asRecord(error)?.['code']);
  return code === 'EACCES' || code === 'EPERM';
}
