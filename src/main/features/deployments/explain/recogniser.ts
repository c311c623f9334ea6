// A known failure as data: how it shows in a log or in an error, and what is said about it. The table of them is docs/errors.md.
import type { ErrorCode } from '../../../../contract/errors.ts';
import type { ExplanationStep } from '../../../../contract/explanation.ts';

/**
 * `source`: while the source was fetched; `build`; `start`: from the release command to the last question of the health gate; `run`: when it
 * served already. What ends a start may end what runs as well, so `start` stands for both.
 */
export type FailurePhase = 'source' | 'build' | 'start' | 'run';

/** Of the row and its error, what a fix may depend on. */
export interface Failure {
  readonly phase: FailurePhase;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string>>;
  readonly settings: { readonly port: number | null; readonly memoryLimitMb: number | null };
}

/** What the patterns' named groups, or the error's details, have caught. */
export type Caught = Readonly<Record<string, string>>;

export interface Recogniser {
  /** Anchor of its row in docs/errors.md; never changes its meaning. */
  readonly id: string;
  readonly phases: readonly FailurePhase[];
  /** Only a failure with one of these codes. */
  readonly codes?: readonly ErrorCode[];
  /**
   * One of them is found in a line of the log, or in the error's message. Left out: the code alone says it. Each must take time linear in
   * the length of a line: what it reads is anybody's.
   */
  readonly patterns?: readonly RegExp[];
  /** Texts; `{name}` stands for what the group of that name has caught, `{name|other words}` where it may have caught nothing. */
  readonly title: string;
  readonly cause: string;
  readonly fix: string;
  /** Null: what was caught is no good for it. */
  readonly step?: (caught: Caught, failure: Failure) => ExplanationStep | null;
}
