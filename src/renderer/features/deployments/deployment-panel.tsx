import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Deployment } from '../../../contract/deployments.ts';
import {
  commitTitle,
  deploymentDuration,
  deploymentProblem,
  deploymentStatus,
  isInProgress,
  shortSha,
  triggerWord,
} from '../../api/deployment-view.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Status } from '../../ui/mark.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PipelineStages } from '../../ui/pipeline.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { DeploymentActions } from './deployment-actions.tsx';
import { ExplanationStep } from './explanation-step.tsx';
import { ExplanationView } from './explanation-view.tsx';
import styles from './deployments.module.css';

interface DeploymentPanelProps {
  readonly deployment: Deployment;
  readonly title: string;
  readonly actions?: ReactNode;
}

/** One deployment with everything known of it: its pipeline, why it waits, why it failed and what to do then. */
export function DeploymentPanel({ deployment, title, actions }: DeploymentPanelProps) {
  const problem = deploymentProblem(deployment);
  const { tone, label } = deploymentStatus(deployment);
  return (
    <Panel title={title} actions={actions}>
      <p className={styles.line}>
        <Status tone={tone} label={label} />
        <strong>#{deployment.id}</strong>
        {deployment.commitSha !== null && (
          <span>
            <code>{shortSha(deployment.commitSha)}</code>{' '}
            {deployment.commitMessage !== null && commitTitle(deployment.commitMessage)}
          </span>
        )}
        <span className={styles.soft}>{origin(deployment)}</span>
        <Duration deployment={deployment} />
      </p>
      {deployment.status === 'queued' && <Waiting deployment={deployment} />}
      <PipelineStages
        stages={deployment.stages}
        label={`Pipeline of deployment ${deployment.id}`}
        isOver={!isInProgress(deployment.status)}
      />
      {problem !== null && (
        <ProblemNotice
          isQuiet
          title={failureTitle(deployment)}
          // What puts it right is said there.
          problem={deployment.explanation === null ? problem : { ...problem, hint: '' }}
          actions={<FailureActions deployment={deployment} />}
        >
          {deployment.explanation !== null && (
            <ExplanationView deployment={deployment} explanation={deployment.explanation} />
          )}
        </ProblemNotice>
      )}
    </Panel>
  );
}

function origin(deployment: Deployment): string {
  return [deployment.commitAuthor, deployment.branch, triggerWord(deployment)]
    .filter((part) => part !== null)
    .join(' · ');
}

function Duration({ deployment }: { readonly deployment: Deployment }) {
  const now = useNow(1_000);
  const duration = deploymentDuration(deployment, now);
  return (
    <span className={styles.soft}>
      {duration !== null && `${duration}, `}
      {isInProgress(deployment.status) ? 'queued ' : ''}
      <RelativeTime at={deployment.finishedAt ?? deployment.createdAt} />
    </span>
  );
}

function Waiting({ deployment }: { readonly deployment: Deployment }) {
  const { queuePosition, estimatedStartAt, nextAttemptAt } = deployment;
  if (nextAttemptAt !== null) {
    return (
      <Notice
        tone="warn"
        title={
          <>
            Attempt {deployment.attempt + 1} begins <RelativeTime at={nextAttemptAt} />.
          </>
        }
      >
        <p>{deployment.errorMessage ?? 'The attempt before it failed for a reason that may pass.'}</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone="busy"
      title={queuePosition === 1 ? 'It is next in the queue.' : `${(queuePosition ?? 1) - 1} before it in the queue.`}
    >
      <p>
        {estimatedStartAt !== null && (
          <>
            Begins about <RelativeTime at={estimatedStartAt} />, judged by earlier builds.{' '}
          </>
        )}
        <Link to="/queue">Show the queue</Link>
      </p>
    </Notice>
  );
}

function failureTitle({ stages, status, explanation }: Deployment): string {
  const failed = stages.find((stage) => stage.status === 'failed');
  if (status === 'cancelled') return 'Cancelled';
  const ended = status === 'running' || status === 'stopped' ? 'Ended by itself' : 'Failed';
  const where = failed === undefined ? ended : `Failed in the stage “${failed.name}”`;
  return explanation === null ? where : `${where}: ${explanation.title}`;
}

function FailureActions({ deployment }: { readonly deployment: Deployment }) {
  const { id, projectId, stages, explanation } = deployment;
  const hasRun =
    explanation === null
      ? stages.some(({ name, status }) => name === 'deploy' && status === 'failed')
      : explanation.log === 'runtime';
  return (
    <>
      {explanation !== null && explanation.step !== null && (
        <ExplanationStep deployment={deployment} step={explanation.step} />
      )}
      <Link
        to="/projects/$projectId/logs"
        params={{ projectId: String(projectId) }}
        search={{ kind: hasRun ? 'runtime' : 'build', deployment: id }}
        className={buttonClass()}
      >
        {hasRun ? 'Runtime log' : 'Build log'}
      </Link>
      <DeploymentActions deployment={deployment} only="retry" />
    </>
  );
}
