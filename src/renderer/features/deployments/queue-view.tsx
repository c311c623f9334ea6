import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Queue } from '../../../contract/deployments.ts';
import { useApi } from '../../api/api-context.tsx';
import { commitTitle, deploymentStatus, shortSha, triggerWord } from '../../api/deployment-view.ts';
import { useDeploymentMutations } from '../../api/use-deployment-mutations.ts';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Status } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PipelineStages } from '../../ui/pipeline.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './deployments.module.css';
import { MoveButtons } from './move-buttons.tsx';
import { QueueHosts } from './queue-hosts.tsx';

type Item = Queue['active'][number];

export function QueueView() {
  const { query } = useApi();
  const queue = useQuery(query.deployments.queue.queryOptions());
  return (
    <Loaded query={queue} what="the queue">
      {({ active, waiting, concurrency, pausedHosts }) => (
        <div className={styles.queue}>
          <QueueHosts waiting={waiting} pausedHosts={pausedHosts} />
          {active.length + waiting.length === 0 ? (
            <Empty title="Nothing builds and nothing waits.">
              <p>Up to {countOf(concurrency, 'deployment')} at once; the settings say how many.</p>
            </Empty>
          ) : (
            <>
              <Panel title={`In progress: ${active.length} of at most ${concurrency}`}>
                {active.length === 0 && <p className={styles.soft}>Nothing just now.</p>}
                {active.map((item) => (
                  <Building key={item.deployment.id} item={item} />
                ))}
              </Panel>
              <Panel title={`Waiting: ${waiting.length}`} isFlush>
                {waiting.length === 0 ? (
                  <p className={styles.none}>Nothing waits.</p>
                ) : (
                  <Table
                    label="Waiting deployments"
                    columns={columns}
                    rows={waiting}
                    keyOf={({ deployment }) => deployment.id}
                  />
                )}
              </Panel>
            </>
          )}
        </div>
      )}
    </Loaded>
  );
}

function Building({ item }: { readonly item: Item }) {
  const { tone, label } = deploymentStatus(item.deployment);
  return (
    <article className={styles.building}>
      <div className={styles.line}>
        <ProjectLink item={item} />
        <Status tone={tone} label={label} />
        <Commit item={item} />
        <CancelButton item={item} />
      </div>
      <PipelineStages stages={item.deployment.stages} label={`Pipeline of ${item.projectName}`} isOver={false} />
    </article>
  );
}

const columns: readonly Column<Item>[] = [
  { id: 'position', label: 'Place', width: '4rem', cell: ({ deployment }) => deployment.queuePosition ?? '–' },
  { id: 'project', label: 'Project', cell: (item) => <ProjectLink item={item} /> },
  { id: 'commit', label: 'Commit', cell: (item) => <Commit item={item} /> },
  { id: 'trigger', label: 'Started by', width: '8rem', cell: ({ deployment }) => triggerWord(deployment) },
  {
    id: 'begins',
    label: 'Begins about',
    width: '9rem',
    cell: (item) => <Begins item={item} />,
  },
  {
    id: 'actions',
    label: 'Actions',
    width: '14rem',
    isLabelHidden: true,
    cell: (item) => (
      <div className={styles.queueActions}>
        <MoveButtons item={item} />
        <CancelButton item={item} />
      </div>
    ),
  },
];

function Begins({ item: { deployment, isPaused } }: { readonly item: Item }) {
  if (isPaused) return 'when resumed';
  const at = deployment.nextAttemptAt ?? deployment.estimatedStartAt;
  return at === null ? 'not known' : <RelativeTime at={at} />;
}

function ProjectLink({ item: { deployment, projectName } }: { readonly item: Item }) {
  return (
    <Link
      to="/projects/$projectId"
      params={{ projectId: String(deployment.projectId) }}
      search={{ deployment: deployment.id }}
    >
      <strong>{projectName}</strong> #{deployment.id}
    </Link>
  );
}

function Commit({ item: { deployment } }: { readonly item: Item }) {
  if (deployment.commitSha === null) return <span className={styles.soft}>{deployment.branch ?? 'newest commit'}</span>;
  return (
    <span>
      <code>{shortSha(deployment.commitSha)}</code>{' '}
      {deployment.commitMessage !== null && commitTitle(deployment.commitMessage)}
    </span>
  );
}

function CancelButton({ item: { deployment, projectName } }: { readonly item: Item }) {
  const { cancel } = useDeploymentMutations();
  return (
    <>
      <Button
        isSmall
        aria-label={`Cancel #${deployment.id} of ${projectName}`}
        onClick={() => cancel.mutate({ id: deployment.id })}
        busy={cancel.isPending && 'Cancelling…'}
      >
        Cancel
      </Button>
      {cancel.isError && <ProblemNotice problem={toProblem(cancel.error)} />}
    </>
  );
}
