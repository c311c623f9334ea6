import { BASE_IMAGE_LABEL, makeBaseImageFromMachine } from '../adapters/docker/base-images.ts';
import type { Features } from './compose.ts';
import type { DemoDeps } from './demo.ts';

/** What the demo does with the features and the engine of the first host. */
export function demoDeps(features: Features, sampleFolder: string, say: (text: string) => void): DemoDeps {
  const { projects, deployments, hosts, sources, hub } = features;
  const engine = () => hosts.engine(hosts.defaultId());
  return {
    projects,
    deployments,
    detect: async (folderPath, caller) => (await sources.detect({ folderPath }, caller)).detection,
    images: {
      has: async (reference) => (await (await engine()).images.inspect(reference)) !== null,
      pull: async (reference, signal) =>
        (await engine()).images.pull(reference, { signal, onProgress: () => undefined }),
      make: async (name, signal, onLine) => {
        const labels = { [BASE_IMAGE_LABEL.name]: BASE_IMAGE_LABEL.value };
        await makeBaseImageFromMachine(await engine(), { name, kind: 'node', labels, signal, onLine });
      },
    },
    changes: (signal) => hub.subscribe(signal),
    sampleFolder,
    say,
  };
}
