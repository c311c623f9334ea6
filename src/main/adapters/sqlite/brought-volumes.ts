// Volumes that were copied to another host for a release become the project's in the transaction that makes the release current: a crash
// leaves them with the host that serves, whichever that is.
import type { HostId, VolumeId } from '../../../contract/ids.ts';
import type { MountedVolume } from '../../features/deployments/ports/deployment-store.ts';
import type { Db } from './db.ts';

interface Brought {
  readonly id: VolumeId;
  readonly hostId: HostId;
  readonly dockerName: string;
  readonly at: number;
}

export function createBroughtVolumes(db: Db) {
  // What was attached is somebody else's: nobody is to delete it here.
  const leave = db.prepare<Brought>(
    `insert into left_volumes (project_id, name, host_id, docker_name, size_bytes, left_at)
     select project_id, name, host_id, docker_name, case when measured_at is null then null else size_bytes end, @at
     from volumes where id = @id and is_external = 0 and (host_id <> @hostId or docker_name <> @dockerName)`,
  );
  const bring = db.prepare<Brought>(
    'update volumes set host_id = @hostId, docker_name = @dockerName, is_external = 0, updated_at = @at where id = @id',
  );
  return {
    settle(mounts: readonly MountedVolume[], hostId: HostId, at: number): void {
      for (const { broughtVolume: id, dockerName } of mounts) {
        if (id !== undefined) {
          leave.run({ id, hostId, dockerName, at });
          bring.run({ id, hostId, dockerName, at });
        }
      }
    },
  };
}
