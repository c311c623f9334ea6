// The network in which a host's applications live.
import type Docker from 'dockerode';
import type { EngineClient } from './engine-client.ts';
import { statusCodeOf } from './engine-failure.ts';

export interface Networks {
  /** Makes it unless it is there. Two who make it at once end up with one. */
  ensure(name: string, labels: Readonly<Record<string, string>>): Promise<void>;
}

export function createNetworks(client: EngineClient): Networks {
  const { docker } = client;
  /** Callers of this process share one attempt. */
  const underWay = new Map<string, Promise<void>>();

  /** The engine's filter finds parts of names as well. */
  async function named(name: string): Promise<Docker.NetworkInspectInfo[]> {
    const found = await client.call({ action: 'list networks' }, (abortSignal) =>
      docker.listNetworks({ filters: JSON.stringify({ name: [name] }), abortSignal }),
    );
    return found.filter((network) => network.Name === name);
  }

  async function make(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    if ((await named(name)).length > 0) {
      return;
    }
    const madeId = await client.call({ action: `make the network ${name}` }, async (abortSignal) => {
      try {
        const made = await docker.createNetwork({
          Name: name,
          Driver: 'bridge',
          CheckDuplicate: true,
          Labels: { ...labels },
          abortSignal,
        });
        return made.id;
      } catch (error) {
        if (statusCodeOf(error) === 409) {
          return null;
        }
        throw error;
      }
    });
    if (madeId !== null) {
      await yieldToElder(name, madeId);
    }
  }

  /**
   * Engines may let two networks of one name through, and then refuse containers that name it. The eldest stays: everybody who
   * looks sees the same one.
   */
  async function yieldToElder(name: string, madeId: string): Promise<void> {
    const [eldest] = (await named(name)).toSorted(
      (a, b) => a.Created.localeCompare(b.Created) || a.Id.localeCompare(b.Id),
    );
    if (eldest === undefined || eldest.Id === madeId) {
      return;
    }
    await client.call({ action: `remove the second network ${name}` }, async (abortSignal) => {
      try {
        await docker.getNetwork(madeId).remove({ abortSignal });
      } catch (error) {
        if (statusCodeOf(error) !== 404) {
          throw error;
        }
      }
    });
  }

  return {
    ensure(name, labels) {
      const current = underWay.get(name);
      if (current !== undefined) {
        return current;
      }
      const made = make(name, labels).finally(() => underWay.delete(name));
      underWay.set(name, made);
      return made;
    },
  };
}
