// Volumes of projects on hosts, as moves see them.
import type { DeploymentId, HostId, ProjectId, VolumeId } from '../../../../contract/ids.ts';
import type { Clock } from '../ports.ts';
import type { MountedVolume } from '../ports/deployment-store.ts';
import type { VolumeMoves } from '../ports/volume-moves.ts';

interface FakeVolume {
  readonly projectId: ProjectId;
  readonly hostId: HostId;
  readonly dockerName: string;
}

interface Made {
  readonly hostId: HostId;
  readonly dockerName: string;
  readonly deploymentId: DeploymentId;
}

export const VOLUME_BYTES = 50 * 1024 ** 2;

export function createFakeVolumeMoves(clock: Clock) {
  const volumes = new Map<VolumeId, FakeVolume>();
  const left: FakeVolume[] = [];
  let made: Made[] = [];
  const script = {
    copyMs: 1000,
    error: null as (() => Error) | null,
    /** Called when the copying begins. */
    onCopy: () => undefined as void,
  };
  const isVolume = ({ hostId, dockerName }: Pick<Made, 'hostId' | 'dockerName'>): boolean =>
    [...volumes.values(), ...left].some((each) => each.hostId === hostId && each.dockerName === dockerName);

  const moves: VolumeMoves = {
    isAway: (projectId, hostId) =>
      [...volumes.values()].some((each) => each.projectId === projectId && each.hostId !== hostId),
    async prepare({ projectId, hostId, deploymentId }) {
      return [...volumes].flatMap(([id, each]) => {
        if (each.projectId !== projectId || each.hostId === hostId) {
          return [];
        }
        const dockerName = `volume-${id}-of-${deploymentId}`;
        made.push({ hostId, dockerName, deploymentId });
        return [{ id, name: `volume ${id}`, dockerName, path: '/data', sizeBytes: VOLUME_BYTES }];
      });
    },
    async copy(onTheWay, { onProgress, signal }) {
      script.onCopy();
      for (const volume of onTheWay) {
        onProgress(volume, VOLUME_BYTES / 2);
        await clock.sleep(script.copyMs, signal);
      }
      if (script.error !== null) {
        throw script.error();
      }
    },
    async discard({ hostId, deploymentId }) {
      made = made.filter((each) => each.hostId !== hostId || each.deploymentId !== deploymentId || isVolume(each));
    },
    settle: async () => undefined,
    leftOn: (projectId, hostId) =>
      left.filter((each) => each.projectId === projectId && each.hostId === hostId).map(({ dockerName }) => dockerName),
  };

  return {
    moves,
    script,
    add(id: VolumeId, volume: FakeVolume): void {
      volumes.set(id, volume);
    },
    hostOf: (id: VolumeId): HostId | undefined => volumes.get(id)?.hostId,
    /** Made for a deployment, and no volume of its project (yet). */
    copies: (): readonly string[] => made.filter((each) => !isVolume(each)).map(({ dockerName }) => dockerName),
    bring(mounts: readonly MountedVolume[], hostId: HostId): void {
      for (const { broughtVolume, dockerName } of mounts) {
        const before = broughtVolume === undefined ? undefined : volumes.get(broughtVolume);
        if (broughtVolume !== undefined && before !== undefined) {
          left.push(before);
          volumes.set(broughtVolume, { ...before, hostId, dockerName });
        }
      }
    },
  };
}
