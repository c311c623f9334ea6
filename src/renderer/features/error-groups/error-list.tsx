import { useMemo } from 'react';
import {
  type ErrorGroup,
  type ErrorGroupList,
  type ErrorGroupStatus,
  MAX_ERROR_GROUPS,
} from '../../../contract/error-groups.ts';
import { countOf, formatCount } from '../../lib/numbers.ts';
import { nextSort, sortBy } from '../../lib/sort.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Table } from '../../ui/table.tsx';
import { errorColumns } from './error-columns.tsx';
import { type ErrorSearch, type ErrorSort, isErrorSort } from './error-search.ts';
import { languageName, titleOf } from './error-title.tsx';
import styles from './errors.module.css';

interface ErrorListProps {
  readonly list: ErrorGroupList;
  readonly search: ErrorSearch;
  readonly onSearch: (part: Partial<ErrorSearch>) => void;
}

const statuses: readonly { readonly value: ErrorGroupStatus; readonly label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'ignored', label: 'Ignored' },
];

const values: Readonly<Record<ErrorSort, (group: ErrorGroup) => string | number>> = {
  error: titleOf,
  count: ({ count }) => count,
  last: ({ lastSeenAt }) => Date.parse(lastSeenAt),
  first: ({ firstSeenAt }) => Date.parse(firstSeenAt),
};

export function ErrorList({ list, search, onSearch }: ErrorListProps) {
  const status = search.status ?? 'open';
  const words = search.q ?? '';
  const by = search.order ?? 'last';
  const direction = search.dir ?? 'desc';
  const ofStatus = useMemo(() => list.groups.filter((group) => group.status === status), [list.groups, status]);
  const rows = useMemo(
    () => sortBy(matching(ofStatus, words), values[by], direction),
    [ofStatus, words, by, direction],
  );
  return (
    <>
      <div className={styles.toolbar}>
        <fieldset className={styles.statuses}>
          <legend className="said">Which errors</legend>
          {statuses.map(({ value, label }) => (
            <Button
              key={value}
              aria-pressed={value === status}
              className={value === status ? styles.on : undefined}
              onClick={() => onSearch({ status: value === 'open' ? undefined : value })}
            >
              {label} {formatCount(list.counts[value])}
            </Button>
          ))}
        </fieldset>
        <div className={styles.find}>
          <SearchField
            label="Search errors"
            value={words}
            onChange={(q) => onSearch({ q: q === '' ? undefined : q })}
            hasShortcut
          />
        </div>
        {words !== '' && (
          <p role="status">
            {formatCount(rows.length)} of {countOf(ofStatus.length, 'error')}
          </p>
        )}
      </div>
      {list.droppedCount > 0 && (
        <Notice tone="warn" title={`${countOf(list.droppedCount, 'error')} found no place`}>
          <p>
            A project keeps {formatCount(MAX_ERROR_GROUPS)} different errors, and all of these were seen within the last
            hour. The lines are in the log.
          </p>
        </Notice>
      )}
      {rows.length === 0 ? (
        <Nothing status={status} words={words} list={list} />
      ) : (
        <div className={styles.box}>
          <Table
            label="Errors"
            columns={errorColumns}
            rows={rows}
            keyOf={({ id }) => id}
            sort={{ by, direction }}
            onSort={(column) => {
              if (!isErrorSort(column)) return;
              const next = nextSort<ErrorSort>({ by, direction }, column);
              onSearch({ order: next.by, dir: next.direction });
            }}
          />
        </div>
      )}
    </>
  );
}

function matching(groups: readonly ErrorGroup[], words: string): readonly ErrorGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.filter((group) => {
    const text = [titleOf(group), group.culprit ?? '', languageName(group), `#${group.lastDeploymentId}`].join('\n');
    return wanted.every((word) => text.toLowerCase().includes(word));
  });
}

function Nothing({
  status,
  words,
  list,
}: {
  readonly status: ErrorGroupStatus;
  readonly words: string;
  readonly list: ErrorGroupList;
}) {
  if (words !== '') {
    return (
      <Empty title={`No ${status} error matches “${words}”.`}>
        <p>Types, messages, functions, files and languages are searched.</p>
      </Empty>
    );
  }
  if (status !== 'open') return <Empty title={`No error is ${status}.`} />;
  return list.groups.length === 0 ? (
    <Empty title="No error yet.">
      <p>
        What the application writes into its log is looked through as it comes: stack traces of JavaScript, Python,
        Java, Kotlin, Go, Ruby, PHP, .NET, Rust and Elixir, and lines of the level “error”. The same ones become one
        row.
      </p>
    </Empty>
  ) : (
    <Empty title="No open error.">
      <p>All that were seen are resolved or ignored.</p>
    </Empty>
  );
}
