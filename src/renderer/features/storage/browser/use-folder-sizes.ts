import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FileEntry } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { useApi } from '../../../api/api-context.tsx';

/** Adding up a large volume takes a while: what was added up is believed for so long (milliseconds). */
const BELIEVED_MS = 30_000;

const none: ReadonlyMap<string, number> = new Map();

/** How much is in each folder that is listed, by its name; not all are known at once, and none where it cannot be told. */
export function useFolderSizes(
  volumeId: VolumeId,
  path: string,
  rows: readonly FileEntry[],
): ReadonlyMap<string, number> {
  const { query } = useApi();
  const hasFolders = useMemo(() => rows.some(({ kind }) => kind === 'folder'), [rows]);
  const sizes = useQuery({
    ...query.files.folderSizes.queryOptions({ input: { id: volumeId, path } }),
    enabled: hasFolders,
    staleTime: BELIEVED_MS,
    // The list itself says what is wrong with the folder.
    retry: false,
  }).data;
  return useMemo(() => {
    if (sizes === undefined) return none;
    const known = new Map(sizes.map(({ name, sizeBytes }) => [name, sizeBytes]));
    // A folder without files is not in the answer.
    for (const { kind, name } of rows) if (kind === 'folder' && !known.has(name)) known.set(name, 0);
    return known;
  }, [sizes, rows]);
}
