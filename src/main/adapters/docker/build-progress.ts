// What both builders' answers come down to.
import type { BuildEvent } from '../../features/deployments/ports/build.ts';

/** Takes one message of the engine's answer after the other. Holds no more than what is needed to go on. */
export interface BuildProgress {
  /** What the message adds, in order. */
  accept(message: unknown): readonly BuildEvent[];
  /** Lines that were begun when the answer ended. */
  end(): readonly BuildEvent[];
  outcome(): BuildOutcome;
}

export interface BuildOutcome {
  readonly imageId: string | null;
  readonly failure: BuildFailure | null;
  /** Container in which the classic builder ran its last command. */
  readonly containerId: string | null;
}

export interface BuildFailure {
  readonly message: string;
  /** The step that failed, as shown; null when it failed before or between steps. */
  readonly step: string | null;
  readonly exitCode: number | null;
}
