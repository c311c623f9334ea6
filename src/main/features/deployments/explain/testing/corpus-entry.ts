import { AppError } from '../../../../../contract/app-error.ts';
import type { ExplanationStep } from '../../../../../contract/explanation.ts';
import type { FailurePhase } from '../recogniser.ts';

/** A failure as tools tell it, and how it is to be understood. */
export interface Explained {
  readonly id: string;
  readonly phase: FailurePhase;
  readonly error: AppError;
  readonly log: string;
  /** Part of what is said. */
  readonly says?: string;
  readonly line?: string;
  readonly step?: ExplanationStep | null;
}

export const buildFailed = (exitCode: number | null = 1): AppError =>
  new AppError('BUILD_FAILED', { step: 'RUN npm run build', exitCode });

export const exited = (exitCode = 1): AppError => new AppError('CONTAINER_EXITED', { exitCode, lastLine: '' });

/** Of a build that ended with exit code 1. */
export const inBuild = (id: string, log: string, more: Partial<Explained> = {}): Explained => ({
  id,
  phase: 'build',
  error: buildFailed(),
  log,
  ...more,
});

/** Of an application that ended with exit code 1. */
export const atStart = (id: string, log: string, more: Partial<Explained> = {}): Explained => ({
  id,
  phase: 'start',
  error: exited(),
  log,
  ...more,
});
