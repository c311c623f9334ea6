import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes } from '../../../contract/bytes.ts';
import type { CleanupItem, CleanupKind, CleanupResult } from '../../../contract/cleanup.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Removes } from '../../ui/removes.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './cleanup.module.css';

const kinds: Readonly<Record<CleanupKind, string>> = {
  deployments: 'history',
  keptImage: 'image',
  container: 'container',
  image: 'image',
  network: 'network',
  volume: 'volume',
  logs: 'logs',
  healthHistory: 'history',
  buildCache: 'build cache',
};

const columns: readonly Column<CleanupItem>[] = [
  { id: 'kind', label: 'Kind', width: '9rem', cell: ({ kind }) => kinds[kind] },
  { id: 'name', label: 'What', cell: ({ name }) => name },
  { id: 'reason', label: 'Why it may go', cell: ({ reason }) => reason },
  { id: 'host', label: 'Where', width: '10rem', cell: ({ host }) => host ?? 'miniPaaS' },
  {
    id: 'size',
    label: 'Size',
    width: '7rem',
    cell: ({ sizeBytes }) => (sizeBytes === null ? 'not known' : formatBytes(sizeBytes)),
  },
];

/** What is kept no longer: shown first, removed when that was confirmed. It is done once a day by itself as well. */
export function CleanupPanel() {
  const { query } = useApi();
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const [shown, setShown] = useState<CleanupResult | null>(null);
  const look = useMutation(query.cleanup.run.mutationOptions({ onSuccess: setShown }));
  const remove = useMutation(
    query.cleanup.run.mutationOptions({
      onSuccess(done) {
        setAsking(false);
        setShown(done);
        announce(`Removed ${countOf(done.items.length, 'thing')}.`);
      },
    }),
  );
  const items = shown?.items ?? [];
  const isRemovable = shown?.dryRun === true && items.length > 0;
  return (
    <Panel
      title="Clean-up"
      isFlush
      actions={
        <Button onClick={() => look.mutate({ dryRun: true })} busy={look.isPending && 'Looking…'}>
          See what would go
        </Button>
      }
    >
      <p className={styles.lead}>
        Deployments, images, logs and the like beyond what the settings keep, and only what miniPaaS itself has made.
        Done once a day by itself.
      </p>
      {look.isError && <ProblemNotice problem={toProblem(look.error)} />}
      {shown !== null && shown.kept.length > 0 && (
        <div className={styles.notice}>
          <Notice tone="warn" title="Not everything could be looked at or removed">
            {shown.kept.map(({ name, reason }) => (
              <p key={name}>
                {name}: {reason}
              </p>
            ))}
          </Notice>
        </div>
      )}
      {shown !== null && items.length > 0 && (
        <Table
          label={shown.dryRun ? 'What would go' : 'What was removed'}
          columns={columns}
          rows={items}
          keyOf={({ key }) => key}
        />
      )}
      {shown !== null && (
        <p className={styles.foot}>
          <span>{summaryOf(shown)}</span>
          {isRemovable && (
            <Button isSmall kind="danger" onClick={() => setAsking(true)}>
              Remove all of it…
            </Button>
          )}
        </p>
      )}
      <Confirm
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
          remove.reset();
        }}
        title={`Remove ${countOf(items.length, 'thing')}?`}
        action={`Remove ${countOf(items.length, 'thing')}`}
        busy={remove.isPending && 'Removing…'}
        problem={remove.isError ? toProblem(remove.error) : null}
        onConfirm={() => remove.mutate({ dryRun: false, keys: items.map(({ key }) => key) })}
      >
        <Removes
          items={items.map(({ key, name, host }) => ({ key, name: host === null ? name : `${name} on ${host}` }))}
        />
      </Confirm>
    </Panel>
  );
}

function summaryOf({ dryRun, items, sizeBytes }: CleanupResult): string {
  if (items.length === 0) return dryRun ? 'Nothing would go: all of it is kept.' : 'Nothing was removed.';
  const size = sizeBytes === 0 ? '' : `, ${formatBytes(sizeBytes)} of which the size is known`;
  return `${countOf(items.length, 'thing')} ${dryRun ? 'would go' : 'went'}${size}.`;
}
