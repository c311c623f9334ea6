// The images of a fake engine: built, pulled, tagged, removed.
import { AppError } from '../../../../contract/app-error.ts';
import type { ImageFacts, ImageStore } from '../ports.ts';
import { type EngineControl, hasLabels } from './engine-control.ts';
import type { FakeApp } from './fake-app.ts';
import type { FakeClock } from './fake-clock.ts';

export interface FakeImage {
  readonly facts: ImageFacts;
  readonly app: FakeApp;
}

export type FakeImages = ReturnType<typeof createFakeImages>;

interface FakeImagesDeps {
  readonly clock: FakeClock;
  readonly control: EngineControl;
  /** A container runs it. */
  readonly isUsed: (imageId: string) => boolean;
}

export function createFakeImages({ clock, control, isUsed }: FakeImagesDeps) {
  const images = new Map<string, FakeImage>();
  const tags = new Map<string, string>();
  const builds: { readonly tag: string; readonly buildArgs: Readonly<Record<string, string>> }[] = [];
  let counter = 0;
  let activeBuilds = 0;

  const imageOf = (reference: string): FakeImage | undefined => images.get(tags.get(reference) ?? reference);

  function removeImage(reference: string): boolean {
    const id = tags.get(reference) ?? reference;
    if (tags.delete(reference) && [...tags.values()].includes(id)) {
      return true;
    }
    if (isUsed(id)) {
      return false;
    }
    images.delete(id);
    for (const [tag, target] of tags) {
      if (target === id) {
        tags.delete(tag);
      }
    }
    return true;
  }

  function putImage(reference: string, app: FakeApp, labels: Readonly<Record<string, string>>): string {
    counter += 1;
    const id = `sha256:${counter}`;
    images.set(id, {
      app,
      facts: {
        id,
        tags: [],
        sizeBytes: 5_000_000,
        createdAt: clock.now(),
        labels,
        exposedPorts: app.exposes ?? [],
        hasHealthCheck: app.healthCheck !== undefined,
      },
    });
    tags.set(reference, id);
    return id;
  }

  const imageFacts = ({ facts: image }: FakeImage): ImageFacts => ({
    ...image,
    tags: [...tags].filter(([, id]) => id === image.id).map(([tag]) => tag),
  });

  const store: ImageStore = {
    async build(request) {
      control.act(`build ${request.tag}`);
      const { script } = control;
      const connection = control.connection();
      builds.push({ tag: request.tag, buildArgs: request.buildArgs });
      activeBuilds += 1;
      request.context.resume();
      try {
        for (const event of script.events ?? []) {
          await request.onEvent(event);
        }
        await clock.sleep(script.ms ?? 1000, AbortSignal.any([request.signal, connection]));
        control.look();
        if (script.error !== undefined) {
          throw script.error();
        }
        return { imageId: putImage(request.tag, script.app, request.labels) };
      } catch (error) {
        await clock.sleep(request.signal.aborted ? (script.abortMs ?? 0) : 0);
        throw error;
      } finally {
        activeBuilds -= 1;
      }
    },
    async pull(reference, { signal, onProgress }) {
      control.act(`pull ${reference}`);
      onProgress('Downloading', 1, 2);
      await clock.sleep(500, signal);
      const app = control.registry.get(reference);
      if (app === undefined) {
        throw new AppError('BASE_IMAGE_UNAVAILABLE', { image: reference, problem: 'no such image' });
      }
      putImage(reference, app, {});
    },
    async inspect(reference) {
      control.look();
      const image = imageOf(reference);
      return image === undefined ? null : imageFacts(image);
    },
    async list(labels) {
      control.look();
      return [...images.values()].filter((image) => hasLabels(image.facts.labels, labels)).map(imageFacts);
    },
    async tag(reference, newReference) {
      control.act(`tag ${newReference}`);
      const image = imageOf(reference);
      if (image === undefined) {
        throw new AppError('IMAGE_GONE', { image: reference });
      }
      tags.set(newReference, image.facts.id);
    },
    async remove(reference) {
      control.act(`remove image ${reference}`);
      return removeImage(reference);
    },
  };

  return {
    store,
    imageOf,
    builds,
    activeBuilds: (): number => activeBuilds,
    addImage: (reference: string, app: FakeApp, labels: Readonly<Record<string, string>> = {}): void =>
      void putImage(reference, app, labels),
    addUntagged(labels: Readonly<Record<string, string>>): void {
      putImage('', {}, labels);
      tags.delete('');
    },
    imageTags: (): readonly string[] => [...tags.keys()].sort(),
  };
}
