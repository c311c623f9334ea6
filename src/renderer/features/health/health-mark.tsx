import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { Mark } from '../../ui/mark.tsx';

/** Beside the word Health, where a check has failed. */
export function HealthMark() {
  const { query } = useApi();
  const status = useQuery(query.health.get.queryOptions()).data?.status;
  if (status !== 'degraded') return null;
  return (
    <>
      <Mark tone="bad" />
      <span className="said"> a check has failed</span>
    </>
  );
}
