// Bytes out of a volume: files by commands in the helper, trees by the engine's archive call.
import { PassThrough, type Readable } from 'node:stream';
import { AppError } from '../../../../contract/app-error.ts';
import type { VolumeFiles } from '../../../features/volumes/ports/volume-files.ts';
import { shown } from '../../../features/volumes/ports/volume-path.ts';
import { urlOfText } from '../../../lib/byte-text.ts';
import { dialStream } from '../dial.ts';
import type { EngineClient } from '../engine-client.ts';
import { statusCodeOf } from '../engine-failure.ts';
import { oddTree } from './odd-tree.ts';
import { runScript } from './run-script.ts';
import { checkResult } from './script-failure.ts';
import * as scripts from './scripts.ts';
import { folderAndName, type VolumeScripts } from './volume-scripts.ts';

export type Reading = Pick<VolumeFiles, 'read' | 'readTree'>;

/** Of READ_BLOCKS. */
const BLOCK = 65_536;

export function createReading({ client, helpers, volume }: VolumeScripts, stat: VolumeFiles['stat']): Reading {
  const reading: Reading = {
    async read(path, { signal, offset, length }) {
      const isWhole = offset === 0 && length === Number.POSITIVE_INFINITY;
      const skip = Math.floor(offset / BLOCK);
      const lead = offset - skip * BLOCK;
      const blocks = isWhole ? 0 : Math.ceil((lead + length) / BLOCK);
      const output = new PassThrough({ highWaterMark: 1_048_576 });
      const stopped = new AbortController();
      output.once('close', () => stopped.abort());
      let toSkip = lead;
      let left = length;
      const begun = Promise.withResolvers<void>();
      void helpers
        .use(
          volume,
          (id) =>
            runScript(client, id, {
              script: isWhole ? scripts.READ_WHOLE : scripts.READ_BLOCKS,
              args: [...folderAndName(path), ...(isWhole ? [] : [String(skip), String(blocks)])],
              action: 'read a file',
              signal: signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]),
              isBulk: length > 1_048_576,
              onOutput(piece) {
                const part = piece.subarray(Math.min(toSkip, piece.length));
                toSkip -= piece.length - part.length;
                const wanted = part.subarray(0, Math.min(left, part.length));
                left -= wanted.length;
                begun.resolve();
                return wanted.length > 0 && !output.write(wanted) ? drained(output) : undefined;
              },
            }),
          true,
        )
        .then((result) => {
          checkResult(result, { path, action: 'read a file', volume: volume.displayName });
          output.end();
          begun.resolve();
        })
        .catch((error: unknown) => {
          begun.reject(error);
          output.destroy(error instanceof Error ? error : new Error(String(error)));
        });
      output.on('error', () => undefined);
      await begun.promise;
      return output;
    },

    async readTree(path, options) {
      const signal = options?.signal;
      const open = async (source: string): Promise<Readable> => {
        const held = await helpers.hold(volume);
        return openArchive(client, held, `${scripts.MOUNT}${source}`, { path, signal });
      };
      if (path === '/') {
        return open('/.');
      }
      // The engine follows links of folders, so that only a path without them is given to it.
      const details = await stat(path, { signal });
      return details.name.isWellFormed()
        ? open(details.path)
        : oddTree(details, {
            openInside: () => open(`${details.path}/.`),
            readFile: () => reading.read(details.path, { offset: 0, length: details.sizeBytes, signal }),
          });
    },
  };
  return reading;
}

function drained(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go);
      stream.off('close', go);
      resolve();
    };
    stream.on('drain', go);
    stream.on('close', go);
  });
}

/** The engine takes the path as bytes of the URL. */
async function openArchive(
  client: EngineClient,
  held: { readonly id: string; done(): void },
  source: string,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal | undefined },
): Promise<Readable> {
  const output = new PassThrough({ highWaterMark: 1_048_576 });
  const stopped = new AbortController();
  output.once('close', () => stopped.abort());
  output.on('error', () => undefined);
  const begun = Promise.withResolvers<void>();
  void client
    .stream(
      {
        action: 'read files',
        signal: signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]),
      },
      (abortSignal) =>
        dialStream(client.docker, {
          method: 'GET',
          path: `/containers/${held.id}/archive`,
          query: {},
          rawQuery: `path=${urlOfText(source)}`,
          abortSignal,
        }),
      async (stream) => {
        begun.resolve();
        for await (const piece of stream) {
          if (!output.write(piece as Buffer)) {
            await drained(output);
          }
        }
      },
    )
    .then(() => output.end())
    .catch((error: unknown) => {
      const cause = error instanceof AppError ? error.cause : error;
      const failure =
        statusCodeOf(cause) === 404
          ? new AppError('FILE_NOT_FOUND', { path: shown(path) }, { field: 'path', cause })
          : error;
      begun.reject(failure);
      output.destroy(failure instanceof Error ? failure : new Error(String(failure)));
    })
    .finally(held.done);
  await begun.promise;
  return output;
}
