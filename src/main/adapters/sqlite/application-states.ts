// The releases that serve or should, with as little of their rows as the health monitor looks at.
import { type ErrorBody, errorBody } from '../../../contract/errors.ts';
import { type Explanation, explanation as explained } from '../../../contract/explanation.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import type { RestartPolicy } from '../../../contract/projects.ts';
import type { Db } from './db.ts';

export interface ApplicationState {
  readonly projectId: ProjectId;
  readonly name: string;
  readonly deploymentId: DeploymentId;
  readonly containerId: string | null;
  readonly isStopped: boolean;
  /** Why it stopped by itself. */
  readonly error: ErrorBody | null;
  /** What its last lines say about it. */
  readonly explanation: Explanation | null;
  readonly autoRestart: boolean;
  readonly policy: RestartPolicy;
  /** Another release is about to take its place. */
  readonly isBeingReplaced: boolean;
}

export interface ApplicationStates {
  list(): readonly ApplicationState[];
  ofDeployment(id: DeploymentId): ApplicationState | null;
}

interface RawState {
  readonly projectId: ProjectId;
  readonly name: string;
  readonly deploymentId: DeploymentId;
  readonly containerId: string | null;
  readonly status: string;
  readonly error: string | null;
  readonly explanation: string | null;
  readonly autoRestart: number;
  readonly policy: RestartPolicy;
  readonly isBeingReplaced: number;
}

const select = `
  select p.id as projectId, p.name, d.id as deploymentId, d.container_id as containerId, d.status, d.error, d.explanation,
    p.auto_restart as autoRestart, p.restart_policy as policy,
    exists (select 1 from deployments n where n.project_id = p.id and n.status = 'starting') as isBeingReplaced
  from deployments d join projects p on p.id = d.project_id
  where d.is_current = 1 and p.removal_requested_at is null`;

export function createApplicationStates(db: Db): ApplicationStates {
  const selectAll = db.prepare<[], RawState>(`${select} order by p.name_key`);
  const selectOne = db.prepare<[DeploymentId], RawState>(`${select} and d.id = ?`);
  return {
    list: () => selectAll.all().map(toState),
    ofDeployment(id) {
      const raw = selectOne.get(id);
      return raw === undefined ? null : toState(raw);
    },
  };
}

function toState({ status, error, explanation, autoRestart, isBeingReplaced, ...rest }: RawState): ApplicationState {
  // What cannot be read says no more than that it stopped.
  const body = error === null ? null : errorBody.safeParse(JSON.parse(error));
  const told = explanation === null ? null : explained.safeParse(JSON.parse(explanation));
  return {
    ...rest,
    isStopped: status === 'stopped',
    error: body?.success === true ? body.data : null,
    explanation: told?.success === true ? told.data : null,
    autoRestart: autoRestart === 1,
    isBeingReplaced: isBeingReplaced === 1,
  };
}
