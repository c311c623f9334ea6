// What the desktop needs of the control plane; src/main/app makes one that has all of it.
import type { Caller } from '../../contract/caller.ts';
import type { Queue } from '../../contract/deployments.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { ProjectId } from '../../contract/ids.ts';

export interface DesktopControlPlane {
  readonly events: { subscribe(signal: AbortSignal): AsyncIterable<AppEvent> };
  readonly services: {
    readonly deployments: { queue(input: Record<never, never>, caller: Caller): Queue | Promise<Queue> };
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
