// What the terminals feature needs from outside.
import type { Duplex } from 'node:stream';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { TerminalSize } from '../../../contract/terminals.ts';

/** Why the stream of a shell ended: the shell did, by itself or with its container, or the connection is gone and the shell may go on. */
export interface ShellOutcome {
  readonly reason: 'exited' | 'stopped' | 'lost';
  /** Null: not known. */
  readonly exitCode: number | null;
}

/** A shell that runs, with a terminal of its own. */
export interface Shell {
  /** The program: `bash`, `sh`; empty where only the host knows. */
  readonly program: string;
  /** What it writes and what is typed. It ends when the shell has, and fails when its connection is lost. */
  readonly stream: Duplex;
  resize(size: TerminalSize): Promise<void>;
  /** To be asked once the stream has ended. */
  outcome(): Promise<ShellOutcome>;
  /** Hangs up, as closing a terminal's window does, and does not take no for an answer. Never throws; resolves when the shell is gone, or cannot be reached. */
  end(): Promise<void>;
}

export interface ShellRequest {
  readonly size: TerminalSize;
  readonly signal: AbortSignal;
}

/** Shells on the machine of one engine. */
export interface ShellHost {
  readonly hostName: string;
  /**
   * `mark` is kept by the engine with the shell, so that it is found again. Throws TERMINAL_NO_SHELL, PROJECT_NOT_RUNNING,
   * TERMINAL_LIMIT, ENGINE_LOST; `name` is for messages.
   */
  openContainerShell(
    container: { readonly id: string; readonly name: string; readonly mark: string },
    request: ShellRequest,
  ): Promise<Shell>;
  /** The login shell of whoever the host is logged in to as. Throws TERMINAL_UNAVAILABLE, TERMINAL_LIMIT, TERMINAL_FAILED. */
  openHostShell(request: ShellRequest): Promise<Shell>;
  /** Ends shells in this container whose mark begins so and is not one of those that are open: their owner's program or connection died. */
  endStrayShells(containerId: string, markPrefix: string, isOpen: (mark: string) => boolean): Promise<number>;
}

export interface ShellHosts {
  /** Throws NOT_FOUND or why there is no engine. */
  get(hostId: HostId): Promise<ShellHost>;
}

/** The container that serves a project now. */
export interface ServingContainer {
  readonly containerId: string;
  readonly deploymentId: DeploymentId;
  readonly hostId: HostId;
}

export interface ProjectContainers {
  /** Null: there is no such project. */
  nameOf(id: ProjectId): string | null;
  /** Null: nothing was ever deployed. */
  serving(id: ProjectId): ServingContainer | null;
  /** Of every project on the host. */
  servingOn(hostId: HostId): readonly ServingContainer[];
}

export interface TerminalClock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface TerminalDiagnostics {
  info(message: string, context?: Readonly<Record<string, unknown>>): void;
  debug(message: string, context?: Readonly<Record<string, unknown>>): void;
}
