import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Deployment } from '../../../contract/deployments.ts';
import { commitTitle, isInProgress, shortSha } from '../../api/deployment-view.ts';
import { useDeploymentMutations } from '../../api/use-deployment-mutations.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './deployments.module.css';

interface DeploymentActionsProps {
  readonly deployment: Deployment;
  /** A single button instead of the row's menu. */
  readonly only?: 'retry';
}

export function DeploymentActions({ deployment, only }: DeploymentActionsProps) {
  const { cancel, retry, rollback } = useDeploymentMutations();
  const [isAskingRollback, setAskingRollback] = useState(false);
  const navigate = useNavigate();
  const announce = useAnnounce();
  const { id } = deployment;
  const queued = (made: Deployment) => announce(`Deployment #${made.id} is queued.`);
  const tryAgain = () => retry.mutate({ id }, { onSuccess: queued });
  const failed = [cancel, retry].find(({ isError }) => isError);
  const notice = failed !== undefined && <ProblemNotice problem={toProblem(failed.error)} />;

  if (only === 'retry') {
    return (
      <>
        <Button onClick={tryAgain} busy={retry.isPending && 'Queuing…'}>
          Try again
        </Button>
        {notice}
      </>
    );
  }

  const openLogs = (kind: 'build' | 'runtime') =>
    void navigate({
      to: '/projects/$projectId/logs',
      params: { projectId: String(deployment.projectId) },
      search: { kind, deployment: id },
    });
  const items: readonly MenuItem[] = [
    { label: 'Build log', run: () => openLogs('build') },
    {
      label: 'Runtime log',
      run: () => openLogs('runtime'),
      refusal: deployment.containerId === null ? 'never ran' : undefined,
    },
    ...(isInProgress(deployment.status)
      ? [{ label: 'Cancel', run: () => cancel.mutate({ id }, { onSuccess: () => announce(`#${id} is cancelled.`) }) }]
      : [
          { label: 'Roll back to this', run: () => setAskingRollback(true), refusal: rollbackRefusal(deployment) },
          { label: 'Deploy the same again', run: tryAgain },
        ]),
    {
      label: 'Copy number',
      run: () => void navigator.clipboard.writeText(String(id)).then(() => announce(`Copied ${id}.`)),
    },
  ];
  return (
    <div className={styles.rowActions}>
      {!isInProgress(deployment.status) && rollbackRefusal(deployment) === undefined && (
        <Button isSmall aria-label={`Rollback to deployment ${id}`} onClick={() => setAskingRollback(true)}>
          Rollback
        </Button>
      )}
      <Menu label="Actions" name={`Actions of deployment ${id}`} items={items} isSmall />
      {notice}
      <Confirm
        isOpen={isAskingRollback}
        onClose={() => setAskingRollback(false)}
        title={`Roll back to #${id}?`}
        action={`Roll back to #${id}`}
        busy={rollback.isPending && 'Queuing…'}
        problem={rollback.isError ? toProblem(rollback.error) : null}
        onConfirm={() =>
          rollback.mutate(
            { id },
            {
              onSuccess: (made) => {
                setAskingRollback(false);
                queued(made);
              },
            },
          )
        }
      >
        <p>
          A new deployment starts from the kept image
          {deployment.commitSha !== null && ` of commit ${shortSha(deployment.commitSha)}`}
          {deployment.commitMessage !== null && `, “${commitTitle(deployment.commitMessage)}”`}, without a build, with
          the settings and variables it had. The release that serves now goes on until the older one answers.
        </p>
      </Confirm>
    </div>
  );
}

function rollbackRefusal({ isCurrent, canRollback }: Deployment): string | undefined {
  if (isCurrent) return 'it serves now';
  return canRollback ? undefined : 'its image is no longer kept';
}
