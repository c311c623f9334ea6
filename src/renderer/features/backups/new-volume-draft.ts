/** A volume that is made for what is restored or copied, as it is entered. Pure. */
import type { ProjectId } from '../../../contract/ids.ts';

export interface NewVolumeDraft {
  readonly projectId: string;
  readonly name: string;
  readonly mountPath: string;
}

export function toNewVolume({ projectId, name, mountPath }: NewVolumeDraft): {
  projectId: ProjectId;
  name: string;
  mountPath?: string;
} {
  const path = mountPath.trim();
  return {
    projectId: Number(projectId) as ProjectId,
    name: name.trim(),
    ...(path === '' ? {} : { mountPath: path }),
  };
}

export const isNewVolumeReady = ({ projectId, name }: NewVolumeDraft): boolean =>
  projectId !== '' && name.trim() !== '';
