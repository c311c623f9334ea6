import { useInfiniteQuery } from '@tanstack/react-query';
import type { HealthEvent } from '../../../contract/health.ts';
import { useApi } from '../../api/api-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Status } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './health.module.css';
import { findingTones } from './health-view.tsx';

const columns: readonly Column<HealthEvent>[] = [
  { id: 'at', label: 'When', width: '9rem', cell: ({ at }) => <RelativeTime at={at} /> },
  {
    id: 'state',
    label: 'Became',
    width: '8rem',
    cell: ({ status }) => <Status tone={findingTones[status]} label={status} />,
  },
  { id: 'check', label: 'Check', width: '11rem', cell: ({ check }) => check },
  { id: 'finding', label: 'Finding', cell: ({ message }) => message },
];

const PAGE = 20;

/** What became better or worse, newest first. */
export function HealthHistory() {
  const { query } = useApi();
  const history = useInfiniteQuery(
    query.health.history.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    }),
  );
  return (
    <Panel title="History" isFlush>
      <Loaded query={history} what="the history">
        {({ pages }) => {
          const events = pages.flatMap(({ items }) => items);
          if (events.length === 0) return <p className={styles.none}>Nothing has become better or worse yet.</p>;
          return (
            <>
              <Table label="History of the checks" columns={columns} rows={events} keyOf={({ id }) => id} />
              {history.hasNextPage && (
                <p className={styles.foot}>
                  <Button
                    isSmall
                    onClick={() => void history.fetchNextPage()}
                    busy={history.isFetchingNextPage && 'Loading…'}
                  >
                    Earlier
                  </Button>
                </p>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
