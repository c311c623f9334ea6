import type { LeftVolumeId, ProjectId } from '../../../contract/ids.ts';
import type { LeftVolumeRow, LeftVolumeStore } from '../../features/volumes/ports/left-volume-store.ts';
import type { Db } from './db.ts';

const SELECT = `
  select id, project_id as projectId, name, host_id as hostId, docker_name as dockerName, size_bytes as sizeBytes, left_at as leftAt
  from left_volumes`;

export function createLeftVolumeStore(db: Db): LeftVolumeStore {
  const selectOne = db.prepare<[LeftVolumeId], LeftVolumeRow>(`${SELECT} where id = ?`);
  const selectOfProject = db.prepare<[ProjectId], LeftVolumeRow>(`${SELECT} where project_id = ? order by id`);
  const deleteRow = db.prepare<[LeftVolumeId]>('delete from left_volumes where id = ?');
  return {
    get: (id) => selectOne.get(id) ?? null,
    listByProject: (projectId) => selectOfProject.all(projectId),
    remove: (id) => void deleteRow.run(id),
  };
}
