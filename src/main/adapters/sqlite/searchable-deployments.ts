import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import type { Db } from './db.ts';

/** Ids alone, newest first: a search goes through the logs of thousands of deployments. Of all projects for null. */
export function createSearchableDeployments(db: Db) {
  const select = db.prepare<
    [{ readonly project: ProjectId | null }],
    { readonly id: DeploymentId; readonly projectId: ProjectId }
  >(
    `select id, project_id as projectId from deployments
     where @project is null or project_id = @project order by id desc`,
  );
  return (project: ProjectId | null) => select.all({ project });
}
