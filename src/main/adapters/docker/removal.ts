// Removes a container, or waits for the engine to do so.
import { setTimeout as pause } from 'node:timers/promises';
import type { EngineClient } from './engine-client.ts';
import { statusCodeOf } from './engine-failure.ts';

const POLL_MS = 50;
const PATIENCE_MS = 10_000;

/** With its anonymous volumes, running or not. Resolves when it is gone. */
export async function removeContainer(client: EngineClient, id: string): Promise<void> {
  await client.call({ action: 'remove the container' }, async (abortSignal) => {
    try {
      await client.docker.getContainer(id).remove({ force: true, v: true, abortSignal });
    } catch (error) {
      // 409: somebody else is removing it right now.
      if (statusCodeOf(error) === 409 && (await isGoneInTime(client, id))) {
        return;
      }
      if (statusCodeOf(error) !== 404) {
        throw error;
      }
    }
  });
}

/** Removes it in the end if the engine does not. */
export async function awaitRemoval(client: EngineClient, id: string): Promise<void> {
  const isGone = await client.call({ action: 'look at the container' }, () => isGoneInTime(client, id));
  if (!isGone) {
    await removeContainer(client, id);
  }
}

async function isGoneInTime(client: EngineClient, id: string): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    try {
      await client.docker.getContainer(id).inspect();
    } catch (error) {
      if (statusCodeOf(error) === 404) {
        return true;
      }
      throw error;
    }
    await pause(POLL_MS);
  }
  return false;
}
