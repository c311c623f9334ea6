import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';

/** How often a volume that is looked at is measured, and how old a measurement may be (milliseconds). */
const EVERY_MS = 10_000;
const MAX_AGE_MS = 5_000;

/** Keeps the size of the volume that is shown true while the page is looked at: also of what the application writes. */
export function useUsage(volume: Volume | undefined): void {
  const { query } = useApi();
  const cache = useQueryClient();
  const isReady = volume?.state === 'ready';
  const measured = useQuery({
    ...query.volumes.stats.queryOptions({ input: { id: volume?.id ?? (0 as Volume['id']), maxAgeMs: MAX_AGE_MS } }),
    enabled: isReady,
    refetchInterval: EVERY_MS,
    staleTime: MAX_AGE_MS,
    // The list says what is wrong with a volume; a measurement that failed leaves the last one.
    retry: false,
  }).data;
  const projectId = volume?.projectId;
  useEffect(() => {
    if (measured === undefined || projectId === undefined) return;
    const { id, sizeBytes, maxSizeBytes, fileCount, folderCount, level, measuredAt } = measured;
    cache.setQueryData(query.volumes.list.queryKey({ input: { id: projectId } }), (list) =>
      list?.map((item) =>
        item.id === id ? { ...item, sizeBytes, maxSizeBytes, fileCount, folderCount, level, measuredAt } : item,
      ),
    );
  }, [measured, projectId, cache, query]);
}
