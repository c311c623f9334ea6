// What the logs feature needs from outside: append-only files of numbered lines.
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogKind, LogLine, LogStream } from '../../../contract/logs.ts';

export interface LogFileState {
  /** 0 and 0 for an empty log. */
  readonly first: number;
  readonly last: number;
  readonly isComplete: boolean;
  readonly sizeBytes: number;
}

export interface LogFiles {
  /** Numbers the lines and writes them in order; resolves when they are handed to the operating system. */
  append(
    id: DeploymentId,
    kind: LogKind,
    lines: readonly { readonly at: number; readonly stream: LogStream; readonly text: string }[],
  ): Promise<LogFileState>;
  complete(id: DeploymentId, kind: LogKind): Promise<void>;
  /** Lines after `after`, at most `maxBytes` of text but at least one; none when there are none yet. */
  read(
    id: DeploymentId,
    kind: LogKind,
    options: { readonly after: number; readonly maxBytes: number },
  ): Promise<readonly LogLine[]>;
  state(id: DeploymentId, kind: LogKind): Promise<LogFileState>;
  /** Matching lines, newest first. */
  search(id: DeploymentId, kind: LogKind, matcher: LogMatcher, range: LogSearchRange): Promise<LogSearchPart>;
  /** Both logs of a deployment. */
  remove(id: DeploymentId): Promise<void>;
  /** Every deployment that has logs, with the time of the last line in ms since the epoch. */
  list(): Promise<readonly { readonly id: DeploymentId; readonly writtenAt: number }[]>;
  close(): Promise<void>;
}

export interface LogMatcher {
  /** A text that every match has, for the index; empty: there is none to be told. */
  readonly literal: string;
  readonly isCaseSensitive: boolean;
  /** One answer for each line. */
  test(lines: readonly LogLine[]): readonly boolean[] | Promise<readonly boolean[]>;
}

export interface LogSearchRange {
  /** Only lines of smaller numbers: where the part before ended. Null: from the newest on. */
  readonly before: number | null;
  /** Lines older than this, in ms since the epoch, are not looked at. */
  readonly from: number | null;
  readonly limit: number;
  /** After this long the part ends with what was found. It looks at one block at least. */
  readonly maxMs: number;
  readonly signal: AbortSignal;
}

export interface LogSearchPart {
  /** Newest first. */
  readonly lines: readonly LogLine[];
  /** Give it back to go on; null: all was looked at. */
  readonly before: number | null;
  /** Of the log, those included that its index told to skip. */
  readonly searchedBytes: number;
}

/** Tests texts against regular expressions where they can be stopped. */
export interface RegexRunner {
  /** Throws SEARCH_TOO_SLOW. */
  test(expression: RegExp, texts: readonly string[]): Promise<readonly boolean[]>;
  /** The first pieces of each text that it finds, each once and none of them empty. Throws SEARCH_TOO_SLOW. */
  find(expression: RegExp, texts: readonly string[]): Promise<readonly (readonly string[])[]>;
  close(): void;
}

export interface LogClock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
