import type { AppError } from '../../../contract/app-error.ts';
import type { GitUrl } from '../../lib/git-url.ts';
import type { GitResult } from './run-git.ts';

/** Git within one session: what the verbs are written against. */
export interface Git {
  readonly url: GitUrl;
  /** Standard output; throws the classified error when git fails. */
  run(args: readonly string[], directory?: string | null): Promise<string>;
  /** Like `run`, for verbs whose failure has a second way. */
  attempt(args: readonly string[], directory?: string | null): Promise<GitResult>;
  failure(verb: string, result: GitResult): AppError;
  /** A line of our own in the build log. */
  say(text: string): void;
}
