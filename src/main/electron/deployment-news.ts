// Which deployments are news to somebody who is not looking: those seen under way that have now ended well or badly.
import type { Deployment, DeploymentStatus } from '../../contract/deployments.ts';
import { assertNever } from '../../contract/assert-never.ts';

export interface News {
  readonly title: string;
  readonly body: string;
}

export interface DeploymentNews {
  /** The news in this change, or null. Each deployment is news at most once. */
  take(deployment: { readonly id: number; readonly status: DeploymentStatus }): 'running' | 'failed' | null;
}

export function createDeploymentNews(): DeploymentNews {
  const underWay = new Set<number>();
  return {
    take({ id, status }) {
      switch (status) {
        case 'queued':
        case 'building':
        case 'starting':
          underWay.add(id);
          return null;
        case 'running':
        case 'failed':
          return underWay.delete(id) ? status : null;
        case 'cancelled':
        case 'superseded':
        case 'stopped':
          underWay.delete(id); // Somebody asked for it, so it is no news.
          return null;
        default:
          return assertNever(status);
      }
    },
  };
}

export function tell(kind: 'running' | 'failed', projectName: string, deployment: Deployment): News {
  if (kind === 'running') return { title: `${projectName} is running`, body: deployment.url ?? commitLine(deployment) };
  const reasons = [deployment.errorMessage, deployment.errorHint].filter((text) => text !== null);
  return { title: `${projectName}: the deployment failed`, body: reasons.join(' ') };
}

function commitLine({ commitSha, commitMessage }: Deployment): string {
  return [commitSha?.slice(0, 7), commitMessage].filter((text) => text != null).join(' ');
}
