/** How a deployment is told to a person: used wherever one is shown. */
import { assertNever } from '../../contract/assert-never.ts';
import type { Deployment, DeploymentStatus, DeploymentTrigger } from '../../contract/deployments.ts';
import { formatDuration } from '../lib/duration.ts';
import { ordinal } from '../lib/numbers.ts';
import type { Problem } from '../lib/problem.ts';
import type { Tone } from '../lib/tone.ts';

export interface StatusView {
  readonly tone: Tone;
  readonly label: string;
}

export function isInProgress(status: DeploymentStatus): boolean {
  return status === 'queued' || status === 'building' || status === 'starting';
}

export function deploymentStatus(deployment: Deployment): StatusView {
  const { status, queuePosition } = deployment;
  switch (status) {
    case 'queued':
      return { tone: 'wait', label: queuePosition === null ? 'queued' : `queued, ${ordinal(queuePosition)}` };
    case 'building':
    case 'starting':
      return { tone: 'busy', label: status };
    case 'running':
      return { tone: 'ok', label: deployment.isCurrent ? 'running' : 'was running' };
    case 'failed':
      return { tone: 'bad', label: status };
    case 'cancelled':
    case 'superseded':
    case 'stopped':
      return { tone: 'idle', label: status };
    default:
      return assertNever(status);
  }
}

const triggers: Readonly<Record<DeploymentTrigger, string>> = {
  manual: 'by hand',
  push: 'git push',
  rollback: 'rollback',
  environment: 'variables changed',
  settings: 'settings changed',
  demo: 'demo',
  folder: 'folder dropped',
};

export function triggerWord(deployment: Deployment): string {
  if (deployment.movesFrom !== null) return 'move to another host';
  return deployment.rollbackOf === null ? triggers[deployment.trigger] : `rollback to #${deployment.rollbackOf}`;
}

/** From the first stage to the last; null while it has not begun. */
export function deploymentDuration({ startedAt, finishedAt }: Deployment, now: number): string | null {
  if (startedAt === null) return null;
  return formatDuration((finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt));
}

export function deploymentProblem({ errorCode, errorMessage, errorHint }: Deployment): Problem | null {
  if (errorMessage === null) return null;
  return { code: errorCode ?? 'FAILED', message: errorMessage, hint: errorHint ?? '' };
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** The first line of a commit message; the rest is for `git log`. */
export function commitTitle(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
