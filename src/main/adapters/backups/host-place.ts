// Backups in a Docker volume of a host: on the disk of another machine, without anything installed there.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { PlaceFiles } from '../../features/backups/ports.ts';
import type { VolumeEngine } from '../../features/volumes/ports/volume-engine.ts';
import type { StageId, VolumeFiles } from '../../features/volumes/ports/volume-files.ts';
import { parseThing, ROOT } from '../../features/volumes/ports/volume-path.ts';

/** One for each host and installation; its labels say whose it is. */
export const BACKUP_VOLUME = 'minipaas-backups';

export interface HostPlaceDeps {
  /** Throws why the host cannot be asked. */
  readonly engine: () => Promise<VolumeEngine>;
  readonly volumeName: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function createHostPlace(name: string, { engine, volumeName, labels }: HostPlaceDeps): PlaceFiles {
  async function open(): Promise<VolumeFiles> {
    const volumes = await engine();
    await volumes.create({ name: volumeName, labels: { ...labels, 'minipaas.role': 'backups' }, hardLimitBytes: null });
    return volumes.files({ name: volumeName, displayName: name });
  }

  /** The same for the same file: what an attempt before has left is found and dropped. */
  const stageOf = (file: string): StageId =>
    [...createHash('sha256').update(file).digest().subarray(0, 16)]
      .map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31])
      .join('') as StageId;

  return {
    async check(signal) {
      const files = await open();
      await files.measure({ signal });
    },
    async write(file, content: Readable, signal) {
      const files = await open();
      const stage = stageOf(file);
      await files.dropStage(stage);
      await files.openStage(stage, { signal });
      try {
        const size = await files.append(stage, file, content, { offset: 0, signal });
        await files.place({ stage }, ROOT, { signal });
        return size;
      } catch (error) {
        content.destroy();
        throw signal.aborted ? signal.reason : error;
      } finally {
        await files.dropStage(stage);
      }
    },
    async read(file, signal) {
      const files = await open();
      const path = parseThing(`/${file}`);
      try {
        const { sizeBytes } = await files.stat(path, { signal });
        return await files.read(path, { offset: 0, length: sizeBytes, signal });
      } catch (error) {
        if (isAppError(error) && error.code === 'FILE_NOT_FOUND') {
          return null;
        }
        throw error;
      }
    },
    async remove(file) {
      const files = await open();
      await files.dropStage(stageOf(file));
      await files.remove([parseThing(`/${file}`)]).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'FILE_NOT_FOUND') {
          throw error;
        }
      });
    },
  };
}
