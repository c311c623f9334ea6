// What parts of the desktop need of the control plane; src/main/app makes one that has all of it.
import type { Caller } from '../../contract/caller.ts';
import type { DeploymentStatus } from '../../contract/deployments.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { ProjectId } from '../../contract/ids.ts';

/** One that builds or waits. */
export interface QueuedDeployment {
  readonly deployment: { readonly id: number; readonly projectId: number; readonly status: DeploymentStatus };
  readonly projectName: string;
}

export interface DeploymentQueue {
  readonly active: readonly QueuedDeployment[];
  readonly waiting: readonly QueuedDeployment[];
}

/** What builds, what is called how, and what changes: enough for tray and notifications. */
export interface DeploymentSource {
  readonly events: { subscribe(signal: AbortSignal): AsyncIterable<AppEvent> };
  readonly services: {
    readonly deployments: { queue(input: undefined, caller: Caller): DeploymentQueue | Promise<DeploymentQueue> };
    readonly projects: {
      get(
        input: { readonly id: ProjectId },
        caller: Caller,
      ): { readonly name: string } | Promise<{ readonly name: string }>;
    };
  };
  /** Whoever sits at this machine. */
  localCaller(signal: AbortSignal): Caller;
}

/** The dashboard over HTTP, for a browser. Off unless turned on. */
export interface ListenerSwitch {
  /** Throws PORT_IN_USE. */
  start(): Promise<unknown>;
  stop(): Promise<void>;
  readonly url: string | null;
}
