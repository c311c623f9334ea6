// What the engine's view of the current container means for its row and for the pages.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { ErrorBody } from '../../../contract/errors.ts';
import type { Project } from '../../../contract/projects.ts';
import type { ContainerFacts } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';

export type RunState = Project['runState'];

export interface Observation {
  readonly runState: RunState;
  /** Null: the row is right as it is. */
  readonly move: { readonly to: 'running' } | { readonly to: 'stopped'; readonly error: ErrorBody } | null;
}

/** `row` is its project's current one; `lastLine` what the application said last. */
export function observe(row: DeploymentRow, facts: ContainerFacts | null, lastLine: string): Observation {
  const runState = facts === null ? 'stopped' : runStateOf(facts.state);
  const isUp = runState === 'running' || runState === 'restarting';
  if (row.status === 'running' && !isUp) {
    return { runState, move: { to: 'stopped', error: whyStopped(row, facts, lastLine) } };
  }
  return { runState, move: row.status === 'stopped' && isUp ? { to: 'running' } : null };
}

function runStateOf(state: ContainerFacts['state']): RunState {
  switch (state) {
    case 'running':
    case 'paused':
      return 'running';
    case 'restarting':
      return 'restarting';
    case 'created':
    case 'exited':
    case 'dead':
    case 'removing':
      return 'stopped';
    default:
      return assertNever(state);
  }
}

function whyStopped(row: DeploymentRow, facts: ContainerFacts | null, lastLine: string): ErrorBody {
  if (facts === null) {
    const problem = 'somebody else removed it.';
    return new AppError('ENGINE_FAILED', { action: 'keep the container', problem }).toBody();
  }
  if (facts.isOutOfMemory) {
    return new AppError('OUT_OF_MEMORY', { limitMb: row.snapshot.settings.memoryLimitMb }).toBody();
  }
  return new AppError('APPLICATION_STOPPED', { exitCode: facts.exitCode ?? 0, lastLine }).toBody();
}
