import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ErrorGroupList } from '../../../contract/error-groups.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Tick } from '../../ui/tick.tsx';
import { ErrorDetail } from './error-detail.tsx';
import { ErrorList } from './error-list.tsx';
import type { ErrorSearch } from './error-search.ts';
import styles from './errors.module.css';

interface ErrorsViewProps {
  readonly projectId: ProjectId;
  readonly search: ErrorSearch;
  readonly onSearch: (part: Partial<ErrorSearch>) => void;
}

export function ErrorsView({ projectId, search, onSearch }: ErrorsViewProps) {
  const { query } = useApi();
  const list = useQuery({
    ...query.errorGroups.list.queryOptions({ input: { id: projectId } }),
    enabled: search.error === undefined,
  });
  if (search.error !== undefined) {
    return (
      <div className={styles.page}>
        <ErrorDetail key={search.error} projectId={projectId} id={search.error} />
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <Loaded query={list} what="the errors">
        {(found) => (
          <>
            <ErrorList list={found} search={search} onSearch={onSearch} />
            <Notifications projectId={projectId} list={found} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Notifications({ projectId, list }: { readonly projectId: ProjectId; readonly list: ErrorGroupList }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const save = useMutation(
    query.errorGroups.setNotifications.mutationOptions({
      onSettled: () => cache.invalidateQueries({ queryKey: query.errorGroups.key() }),
    }),
  );
  return (
    <div>
      <Tick
        label="Tell me of new errors of this project, and of those that come back"
        isOn={save.isPending ? save.variables.isOn : list.areNotificationsOn}
        onChange={(isOn) => save.mutate({ id: projectId, isOn })}
      />
      {save.isError && <ProblemNotice title="The switch stays as it was" problem={toProblem(save.error)} />}
    </div>
  );
}
