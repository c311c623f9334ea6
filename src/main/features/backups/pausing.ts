// Lets the containers that write to a volume stand still for a while, and makes sure that they go on.
import type { HostId, VolumeId } from '../../../contract/ids.ts';
import type { BackupLog, VolumeContents } from './ports.ts';

export interface PausingDeps {
  readonly contents: Pick<VolumeContents, 'runningUsers' | 'pause' | 'unpause'>;
  readonly log: BackupLog;
}

/** `onPaused` is told of each container before it stands still: who ends in between knows whom to let go on. */
export async function whilePaused<T>(
  { contents, log }: PausingDeps,
  volume: { readonly id: VolumeId; readonly hostId: HostId },
  onPaused: (containers: readonly string[]) => void,
  work: () => Promise<T>,
): Promise<T> {
  const paused: string[] = [];
  try {
    for (const { id } of await contents.runningUsers(volume.id)) {
      paused.push(id);
      onPaused(paused);
      await contents.pause(volume.hostId, id);
    }
    return await work();
  } finally {
    await letGoOn({ contents, log }, volume.hostId, paused);
  }
}

export async function letGoOn(
  { contents, log }: PausingDeps,
  hostId: HostId,
  containers: readonly string[],
): Promise<void> {
  for (const id of containers) {
    await contents.unpause(hostId, id).catch((error: unknown) => {
      log.warn('A container that was paused for a backup could not be let go on', { containerId: id, error });
    });
  }
}
