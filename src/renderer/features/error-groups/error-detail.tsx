import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ErrorGroupDetail, ErrorRelease, ErrorSample } from '../../../contract/error-groups.ts';
import type { ErrorGroupId, ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf, formatCount } from '../../lib/numbers.ts';
import { localTime } from '../../lib/time.ts';
import { Facts } from '../../ui/facts.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import { Bars } from './bars.tsx';
import { ErrorActions } from './error-actions.tsx';
import { ErrorStatus, languageName, titleOf } from './error-title.tsx';
import styles from './errors.module.css';

interface ErrorDetailProps {
  readonly projectId: ProjectId;
  readonly id: number;
}

export function ErrorDetail({ projectId, id }: ErrorDetailProps) {
  const { query } = useApi();
  const group = useQuery(query.errorGroups.get.queryOptions({ input: { id: id as ErrorGroupId } }));
  return (
    <>
      <nav aria-label="Errors">
        <Link
          to="/projects/$projectId/errors"
          params={{ projectId: String(projectId) }}
          search={(old) => ({ ...old, error: undefined })}
        >
          ← All errors
        </Link>
      </nav>
      <Loaded query={group} what="the error">
        {(found) => <Shown group={found} />}
      </Loaded>
    </>
  );
}

function Shown({ group }: { readonly group: ErrorGroupDetail }) {
  return (
    <>
      <header className={styles.head}>
        <div className={styles.names}>
          <h2 className={styles.title}>{titleOf(group)}</h2>
          <p className={styles.soft}>
            {languageName(group)}
            {group.culprit !== null && ` · ${group.culprit}`}
          </p>
        </div>
        <ErrorActions group={group} />
      </header>
      <Facts facts={factsOf(group)} />
      <Panel title="How often">
        <div className={styles.times}>
          <figure className={styles.time}>
            <figcaption>Last 24 hours, by the hour: {most(group.hours)}</figcaption>
            <Bars counts={group.hours} when="in the last 24 hours" isLarge />
          </figure>
          <figure className={styles.time}>
            <figcaption>Last 30 days, by the day: {most(group.days)}</figcaption>
            <Bars counts={group.days} when="in the last 30 days" isLarge />
          </figure>
        </div>
      </Panel>
      <Panel title="Newest lines">
        {group.samples.map((sample) => (
          <Sample key={`${sample.deploymentId}:${sample.firstSeq}`} group={group} sample={sample} />
        ))}
      </Panel>
      <Panel title={countOf(group.releases.length, 'release')} isFlush>
        <Table
          label="Releases with this error"
          columns={releaseColumns(group)}
          rows={group.releases}
          keyOf={({ deploymentId }) => deploymentId}
        />
      </Panel>
    </>
  );
}

function most(counts: readonly number[]): string {
  const count = Math.max(0, ...counts);
  return count === 0 ? 'none' : `${formatCount(count)} at most`;
}

function factsOf(group: ErrorGroupDetail) {
  const { count, firstSeenAt, lastSeenAt, firstDeploymentId, lastDeploymentId, reopenedAt, reopenedIn } = group;
  const back =
    reopenedAt === null
      ? []
      : [
          {
            label: 'Back after it was resolved',
            value: (
              <>
                <RelativeTime at={reopenedAt} /> in #{reopenedIn}
              </>
            ),
          },
        ];
  return [
    { label: 'State', value: <ErrorStatus group={group} /> },
    { label: 'Times', value: formatCount(count) },
    {
      label: 'First seen',
      value: (
        <>
          <RelativeTime at={firstSeenAt} /> in #{firstDeploymentId}
        </>
      ),
    },
    {
      label: 'Last seen',
      value: (
        <>
          <RelativeTime at={lastSeenAt} /> in #{lastDeploymentId}
        </>
      ),
    },
    ...back,
  ];
}

function Sample({ group, sample }: { readonly group: ErrorGroupDetail; readonly sample: ErrorSample }) {
  const { deploymentId, firstSeq, lastSeq, at, text } = sample;
  const line = firstSeq === lastSeq ? firstSeq : `${firstSeq}-${lastSeq}`;
  const name = firstSeq === lastSeq ? `line ${firstSeq}` : `lines ${firstSeq}–${lastSeq}`;
  return (
    <article className={styles.sample}>
      <p className={styles.soft}>
        {localTime(at)} ·{' '}
        <Link
          to="/projects/$projectId/logs"
          params={{ projectId: String(group.projectId) }}
          search={{ kind: 'runtime', deployment: deploymentId, line }}
        >
          log of #{deploymentId}, {name}
        </Link>
      </p>
      {/* Long lines scroll; by keyboard only what can be reached scrolls. */}
      <pre className={styles.text} tabIndex={0} aria-label={`Lines of ${localTime(at)}`} role="region">
        {text}
      </pre>
    </article>
  );
}

function releaseColumns({ projectId }: ErrorGroupDetail): readonly Column<ErrorRelease>[] {
  return [
    {
      id: 'release',
      label: 'Release',
      cell: ({ deploymentId }) => (
        <Link to="/projects/$projectId" params={{ projectId: String(projectId) }} search={{ deployment: deploymentId }}>
          #{deploymentId}
        </Link>
      ),
    },
    { id: 'count', label: 'Times', width: '8rem', cell: ({ count }) => formatCount(count) },
    { id: 'first', label: 'First seen', width: '14rem', cell: ({ firstSeenAt }) => localTime(firstSeenAt) },
    { id: 'last', label: 'Last seen', width: '14rem', cell: ({ lastSeenAt }) => localTime(lastSeenAt) },
  ];
}
