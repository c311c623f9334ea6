import { useQuery } from '@tanstack/react-query';
import type { ProjectId } from '../../contract/ids.ts';
import type { ProjectUsage } from '../../contract/metrics.ts';
import { useApi } from './api-context.tsx';

export interface UsageOf {
  /** Null: it does not run, or was not measured yet. */
  readonly usage: ProjectUsage | null;
  /** When it last ran out of memory, in the last 24 hours. */
  readonly outOfMemoryAt: string | null;
}

/** What each project uses now. Pulled: readings come every 15 seconds, whether anybody looks or not. */
export function useUsage(): (id: ProjectId) => UsageOf {
  const { query } = useApi();
  const { data } = useQuery({ ...query.metrics.usage.queryOptions(), refetchInterval: 15_000 });
  return (id) => ({
    usage: data?.projects.find(({ projectId }) => projectId === id) ?? null,
    outOfMemoryAt: data?.outOfMemory.find(({ projectId }) => projectId === id)?.at ?? null,
  });
}
