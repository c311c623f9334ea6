import type { LocalTree } from '../../../../transfer/uplink.ts';
import type { DroppedTree } from '../../../ui/dropped-tree.ts';

/** Contents stay the browser's references to the disk: nothing of them is read before it is sent. */
export function localTree({ files, folders }: DroppedTree): LocalTree<File> {
  return {
    folders,
    files: files.map(({ path, file }) => ({ path, sizeBytes: file.size, modifiedAt: file.lastModified, source: file })),
  };
}
