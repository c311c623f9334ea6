// What an engine has and what it takes on the disk, and the removal of single objects. Nothing is ever forced or pruned wholesale:
// the engine's own refusals are a second guard.
import type { EngineUpkeep } from '../../features/hosts/ports/upkeep.ts';
import type { EngineClient } from './engine-client.ts';
import { problemOf, statusCodeOf } from './engine-failure.ts';
import { asRecord } from './json.ts';
import { removeContainer } from './removal.ts';
import { listIn, textsIn, toContainer, toDisk, toImage, toNetwork, toVolume } from './upkeep-facts.ts';

const PING_TIMEOUT_MS = 10_000;
/** It walks through every container and volume: minutes, where there is much on a slow disk. */
const DISK_TIMEOUT_MS = 120_000;
/** As a release that serves is given. */
const GRACE_SECONDS = 10;
const STOP_TIMEOUT_MS = 40_000;
const REMOVE_TIMEOUT_MS = 120_000;

export function createEngineUpkeep(client: EngineClient): EngineUpkeep {
  const { docker } = client;
  // Its types leave the options out.
  const measure = docker.df.bind(docker) as (options: { readonly abortSignal: AbortSignal }) => Promise<unknown>;

  /** Null when it is gone, or was gone before; else the engine's reason for keeping it. */
  async function unlessRefused(
    action: string,
    signal: AbortSignal,
    work: (abortSignal: AbortSignal) => Promise<unknown>,
  ) {
    return client.call({ action, signal, timeoutMs: REMOVE_TIMEOUT_MS }, async (abortSignal) => {
      try {
        await work(abortSignal);
        return null;
      } catch (error) {
        const status = statusCodeOf(error);
        if (status === 404) {
          return null;
        }
        // 403: a network with endpoints; 409: in use.
        if (status === 409 || status === 403) {
          return problemOf(error);
        }
        throw error;
      }
    });
  }

  /** No error when it does not run, or is gone. */
  async function stop(id: string, signal: AbortSignal): Promise<void> {
    const options = { action: 'stop the container', signal, timeoutMs: STOP_TIMEOUT_MS };
    await client.call(options, async (abortSignal) => {
      try {
        await docker.getContainer(id).stop({ t: GRACE_SECONDS, abortSignal });
      } catch (error) {
        if (statusCodeOf(error) !== 304 && statusCodeOf(error) !== 404) {
          throw error;
        }
      }
    });
  }

  async function layersOf(id: string, signal: AbortSignal): Promise<readonly string[]> {
    const image: unknown = await client.call({ action: 'look at an image', signal }, () =>
      docker.getImage(id).inspect(),
    );
    return textsIn(asRecord(asRecord(image)?.['RootFS'])?.['Layers']);
  }

  return {
    async ping(signal) {
      const begun = performance.now();
      await client.call({ action: 'answer', signal, timeoutMs: PING_TIMEOUT_MS }, () => docker.ping());
      return performance.now() - begun;
    },

    async objects(own, signal) {
      const [containers, images, volumes, networks] = await Promise.all([
        client.call({ action: 'list containers', signal }, (abortSignal) =>
          docker.listContainers({ all: true, abortSignal }),
        ),
        client.call({ action: 'list images', signal }, (abortSignal) => docker.listImages({ abortSignal })),
        client.call({ action: 'list volumes', signal }, (abortSignal) => docker.listVolumes({ abortSignal })),
        client.call({ action: 'list networks', signal }, (abortSignal) => docker.listNetworks({ abortSignal })),
      ]);
      const isOurs = (labels: Readonly<Record<string, string>>): boolean =>
        Object.entries(own).every(([name, value]) => labels[name] === value);
      return {
        containers: listIn(containers).map(toContainer),
        images: await Promise.all(
          listIn(images)
            .map(toImage)
            .map(async (image) =>
              isOurs(image.labels) ? { ...image, layers: await layersOf(image.id, signal) } : image,
            ),
        ),
        volumes: listIn(asRecord(volumes)?.['Volumes']).map(toVolume),
        networks: listIn(networks).map(toNetwork),
      };
    },

    async disk(signal) {
      const found: unknown = await client.call(
        { action: 'measure its disk use', signal, timeoutMs: DISK_TIMEOUT_MS },
        (abortSignal) => measure({ abortSignal }),
      );
      return toDisk(found);
    },

    async remove({ kind, id, tags }, signal) {
      switch (kind) {
        case 'container':
          await stop(id, signal);
          await removeContainer(client, id);
          return null;
        case 'image': {
          for (const reference of tags.length > 0 ? tags : [id]) {
            const action = `remove the image ${reference}`;
            const reason = await unlessRefused(action, signal, (abortSignal) =>
              docker.getImage(reference).remove({ abortSignal }),
            );
            if (reason !== null) {
              return reason;
            }
          }
          return null;
        }
        case 'network':
          return unlessRefused('remove the network', signal, (abortSignal) =>
            docker.getNetwork(id).remove({ abortSignal }),
          );
        case 'volume':
          return unlessRefused('remove the volume', signal, (abortSignal) =>
            docker.getVolume(id).remove({ abortSignal }),
          );
      }
    },
  };
}
