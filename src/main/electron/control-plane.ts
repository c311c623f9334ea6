// What the desktop needs of the control plane; src/main/app makes one that has all of it.
import type { Caller } from '../../contract/caller.ts';
import type { Queue } from '../../contract/deployments.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { ProjectId } from '../../contract/ids.ts';
import type { ApiLog } from '../api/context.ts';
import type { ApiRouter } from '../api/router.ts';

/** What builds, what is called how, and what changes: enough for tray and notifications. */
export interface DeploymentSource {
  readonly events: { subscribe(signal: AbortSignal): AsyncIterable<AppEvent> };
  readonly services: {
    readonly deployments: { queue(input: undefined, caller: Caller): Queue | Promise<Queue> };
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

export interface DesktopControlPlane extends DeploymentSource {
  readonly router: ApiRouter;
  readonly log: ApiLog;
  readonly listener: ListenerSwitch;
  /** Waits until everything has stopped cleanly. */
  close(): Promise<void>;
}
