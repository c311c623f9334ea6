// What moves of a project have left on the hosts that it was on: looked at, and deleted when nobody needs it any more.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { LeftVolumeId, ProjectId } from '../../../contract/ids.ts';
import type { LeftVolume } from '../../../contract/volumes.ts';
import type { VolumeEngines, VolumeLog } from './ports.ts';
import type { LeftVolumeRow, LeftVolumeStore } from './ports/left-volume-store.ts';

export interface LeftBehindDeps {
  readonly left: LeftVolumeStore;
  readonly engines: VolumeEngines;
  readonly log: VolumeLog;
  readonly onChanged: (id: ProjectId) => void;
}

export function createLeftBehind({ left, engines, log, onChanged }: LeftBehindDeps) {
  /** Also where its host cannot be asked. */
  async function isThere(row: LeftVolumeRow): Promise<boolean> {
    try {
      return (await (await engines.get(row.hostId)).inspect(row.dockerName)) !== null;
    } catch (error) {
      if (isAppError(error)) {
        return true;
      }
      throw error;
    }
  }

  return {
    /** What somebody removed with Docker's own commands is forgotten. */
    async list(id: ProjectId): Promise<LeftVolume[]> {
      const rows = left.listByProject(id);
      const there = await Promise.all(rows.map(isThere));
      rows.filter((_row, index) => there[index] === false).forEach((row) => left.remove(row.id));
      return rows.filter((_row, index) => there[index] === true).map(view);
    },

    /** Throws NOT_FOUND, VOLUME_MOUNTED, and why the host cannot be asked. */
    async remove(id: LeftVolumeId): Promise<LeftVolume> {
      const row = left.get(id);
      if (row === null) {
        throw new AppError('NOT_FOUND', { what: `volume ${id} that was left behind` });
      }
      await (await engines.get(row.hostId)).remove(row.dockerName);
      left.remove(id);
      onChanged(row.projectId);
      return view(row);
    },

    /** With its project. One that cannot be removed stays: its host's clean-up lists it. */
    async removeAll(projectId: ProjectId): Promise<void> {
      for (const { id, hostId, dockerName } of left.listByProject(projectId)) {
        await engines
          .get(hostId)
          .then((engine) => engine.remove(dockerName))
          .catch((error: unknown) => {
            if (!isAppError(error)) {
              throw error;
            }
            log.warn('A volume that a move had left stays on its host', { hostId, dockerName, error });
          });
        left.remove(id);
      }
    },
  };
}

function view({ leftAt, ...row }: LeftVolumeRow): LeftVolume {
  return { ...row, leftAt: new Date(leftAt).toISOString() };
}
