import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { formatCount } from '../../lib/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Table } from '../../ui/table.tsx';
import { deploymentColumns, deploymentText } from './deployment-columns.tsx';
import styles from './deployments.module.css';

const PAGE = 50;

/** Newest first, read further as one goes down; the search covers what was read and says how much that is. */
export function DeploymentsTable({ projectId }: { readonly projectId: ProjectId }) {
  const { query } = useApi();
  const [search, setSearch] = useState('');
  const list = useInfiniteQuery(
    query.deployments.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id: projectId,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const all = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const rows = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((deployment) => words.every((word) => deploymentText(deployment).includes(word)));
  }, [all, search]);

  return (
    <Panel
      title="Deployments"
      isFlush
      actions={
        all.length > 1 && <SearchField label="Search deployments" value={search} onChange={setSearch} hasShortcut />
      }
    >
      <Loaded query={list} what="the deployments">
        {() =>
          all.length === 0 ? (
            <p className={styles.none}>Nothing has been deployed yet. “Deploy” begins the first one.</p>
          ) : (
            <>
              <Table<(typeof all)[number]>
                label="Deployments"
                columns={deploymentColumns}
                rows={rows}
                keyOf={({ id }): DeploymentId => id}
                isMarked={({ isCurrent }) => isCurrent}
              />
              {rows.length === 0 && <p className={styles.none}>None of these matches “{search}”.</p>}
              <footer className={styles.foot}>
                <span role="status">
                  {search === ''
                    ? formatCount(all.length)
                    : `${formatCount(rows.length)} of ${formatCount(all.length)}`}{' '}
                  shown
                  {list.hasNextPage ? ', there are older ones' : ', that is all'}
                </span>
                {list.hasNextPage && (
                  <Button
                    isSmall
                    onClick={() => void list.fetchNextPage()}
                    busy={list.isFetchingNextPage && 'Reading…'}
                  >
                    Show {PAGE} older
                  </Button>
                )}
              </footer>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
