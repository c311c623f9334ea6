import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DetailedHealth, Finding } from '../../../contract/health.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import type { Tone } from '../../lib/tone.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Status } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import { FixButton } from './fix-button.tsx';
import styles from './health.module.css';

export const findingTones: Readonly<Record<Finding['status'], Tone>> = { ok: 'ok', warning: 'warn', failed: 'bad' };

const columns: readonly Column<Finding>[] = [
  {
    id: 'state',
    label: 'State',
    width: '8rem',
    cell: ({ status }) => <Status tone={findingTones[status]} label={status} />,
  },
  { id: 'check', label: 'Check', width: '11rem', cell: ({ check }) => check },
  {
    id: 'finding',
    label: 'Finding',
    cell: ({ message, hint, fixes }) => (
      <div>
        <p>{message}</p>
        {hint !== null && <p className={styles.hint}>{hint}</p>}
        {fixes.length > 0 && (
          <div className={styles.fixes}>
            {fixes.map((fix) => (
              <FixButton key={fix.id} fix={fix} />
            ))}
          </div>
        )}
      </div>
    ),
  },
  {
    id: 'since',
    label: 'Since',
    width: '9rem',
    cell: ({ since, status }) => (status === 'ok' || since === null ? '–' : <RelativeTime at={since} />),
  },
];

/** Every check of the installation with what it found and what can be done about it; what is wrong comes first. */
export function HealthView() {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const health = useQuery({ ...query.health.detailed.queryOptions(), staleTime: 0 });
  const check = useMutation(
    query.health.check.mutationOptions({
      onSuccess(found) {
        cache.setQueryData(query.health.detailed.queryKey(), found);
        announce(summaryOf(found));
      },
    }),
  );
  return (
    <Panel
      title="Checks"
      isFlush
      actions={
        <Button onClick={() => check.mutate(undefined)} busy={check.isPending && 'Checking…'}>
          Check again
        </Button>
      }
    >
      {check.isError && <ProblemNotice problem={toProblem(check.error)} />}
      <Loaded query={health} what="the checks">
        {(found) => (
          <>
            <Table label="Checks" columns={columns} rows={worstFirst(found.findings)} keyOf={({ id }) => id} />
            <p className={styles.foot}>
              <span>{summaryOf(found)}</span>
              <span>
                miniPaaS {found.version}, started <RelativeTime at={found.startedAt} />
              </span>
            </p>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const rank: Readonly<Record<Finding['status'], number>> = { failed: 0, warning: 1, ok: 2 };

function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => rank[a.status] - rank[b.status]);
}

function summaryOf({ findings }: DetailedHealth): string {
  const failed = findings.filter(({ status }) => status === 'failed').length;
  const warnings = findings.filter(({ status }) => status === 'warning').length;
  if (failed + warnings === 0) return 'All is well.';
  const parts = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(warnings === 0 ? [] : [countOf(warnings, 'warning')]),
  ];
  return `${parts.join(', ')} of ${countOf(findings.length, 'finding')}.`;
}
