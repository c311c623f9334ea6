// Names and labels of Docker volumes. They are fixed: volumes of earlier versions must be found again.
import type { ProjectId, VolumeId } from '../../../contract/ids.ts';

export function volumeLabels(projectId: ProjectId, id: VolumeId): Readonly<Record<string, string>> {
  return { 'minipaas.project': String(projectId), 'minipaas.volume': String(id) };
}
