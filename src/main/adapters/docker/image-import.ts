// Makes an image of a file system, without a registry and without a build.
import { AppError } from '../../../contract/app-error.ts';
import { dialStream } from './dial.ts';
import type { EngineClient } from './engine-client.ts';
import { isDiskFull, readable } from './engine-failure.ts';
import { splitReference } from './image-reference.ts';
import { asRecord, asText } from './json.ts';
import { jsonBatches } from './json-lines.ts';

export interface ImageImport {
  readonly reference: string;
  /** A tar of the image's file system; destroyed in the end. */
  readonly files: NodeJS.ReadableStream & { destroy(): void };
  /** Dockerfile instructions: ENV, CMD, LABEL, USER, WORKDIR, EXPOSE. */
  readonly changes: readonly string[];
  readonly signal: AbortSignal;
}

/** Throws DISK_FULL, ENGINE_FAILED, ENGINE_LOST; an abort throws the signal's reason. */
export async function importImage(
  client: EngineClient,
  { reference, files, changes, signal }: ImageImport,
): Promise<void> {
  const { name, tag } = splitReference(reference);
  const action = `import the image ${reference}`;
  let filesError: Error | null = null;
  files.on('error', (error: Error) => {
    filesError = error;
  });
  try {
    await client.stream(
      { action, signal, timeoutMs: null },
      (abortSignal) =>
        dialStream(client.docker, {
          method: 'POST',
          path: '/images/create',
          query: { fromSrc: '-', repo: name, tag, changes },
          file: files,
          abortSignal,
        }),
      async (stream) => {
        for await (const messages of jsonBatches(stream)) {
          for (const message of messages) {
            const error = asText(asRecord(message)?.['error']);
            if (error !== undefined) {
              throw isDiskFull(error)
                ? new AppError('DISK_FULL', { where: `Docker on ${client.host}` })
                : new AppError('ENGINE_FAILED', { action, problem: readable(error) });
            }
          }
        }
      },
    );
  } catch (error) {
    signal.throwIfAborted();
    throw filesError ?? error;
  } finally {
    files.destroy();
  }
}
