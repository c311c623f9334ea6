// All that is in a volume, read and replaced as one: for backups, copies and moves.
import type { CopyWhole } from '../features/volumes/ports.ts';
import type { VolumeFiles } from '../features/volumes/ports/volume-files.ts';
import { ROOT } from '../features/volumes/ports/volume-path.ts';
import { newStageId } from '../features/volumes/stage-id.ts';
import { copyContent } from '../features/backups/copies.ts';
import type { IncomingContent } from '../features/backups/ports.ts';

/** New content, beside what is there until it is put in its place. */
export async function replaceWhole(files: VolumeFiles, signal: AbortSignal): Promise<IncomingContent> {
  const stage = newStageId();
  await files.openStage(stage, { signal });
  return {
    unpack: (tar, abort) => files.unpack(stage, tar, { signal: abort }),
    commit: (abort, root) => files.replaceAll(stage, { signal: abort, root }),
    abandon: () => files.dropStage(stage),
  };
}

export const copyWhole: CopyWhole = (from, to, onProgress, signal) =>
  copyContent(
    { read: () => from.readTree(ROOT, { signal }), replace: () => replaceWhole(to, signal) },
    onProgress,
    signal,
  );
