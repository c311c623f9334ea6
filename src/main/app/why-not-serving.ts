// Waits for the end of a deployment, as somebody who looks at the dashboard would.
import type { AppEvent } from '../../contract/events.ts';
import type { Deployment } from '../../contract/deployments.ts';
import type { DeploymentId } from '../../contract/ids.ts';
import { isAppError } from '../../contract/app-error.ts';
import type { EventHub } from '../lib/event-hub.ts';

/** Null when it serves or has served; else why it does not. An abort throws the signal's reason. */
export async function whyNotServing(
  hub: Pick<EventHub<AppEvent>, 'subscribe'>,
  get: (id: DeploymentId) => Deployment,
  id: DeploymentId,
  signal: AbortSignal,
): Promise<string | null> {
  const watching = new AbortController();
  const stop = (): void => watching.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const event of hub.subscribe(watching.signal)) {
      const isAboutIt = event.type === 'ready' || (event.type === 'deployment' && event.deployment.id === id);
      const row = isAboutIt ? get(id) : null;
      if (row !== null && row.finishedAt !== null) {
        return reasonOf(row);
      }
    }
    signal.throwIfAborted();
    return 'the program ended';
  } catch (error) {
    signal.throwIfAborted();
    if (isAppError(error) && error.code === 'NOT_FOUND') {
      return `deployment ${id} was removed`;
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    watching.abort();
  }
}

function reasonOf({ id, status, errorMessage }: Deployment): string | null {
  switch (status) {
    case 'running':
    case 'stopped':
      return null;
    case 'failed':
      return errorMessage ?? `deployment ${id} failed`;
    default:
      return `deployment ${id} was ${status}`;
  }
}
