// Fetches an image from its registry.
import { AppError } from '../../../contract/app-error.ts';
import type { EngineClient } from './engine-client.ts';
import { failureOfRegistry, isDiskFull, readable } from './engine-failure.ts';
import { splitReference } from './image-reference.ts';
import { asRecord, asText } from './json.ts';
import { jsonBatches } from './json-lines.ts';
import { registryOfImage } from './registry-name.ts';
import { createPullProgress } from './pull-progress.ts';

export interface PullOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (text: string, done: number | null, total: number | null) => void;
}

/** Throws BASE_IMAGE_UNAVAILABLE, REGISTRY_UNREACHABLE, DISK_FULL, KEYCHAIN_UNAVAILABLE, ENGINE_LOST; an abort throws the signal's reason. */
export async function pullImage(client: EngineClient, reference: string, options: PullOptions): Promise<void> {
  const { signal, onProgress } = options;
  const { name, tag } = splitReference(reference);
  const progress = createPullProgress();
  const authconfig = client.registries.hasAny() ? await client.registries.find(registryOfImage(reference)) : null;
  await client.stream(
    // The registry is asked before the engine answers.
    { action: `pull ${reference}`, signal, timeoutMs: null, image: reference, imageUse: 'pull' },
    (abortSignal) =>
      authconfig === null
        ? client.docker.createImage({ fromImage: name, tag, abortSignal })
        : client.docker.createImage(authconfig, { fromImage: name, tag, abortSignal }),
    async (stream) => {
      for await (const messages of jsonBatches(stream)) {
        for (const message of messages) {
          const error = asText(asRecord(message)?.['error']);
          if (error !== undefined) {
            throw pullError(client.host, reference, readable(error));
          }
          const news = progress.accept(message);
          if (news !== null) {
            onProgress(news.text, news.done, news.total);
          }
        }
      }
    },
  );
}

function pullError(host: string, image: string, problem: string): AppError {
  const cause = new Error(problem);
  if (isDiskFull(problem)) {
    return new AppError('DISK_FULL', { where: `Docker on ${host}` }, { cause });
  }
  return (
    failureOfRegistry(problem, image, cause) ??
    new AppError('ENGINE_FAILED', { action: `pull ${image}`, problem }, { cause })
  );
}
