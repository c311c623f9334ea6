// Sentences and cells about projects and deployments.
import type { Deployment } from '../contract/deployments.ts';
import type { Project } from '../contract/projects.ts';
import { CliError, exitCodes } from './cli-error.ts';

export const commitOf = ({ commitSha }: Deployment): string => commitSha?.slice(0, 7) ?? '-';

export function stateOf({ runState, latest }: Project): string {
  return runState === 'none' ? (latest?.status ?? 'not deployed') : runState;
}

export function deploymentLine({ id, status, queuePosition, url }: Deployment, project: string): string {
  const position = queuePosition === null ? '' : ` at position ${queuePosition}`;
  return `Deployment ${id} of ${project} is ${status}${position}.${status === 'running' && url !== null ? ` ${url}` : ''}\n`;
}

/** What a deployment that was followed came to, unless that is running. */
export function failureOf({ id, status, errorCode, errorMessage, ...rest }: Deployment): CliError | null {
  switch (status) {
    case 'running':
    case 'stopped':
      return null;
    case 'failed': {
      const body = { code: errorCode ?? 'INTERNAL', message: errorMessage ?? '', hint: nextStep(rest) };
      return new CliError(body, exitCodes.failed);
    }
    default: {
      const body = { code: status.toUpperCase(), message: `Deployment ${id} was ${status}.`, hint: '' };
      return new CliError(body, exitCodes.failed);
    }
  }
}

/** What was recognised says more than the error's own hint. */
function nextStep({ errorHint, explanation }: Pick<Deployment, 'errorHint' | 'explanation'>): string {
  if (explanation === null) {
    return errorHint ?? '';
  }
  const { title, cause, fix, log, lines, docsAnchor } = explanation;
  const place = lines[0] === undefined ? '' : ` (line ${lines[0].seq} of the ${log} log)`;
  return `${title}${place}. ${cause}\n  ${fix}\n  docs/${docsAnchor}`;
}
