// A registry on the host that keeps layers of builds. Reached from its own engine only, at 127.0.0.1: engines take a registry without TLS
// there, and nowhere else.
import { AppError } from '../../../contract/app-error.ts';
import type { LayerRegistry } from '../../../contract/build-cache.ts';
import type { LayerCache } from '../../features/deployments/ports/build.ts';
import type { EngineClient } from './engine-client.ts';
import { readable, statusCodeOf } from './engine-failure.ts';
import { referencePath, splitReference } from './image-reference.ts';
import { asRecord, asText } from './json.ts';
import { jsonBatches } from './json-lines.ts';
import { labelFilters } from './label-filters.ts';
import { pullImage } from './pull.ts';
import { removeContainer } from './removal.ts';

const PORT = '5000/tcp';
const STORE = '/var/lib/registry';
const role = { 'minipaas.role': 'layer-registry' };

type Labels = Readonly<Record<string, string>>;

interface Found extends LayerRegistry {
  readonly id: string;
}

export function createLayerRegistry(client: EngineClient, own: Labels) {
  const { docker } = client;
  const name = `minipaas-layers-${(own['minipaas.instance'] ?? 'other').slice(0, 8)}`;
  const labels = { ...own, ...role };

  async function look(signal?: AbortSignal): Promise<Found | null> {
    const found = await client.call({ action: 'look for the layer registry', signal }, (abortSignal) =>
      docker.listContainers({ all: true, filters: labelFilters(labels), abortSignal }),
    );
    const [container] = found;
    if (container === undefined) {
      return null;
    }
    const port = container.Ports.find(({ PrivatePort, PublicPort }) => PrivatePort === 5000 && PublicPort > 0);
    const isRunning = container.State === 'running';
    return {
      id: container.Id,
      image: container.Image,
      isRunning,
      address: isRunning && port !== undefined ? `127.0.0.1:${port.PublicPort}` : null,
    };
  }

  async function ensureImage(image: string, signal: AbortSignal): Promise<void> {
    const isThere = await client.call({ action: `look at the image ${image}`, signal }, async () => {
      try {
        await docker.getImage(referencePath(image)).inspect();
        return true;
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return false;
        }
        throw error;
      }
    });
    if (!isThere) {
      await pullImage(client, image, { signal, onProgress: () => undefined });
    }
  }

  async function make(image: string, signal: AbortSignal): Promise<void> {
    await client.call({ action: 'make the volume of the layer registry', signal }, (abortSignal) =>
      docker.createVolume({ Name: name, Labels: labels, abortSignal }),
    );
    const body = {
      Image: image,
      Labels: labels,
      Env: [
        'REGISTRY_HTTP_ADDR=:5000',
        `REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY=${STORE}`,
        'REGISTRY_STORAGE_DELETE_ENABLED=true',
      ],
      ExposedPorts: { [PORT]: {} },
      HostConfig: {
        Binds: [`${name}:${STORE}`],
        // The engine picks the port.
        PortBindings: { [PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
        RestartPolicy: { Name: 'unless-stopped' },
        SecurityOpt: ['no-new-privileges'],
      },
    };
    const options = { action: 'make the layer registry', signal, image, imageUse: 'run' } as const;
    const { id } = await client.call(options, (abortSignal) =>
      docker.createContainer({ _query: { name }, _body: body, abortSignal } as Parameters<
        typeof docker.createContainer
      >[0]),
    );
    await client.call({ action: 'start the layer registry', signal, port: 0 }, (abortSignal) =>
      docker.getContainer(id).start({ abortSignal }),
    );
  }

  return {
    async find(signal: AbortSignal): Promise<LayerRegistry | null> {
      const found = await look(signal);
      if (found === null) {
        return null;
      }
      const { image, isRunning, address } = found;
      return { image, isRunning, address };
    },
    async install(image: string, signal: AbortSignal): Promise<void> {
      const found = await look(signal);
      if (found?.isRunning === true && found.image === image) {
        return;
      }
      await ensureImage(image, signal);
      if (found !== null) {
        // Its layers stay in their volume.
        await removeContainer(client, found.id);
      }
      await make(image, signal);
    },
    async remove(signal: AbortSignal): Promise<void> {
      const found = await look(signal);
      if (found !== null) {
        await removeContainer(client, found.id);
      }
      await client.call({ action: 'remove the volume of the layer registry', signal }, async () => {
        try {
          const volume = docker.getVolume(name);
          const { Labels: theirs } = await volume.inspect();
          // A volume of that name that is not ours stays.
          if (Object.entries(labels).every(([key, value]) => theirs?.[key] === value)) {
            await volume.remove();
          }
        } catch (error) {
          if (statusCodeOf(error) !== 404) {
            throw error;
          }
        }
      });
    },
  };
}

/** What builds use of it. */
export function createLayerCache(client: EngineClient): LayerCache {
  const { docker } = client;
  return {
    async reference(own, slug, signal) {
      const found = await createLayerRegistry(client, own).find(signal);
      return found?.address == null ? null : `${found.address}/minipaas/${slug}:layers`;
    },
    async store(tag, reference, signal) {
      const { name, tag: referenceTag } = splitReference(reference);
      await client.call({ action: `name the image ${reference}`, signal, image: tag, imageUse: 'run' }, (abortSignal) =>
        docker.getImage(referencePath(tag)).tag({ repo: name, tag: referenceTag, abortSignal }),
      );
      try {
        await push(client, reference, signal);
      } finally {
        // Only the name: the image has others.
        await client
          .call({ action: `forget the name ${reference}` }, (abortSignal) =>
            docker.getImage(referencePath(reference)).remove({ noprune: true, abortSignal }),
          )
          .catch(() => undefined);
      }
    },
  };
}

async function push(client: EngineClient, reference: string, signal: AbortSignal): Promise<void> {
  await client.stream(
    { action: `push ${reference}`, signal, timeoutMs: null },
    // The registry asks for no login; the engine wants the header all the same.
    (abortSignal) =>
      client.docker
        .getImage(referencePath(reference))
        .push({ authconfig: { username: '', password: '' }, abortSignal }),
    async (stream) => {
      for await (const messages of jsonBatches(stream)) {
        for (const message of messages) {
          const error = asText(asRecord(message)?.['error']);
          if (error !== undefined) {
            throw new AppError('ENGINE_FAILED', { action: `push ${reference}`, problem: readable(error) });
          }
        }
      }
    },
  );
}
