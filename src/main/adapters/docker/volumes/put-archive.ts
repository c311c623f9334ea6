// Unpacks a tar in a container over the engine's archive call, the fastest way in.
import type { Readable } from 'node:stream';
import { AppError } from '../../../../contract/app-error.ts';
import { dialStream } from '../dial.ts';
import type { EngineClient } from '../engine-client.ts';
import { problemOf } from '../engine-failure.ts';

export async function putArchive(
  client: EngineClient,
  containerId: string,
  target: string,
  tar: Readable,
  signal: AbortSignal | undefined,
  volume: string,
): Promise<void> {
  const source: { error: Error | null } = { error: null };
  const broken = new AbortController();
  tar.on('error', (error) => {
    source.error = error;
    // Else the engine would take the end of the connection for the end of the archive.
    broken.abort();
  });
  try {
    await client.stream(
      {
        action: 'write to the volume',
        timeoutMs: null,
        signal: signal === undefined ? broken.signal : AbortSignal.any([signal, broken.signal]),
      },
      (abortSignal) =>
        dialStream(client.docker, {
          method: 'PUT',
          path: `/containers/${containerId}/archive`,
          query: { path: target, noOverwriteDirNonDir: true },
          file: tar,
          abortSignal,
        }),
      async (stream) => {
        for await (const _ of stream);
      },
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (source.error !== null) {
      throw source.error;
    }
    throw error instanceof AppError && error.code === 'DISK_FULL'
      ? new AppError('DISK_FULL', { where: `the volume ${volume}` }, { cause: error })
      : error instanceof AppError && error.code === 'ENGINE_FAILED'
        ? new AppError(
            'FILES_REFUSED',
            { action: 'write to the volume', problem: problemOf(error.cause) },
            { cause: error },
          )
        : error;
  } finally {
    tar.destroy();
  }
}
