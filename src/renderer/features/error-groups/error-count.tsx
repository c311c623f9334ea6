import { useQuery } from '@tanstack/react-query';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { formatCount } from '../../lib/numbers.ts';

/** How many errors of a project are open, where there are some: beside the name of the tab. */
export function ErrorCount({ projectId }: { readonly projectId: ProjectId }) {
  const { query } = useApi();
  const count = useQuery(query.errorGroups.list.queryOptions({ input: { id: projectId } })).data?.counts.open ?? 0;
  if (count === 0) return null;
  return (
    <span>
      {' '}
      {formatCount(count)}
      <span className="said"> open</span>
    </span>
  );
}
