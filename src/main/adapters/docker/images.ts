// The engine's images: built, pulled, looked at, named, removed.
import type Docker from 'dockerode';
import { AppError } from '../../../contract/app-error.ts';
import type { EngineFacts } from '../../../contract/hosts.ts';
import type { ImageFacts, ImageStore } from '../../features/deployments/ports.ts';
import { buildOnEngine } from './build.ts';
import type { EngineClient } from './engine-client.ts';
import { hasSecretMounts } from './engine-facts.ts';
import { statusCodeOf } from './engine-failure.ts';
import { toImageFacts } from './image-facts.ts';
import { referencePath, splitReference } from './image-reference.ts';
import { labelFilters } from './label-filters.ts';
import { pullImage } from './pull.ts';

export interface ImageStoreDeps {
  readonly client: EngineClient;
  readonly facts: Pick<EngineFacts, 'hasBuildKit'> & Partial<Pick<EngineFacts, 'apiVersion'>>;
}

export function createImageStore({ client, facts }: ImageStoreDeps): ImageStore {
  const { docker } = client;
  const open = (reference: string): Docker.Image => docker.getImage(referencePath(reference));

  async function inspect(reference: string, signal?: AbortSignal): Promise<ImageFacts | null> {
    return client.call({ action: `look at the image ${reference}`, signal }, async () => {
      try {
        return toImageFacts(await open(reference).inspect());
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return null;
        }
        throw error;
      }
    });
  }

  async function remove(reference: string): Promise<boolean> {
    return client.call({ action: `remove the image ${reference}` }, async (abortSignal) => {
      try {
        await open(reference).remove({ abortSignal });
        return true;
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return true;
        }
        if (statusCodeOf(error) === 409) {
          return false;
        }
        throw error;
      }
    });
  }

  return {
    async build(request) {
      const { imageId } = await buildOnEngine(
        { client, hasBuildKit: facts.hasBuildKit, hasSecretMounts: hasSecretMounts(facts) },
        request,
      );
      if (imageId !== null) {
        return { imageId };
      }
      // Not every builder names what it built; what carries the tag is it.
      const built = await inspect(request.tag, request.signal);
      if (built === null) {
        throw new AppError('ENGINE_LOST', { host: client.host });
      }
      return { imageId: built.id };
    },
    pull: (reference, options) => pullImage(client, reference, options),
    inspect,
    async list(labels, signal) {
      const found = await client.call({ action: 'list images', signal }, (abortSignal) =>
        docker.listImages({ filters: labelFilters(labels), abortSignal }),
      );
      const images = await Promise.all(found.map(({ Id }) => inspect(Id, signal)));
      return images.filter((image) => image !== null);
    },
    async tag(reference, newReference) {
      const { name, tag } = splitReference(newReference);
      await client.call(
        { action: `name the image ${newReference}`, image: reference, imageUse: 'run' },
        (abortSignal) => open(reference).tag({ repo: name, tag, abortSignal }),
      );
    },
    remove,
  };
}
