import { Link } from '@tanstack/react-router';
import type { Deployment } from '../../../contract/deployments.ts';
import {
  commitTitle,
  deploymentDuration,
  deploymentStatus,
  isInProgress,
  shortSha,
  triggerWord,
} from '../../api/deployment-view.ts';
import { Status } from '../../ui/mark.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Column } from '../../ui/table-column.ts';
import { useNow } from '../../ui/use-now.ts';
import { DeploymentActions } from './deployment-actions.tsx';
import styles from './deployments.module.css';

export const deploymentColumns: readonly Column<Deployment>[] = [
  { id: 'id', label: 'Number', width: '5rem', cell: (deployment) => <NumberCell deployment={deployment} /> },
  { id: 'state', label: 'State', width: '11rem', cell: (deployment) => <StateCell deployment={deployment} /> },
  { id: 'commit', label: 'Commit', cell: (deployment) => <CommitCell deployment={deployment} /> },
  { id: 'trigger', label: 'Started by', width: '10.5rem', cell: triggerWord },
  { id: 'duration', label: 'Took', width: '7.5rem', cell: (deployment) => <DurationCell deployment={deployment} /> },
  { id: 'when', label: 'When', width: '7.5rem', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
  {
    id: 'actions',
    label: 'Actions',
    width: '7.5rem',
    isLabelHidden: true,
    cell: (deployment) => <DeploymentActions deployment={deployment} />,
  },
];

function NumberCell({ deployment: { id, projectId } }: { readonly deployment: Deployment }) {
  return (
    <Link to="/projects/$projectId" params={{ projectId: String(projectId) }} search={{ deployment: id }}>
      #{id}
    </Link>
  );
}

function StateCell({ deployment }: { readonly deployment: Deployment }) {
  const { tone, label } = deploymentStatus(deployment);
  return (
    <div title={deployment.errorMessage ?? undefined}>
      <Status tone={tone} label={label} />
      {deployment.status === 'failed' && deployment.errorMessage !== null && (
        <div className={styles.reason}>{deployment.errorMessage}</div>
      )}
      {deployment.attempt > 1 && <div className={styles.soft}>attempt {deployment.attempt}</div>}
    </div>
  );
}

function CommitCell({
  deployment: { commitSha, commitMessage, commitAuthor, branch, image },
}: {
  readonly deployment: Deployment;
}) {
  if (commitSha === null) return <span className={styles.soft}>{image ?? 'no commit'}</span>;
  return (
    <div>
      <code>{shortSha(commitSha)}</code> {commitMessage !== null && commitTitle(commitMessage)}
      <div className={styles.soft}>{[commitAuthor, branch].filter((part) => part !== null).join(' · ')}</div>
    </div>
  );
}

function DurationCell({ deployment }: { readonly deployment: Deployment }) {
  return isInProgress(deployment.status) ? (
    <Running deployment={deployment} />
  ) : (
    (deploymentDuration(deployment, 0) ?? '–')
  );
}

function Running({ deployment }: { readonly deployment: Deployment }) {
  return deploymentDuration(deployment, useNow(1_000)) ?? '–';
}

/** What the search looks at. */
export function deploymentText(deployment: Deployment): string {
  const { id, commitSha, commitMessage, commitAuthor, branch, errorCode, errorMessage } = deployment;
  const parts = [
    `#${id}`,
    deploymentStatus(deployment).label,
    triggerWord(deployment),
    commitSha,
    commitMessage,
    commitAuthor,
  ];
  return [...parts, branch, errorCode, errorMessage].join('\n').toLowerCase();
}
