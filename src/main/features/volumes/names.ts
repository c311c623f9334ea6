// Names and labels of Docker volumes. They are fixed: volumes of earlier versions must be found again.
import type { ProjectId, VolumeId } from '../../../contract/ids.ts';

export function volumeLabels(projectId: ProjectId, id: VolumeId): Readonly<Record<string, string>> {
  return { 'minipaas.project': String(projectId), 'minipaas.volume': String(id) };
}

/** Made by an installation, ours or another one, for a release's secrets: nobody is to browse these as files. */
export function holdsSecrets(labels: Readonly<Record<string, string>>): boolean {
  return labels['minipaas.managed'] === 'true' && labels['minipaas.role'] === 'secrets';
}
