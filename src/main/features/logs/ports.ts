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
  /** Both logs of a deployment. */
  remove(id: DeploymentId): Promise<void>;
  /** Every deployment that has logs, with the time of the last line in ms since the epoch. */
  list(): Promise<readonly { readonly id: DeploymentId; readonly writtenAt: number }[]>;
  close(): Promise<void>;
}

export interface LogClock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
