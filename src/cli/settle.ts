import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment } from '../contract/deployments.ts';
import type { DeploymentId } from '../contract/ids.ts';
import { CliError, exitCodes } from './cli-error.ts';
import type { Session } from './session.ts';

const POLL_MS = 500;

/** When the deployment serves. Throws its error where it does not come to that. */
export async function settle({ api, options }: Session, id: DeploymentId): Promise<Deployment> {
  for (;;) {
    const row = await api.deployments.get({ id }, options);
    if (row.finishedAt !== null) {
      if (row.status === 'running' || row.status === 'stopped') {
        return row;
      }
      const message = row.errorMessage ?? `Deployment ${id} was ${row.status}.`;
      const hint = row.errorHint ?? 'What ran before goes on with the value it has.';
      throw new CliError({ code: row.errorCode ?? 'FAILED', message, hint }, exitCodes.failed);
    }
    await sleep(POLL_MS, undefined, options);
  }
}
