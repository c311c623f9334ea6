// What the diagnostics feature needs from outside.
import type { DetailedHealth } from '../../../contract/health.ts';
import type { Host } from '../../../contract/hosts.ts';
import type { SettingOrigin } from '../../../contract/settings.ts';

/** The files of the control plane's own log. */
export interface OwnLogFiles {
  /** Oldest first. */
  list(): Promise<readonly OwnLogFileFacts[]>;
  /** Bytes from `from` up to `to`, fewer where the file ends before; empty when it is gone. */
  read(name: string, from: number, to: number): Promise<Buffer>;
  /** Compares names by age: negative when the first is older. */
  compare(a: string, b: string): number;
  /** Removes files without a line since then, but never the newest. Gives back their names. */
  removeOlderThan(at: number): Promise<readonly string[]>;
}

export interface OwnLogFileFacts {
  readonly name: string;
  readonly sizeBytes: number;
}

/** Of the time after a line was written. */
export interface OwnLogWriter {
  onWritten(listener: () => void): () => void;
}

export interface CrashReport {
  readonly name: string;
  readonly content: string;
}

export interface DatabaseContents {
  /** The newest migration. */
  readonly schema: string;
  readonly sizeBytes: number;
  readonly rows: Readonly<Record<string, number>>;
}

/** Where the facts of a report come from. One that cannot be had does not keep the others from it. */
export interface ReportSources {
  versions(): Readonly<Record<string, string | null>>;
  configuration(): readonly SettingOrigin[];
  /** Names of variables of the environment that concern miniPaaS; never their values. */
  environmentNames(): readonly string[];
  health(signal: AbortSignal): Promise<DetailedHealth>;
  hosts(): Promise<readonly Host[]>;
  database(): DatabaseContents;
  crashes(): Promise<readonly CrashReport[]>;
}
