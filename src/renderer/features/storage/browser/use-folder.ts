/**
 * One folder, read whole in pieces: the first is small and quick, the rest follows by itself. What the application changes in it
 * is noticed while somebody looks, and read anew, at most as often as reading it takes.
 */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { FileEntry, FilePage, SortKey } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { useApi } from '../../../api/api-context.tsx';
import { pauseUntilVisible } from '../../../lib/page-visibility.ts';
import type { Sort } from '../../../lib/sort.ts';

export interface Folder {
  readonly rows: readonly FileEntry[];
  /** What the folder holds in all; more than `rows` while it is being read. */
  readonly total: number;
  readonly version: string | null;
  readonly isReading: boolean;
  /** It holds more than is listed here. */
  readonly isCut: boolean;
}

interface FolderInput {
  readonly volumeId: VolumeId;
  readonly path: string;
  readonly sort: Sort<SortKey>;
}

interface PagePosition {
  readonly offset: number;
  readonly version?: string;
}

const FIRST_ROWS = 500;
const NEXT_ROWS = 10_000;
/** More rows than anybody looks through; what lies beyond is found by name. */
const MOST_ROWS = 200_000;
const LEAST_PAUSE_MS = 1_000;
/** A folder is not read more than this part of the time. */
const READING_SHARE = 4;

export function useFolder({ volumeId, path, sort }: FolderInput) {
  const { query } = useApi();
  const order = sort.direction === 'asc' ? ('ascending' as const) : ('descending' as const);
  const pages = useInfiniteQuery(
    query.files.list.infiniteOptions({
      input: ({ offset, version }: PagePosition) => ({
        id: volumeId,
        path,
        sort: sort.by,
        order,
        offset,
        limit: offset === 0 ? FIRST_ROWS : NEXT_ROWS,
        ...(version === undefined ? {} : { version }),
      }),
      initialPageParam: { offset: 0 },
      getNextPageParam: nextPosition,
      // A hundred thousand rows are not compared one by one to find out whether one of them is the same object.
      structuralSharing: false,
      gcTime: 30_000,
      staleTime: 0,
    }),
  );
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);

  const data = pages.data?.pages;
  const folder = useMemo(() => (data === undefined ? undefined : folderOf(data)), [data]);
  return { ...pages, data: folder };
}

function nextPosition(last: FilePage): PagePosition | undefined {
  const offset = last.offset + last.entries.length;
  const isMore = last.entries.length > 0 && offset < Math.min(last.total, MOST_ROWS);
  return isMore ? { offset, version: last.version } : undefined;
}

function folderOf(pages: readonly FilePage[]): Folder | undefined {
  const last = pages.at(-1);
  if (last === undefined) return undefined;
  const rows = pages.length === 1 ? last.entries : pages.flatMap(({ entries }) => entries);
  return {
    rows,
    total: last.total,
    version: last.version,
    isReading: nextPosition(last) !== undefined,
    isCut: last.isTruncated || last.total > MOST_ROWS,
  };
}

/** Reads the folder anew when it is no longer what is shown. Asks only while the page is looked at. */
export function useFolderWatch(
  { volumeId, path }: Pick<FolderInput, 'volumeId' | 'path'>,
  version: string | null,
): void {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const tookMs = useRef(0);
  useEffect(() => {
    if (version === null) return;
    const stop = new AbortController();
    const { signal } = stop;
    const watch = async () => {
      await pause(Math.max(LEAST_PAUSE_MS, tookMs.current * READING_SHARE), signal);
      while (!signal.aborted) {
        await pauseUntilVisible(signal);
        const { hasChanged } = await client.files.watch({ id: volumeId, path, version }, { signal });
        if (!hasChanged) continue;
        const begun = performance.now();
        await cache.invalidateQueries({
          queryKey: query.files.list.key({ type: 'infinite', input: { id: volumeId, path } }),
        });
        tookMs.current = performance.now() - begun;
        void cache.invalidateQueries({ queryKey: query.volumes.key() });
        void cache.refetchQueries({ queryKey: query.files.folderSizes.key(), stale: true, type: 'active' });
        return;
      }
    };
    // The list itself says what is wrong with the folder; here it only matters that watching begins again with the next version.
    watch().catch(() => undefined);
    return () => stop.abort();
  }, [client, query, cache, volumeId, path, version]);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
