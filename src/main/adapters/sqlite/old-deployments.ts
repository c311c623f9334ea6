// Deployments that are over and beyond those that are kept.
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { Db } from './db.ts';

export interface OldDeployment {
  readonly id: DeploymentId;
  readonly projectId: ProjectId;
  readonly projectName: string;
}

export interface OldDeployments {
  /** Beyond the `keep` newest of each project: never current, never with a kept image, never what one of those goes back to. */
  listOld(keep: number): readonly OldDeployment[];
  /** Only if it is still among them. */
  removeOld(id: DeploymentId, keep: number): void;
  /** Projects with how many images they keep, as their settings say now. */
  listKeepers(): readonly {
    readonly projectId: ProjectId;
    readonly projectName: string;
    readonly hostId: HostId;
    readonly keep: number;
  }[];
}

const old = `
  select d.id, d.project_id as projectId, p.name as projectName
  from (select id, project_id, status, is_current, can_rollback,
          row_number() over (partition by project_id order by id desc) as place
        from deployments) d
  join projects p on p.id = d.project_id
  where d.place > :keep and d.is_current = 0 and d.can_rollback = 0
    and d.status in ('failed', 'cancelled', 'superseded', 'stopped')
    and not exists (
      select 1 from deployments r where r.rollback_of = d.id
        and (r.is_current = 1 or r.can_rollback = 1 or r.status in ('queued', 'building', 'starting')))`;

export function createOldDeployments(db: Db): OldDeployments {
  const selectOld = db.prepare<{ readonly keep: number }, OldDeployment>(`${old} order by d.id`);
  const deleteOld = db.prepare<{ readonly keep: number; readonly id: DeploymentId }>(
    `delete from deployments where id = :id and id in (select id from (${old}))`,
  );
  const selectKeepers = db.prepare<[], ReturnType<OldDeployments['listKeepers']>[number]>(
    `select p.id as projectId, p.name as projectName, p.host_id as hostId, p.keep_image_history as keep
     from projects p
     where p.removal_requested_at is null
       and (select count(*) from deployments d where d.project_id = p.id and d.can_rollback = 1) > p.keep_image_history`,
  );
  return {
    listOld: (keep) => selectOld.all({ keep }),
    removeOld: (id, keep) => void deleteOld.run({ id, keep }),
    listKeepers: () => selectKeepers.all(),
  };
}
