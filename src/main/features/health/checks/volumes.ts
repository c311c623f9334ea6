import type { HealthCheck, VolumesReader } from '../ports.ts';
import { formatBytes } from '../../../../contract/bytes.ts';

/** Volumes that are nearly full, or hold more than they may: what the application writes is measured, not stopped. */
export function createVolumesCheck(volumes: VolumesReader): HealthCheck {
  const id = 'volumes';
  return {
    id,
    everyMs: 300_000,
    after: ['volumes'],
    applies: () => volumes.count() > 0,
    async check() {
      const full = volumes.nearlyFull();
      if (full.length === 0) {
        return [{ id, status: 'ok', message: 'Every volume has room, as last measured.', hint: null }];
      }
      return full.map(({ volumeId, project, volume, level, sizeBytes, maxSizeBytes }) => ({
        id: `${id}:${volumeId}`,
        status: level === 'full' ? 'failed' : 'warning',
        message: `The volume ${volume} of ${project} holds ${formatBytes(sizeBytes)} of ${formatBytes(maxSizeBytes)}.`,
        hint: 'Delete what is not needed, or raise its size in the Storage tab.',
        fixes: [
          {
            id: `measure-volume-${volumeId}`,
            label: `Measure ${volume} of ${project} again`,
            removes: [],
            async apply() {
              await volumes.measure(volumeId);
              const isFull = volumes.nearlyFull().some((other) => other.volumeId === volumeId);
              return isFull ? `${volume} is still nearly full.` : `${volume} has room again.`;
            },
          },
        ],
      }));
    },
  };
}
