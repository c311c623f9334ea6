// What the tables know of the Docker objects of a host: which of them something still needs.
import type { DeploymentId, HostId } from '../../../contract/ids.ts';
import type { KnownDeployment, KnownObjects } from '../../features/hosts/ports/upkeep.ts';
import type { Db } from './db.ts';

interface StoredDeployment {
  readonly isActive: number;
  readonly isCurrent: number;
  readonly containerId: string | null;
}

/** Waiting ones count: an attempt that failed may have left its image for the next. */
const ACTIVE = "status in ('queued', 'building', 'starting')";

/** After a release its candidate, and the release before it that still finishes requests, are tidied up by whoever made it. */
const HAND_OVER_MS = 300_000;
const HANDS_OVER = `exists (
  select 1 from deployments n where n.project_id = d.project_id and n.is_current = 1 and n.finished_at > :since)`;

export function createKnownObjects(db: Db, now: () => number = Date.now): (hostId: HostId) => KnownObjects {
  const selectDeployment = db.prepare<{ readonly id: DeploymentId; readonly since: number }, StoredDeployment>(
    `select (${ACTIVE}) or (${HANDS_OVER}) as isActive, is_current as isCurrent, container_id as containerId
     from deployments d where id = :id`,
  );
  const selectKept = db.prepare<[HostId], { readonly image: string | null; readonly imageId: string | null }>(
    `select image, image_id as imageId from deployments
     where host_id = ? and (is_current = 1 or can_rollback = 1 or ${ACTIVE})`,
  );
  const selectVolume = db
    .prepare<[number, HostId, string], number>('select 1 from volumes where id = ? and host_id = ? and docker_name = ?')
    .pluck();
  const selectLeft = db
    .prepare<[HostId, string], number>('select 1 from left_volumes where host_id = ? and docker_name = ?')
    .pluck();
  const countActive = db
    .prepare<[HostId], number>(
      "select count(*) from deployments where host_id = ? and status in ('building', 'starting')",
    )
    .pluck();

  return (hostId) => ({
    deployment(id): KnownDeployment | null {
      const row = selectDeployment.get({ id, since: now() - HAND_OVER_MS });
      return row === undefined
        ? null
        : { isActive: row.isActive === 1, isCurrent: row.isCurrent === 1, containerId: row.containerId };
    },
    keptImages: () =>
      new Set(
        selectKept
          .all(hostId)
          .flatMap((row) => [row.image, row.imageId])
          .filter((name) => name !== null),
      ),
    hasVolume: (id, name) => selectVolume.get(id, hostId, name) !== undefined,
    isLeftByMove: (name) => selectLeft.get(hostId, name) !== undefined,
    isDeploying: () => (countActive.get(hostId) ?? 0) > 0,
  });
}
