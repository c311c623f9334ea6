// Why a build did not give an image, as an error of the table.
import { AppError } from '../../../contract/app-error.ts';
import type { BuildFailure } from './build-progress.ts';
import { failureOfRegistry, isDiskFull, lastReason, readable } from './engine-failure.ts';

const dockerfileInvalid =
  /dockerfile parse error|unknown instruction|cannot be empty|no build stage in current context|failed to parse|unknown flag|requires buildkit|base name .* should not be blank|invalid from flag|file with no instructions|no instructions in dockerfile|the dockerfile .* must be/i;
const dockerfileMissing = /cannot locate specified dockerfile|failed to read dockerfile|dockerfile: no such file/i;
/** The steps that get a base image: `FROM …`, and BuildKit's look at its manifest. */
const baseImageStep = /(?:^|\s)FROM (?:--\S+ )*(\S+)|load metadata for (\S+)/i;
/** A step's own command, or what it copies, failed: not the image's fault. */
const commandFailed = /exit code:? \d+|non-zero code: \d+|did not complete successfully/i;

export interface BuildSetting {
  readonly host: string;
  readonly dockerfilePath: string;
  /** The command that failed said so. */
  readonly saysDiskFull?: boolean;
}

/** `failure.message` may be of an answer that refused the build altogether: then there is no step. */
export function buildError(
  failure: BuildFailure,
  { host, dockerfilePath, saysDiskFull = false }: BuildSetting,
  cause?: unknown,
): AppError {
  const { message, step, exitCode } = failure;
  const problem = lastReason(readable(message));
  const options = { cause: cause ?? new Error(problem) };
  if (commandFailed.test(message) && !saysDiskFull) {
    return new AppError('BUILD_FAILED', { step: step ?? 'RUN', exitCode }, options);
  }
  if (saysDiskFull || isDiskFull(message)) {
    return new AppError('DISK_FULL', { where: `Docker on ${host}` }, options);
  }
  if (dockerfileMissing.test(message)) {
    return new AppError('DOCKERFILE_NOT_FOUND', { path: dockerfilePath }, options);
  }
  if (dockerfileInvalid.test(message)) {
    return new AppError('DOCKERFILE_INVALID', { problem }, options);
  }
  const image = baseImageOf(step);
  const registry = image === null ? null : failureOfRegistry(problem, image, options.cause);
  if (registry !== null) {
    return registry;
  }
  return step === null
    ? new AppError('ENGINE_FAILED', { action: 'build the image', problem }, options)
    : new AppError('BUILD_FAILED', { step, exitCode }, options);
}

function baseImageOf(step: string | null): string | null {
  const [, from, metadata] = baseImageStep.exec(step ?? '') ?? [];
  return (from ?? metadata)?.replace(/^docker\.io\/(?:library\/)?/, '') ?? null;
}
