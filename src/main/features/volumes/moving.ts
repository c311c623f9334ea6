// Volumes on their way to another host: copied into Docker volumes there which are the project's own from the moment in which the release
// that mounts them is current. Until then, and afterwards as a copy that somebody may delete, they stay where they were.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { DeploymentId, HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { ChangeGates } from './change-gates.ts';
import type { Making } from './making.ts';
import type { Measuring } from './measuring.ts';
import type { CopyWhole, VolumeEngines, VolumeLog } from './ports.ts';
import type { VolumeEngine } from './ports/volume-engine.ts';
import type { Measurement, VolumeFiles } from './ports/volume-files.ts';
import type { LeftVolumeStore } from './ports/left-volume-store.ts';
import type { VolumeRow, VolumeStore } from './ports/volume-store.ts';

export interface MovingDeps {
  readonly store: VolumeStore;
  readonly left: LeftVolumeStore;
  readonly engines: VolumeEngines;
  readonly gates: ChangeGates;
  readonly making: Pick<Making, 'makeDockerVolume'>;
  readonly measuring: Pick<Measuring, 'forget'>;
  readonly copyWhole: CopyWhole;
  readonly labels: Readonly<Record<string, string>>;
  readonly log: VolumeLog;
}

interface Target {
  readonly projectId: ProjectId;
  readonly hostId: HostId;
  readonly deploymentId: DeploymentId;
}

interface OnTheWay {
  readonly id: VolumeId;
  readonly name: string;
  readonly dockerName: string;
  readonly path: string;
  readonly sizeBytes: number;
}

interface Ends {
  readonly from: VolumeFiles;
  readonly to: VolumeFiles;
  readonly fromEngine: VolumeEngine;
  readonly fromName: string;
}

export function createMoving(deps: MovingDeps) {
  const { store, left, engines, gates, making, measuring, copyWhole, labels, log } = deps;
  const ends = new WeakMap<OnTheWay, Ends>();

  const away = (projectId: ProjectId, hostId: HostId): readonly VolumeRow[] =>
    store.listByProject(projectId).filter((row) => row.hostId !== hostId);

  async function discard({ projectId, hostId, deploymentId }: Target): Promise<void> {
    const engine = await engines.get(hostId);
    const wanted = { ...labels, ...movedLabels(projectId, deploymentId) };
    const made = (await engine.list()).filter((volume) =>
      Object.entries(wanted).every(([name, value]) => volume.labels[name] === value),
    );
    for (const { name } of made) {
      // One that a volume is by now is nobody's to remove.
      if (store.findByDockerName(hostId, name) === null && left.listByProject(projectId).every(isNot(hostId, name))) {
        await engine.remove(name);
      }
    }
  }

  async function prepareOne(row: VolumeRow, target: Target, signal: AbortSignal): Promise<OnTheWay> {
    const [fromEngine, toEngine] = await Promise.all([engines.get(row.hostId), engines.get(target.hostId)]);
    if ((await fromEngine.inspect(row.dockerName, signal)) === null) {
      throw new AppError('VOLUME_MISSING', { volume: row.name, dockerName: row.dockerName });
    }
    const dockerName = await freeName(toEngine, row, target.hostId);
    await making.makeDockerVolume(toEngine, { ...row, dockerName }, movedLabels(row.projectId, target.deploymentId));
    const from = fromEngine.files({ name: row.dockerName, displayName: row.name });
    const to = toEngine.files({ name: dockerName, displayName: row.name });
    const [there, here] = await Promise.all([from.measure({ signal }), to.measure({ signal })]);
    if (here.diskFreeBytes !== null && here.diskFreeBytes < there.sizeBytes) {
      throw new AppError('DISK_FULL', { where: `${toEngine.hostName} has no room for the volume ${row.name}` });
    }
    const onTheWay: OnTheWay = {
      id: row.id,
      name: row.name,
      dockerName,
      path: row.mountPath,
      sizeBytes: there.sizeBytes,
    };
    ends.set(onTheWay, { from, to, fromEngine, fromName: row.dockerName });
    return onTheWay;
  }

  /** Its own where nobody has it there: another installation, or what an earlier move left. */
  async function freeName(engine: VolumeEngine, row: VolumeRow, hostId: HostId): Promise<string> {
    const own = `minipaas-vol-${row.projectId}-${row.id}`;
    const taken = new Set((await engine.list()).map(({ name }) => name));
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? own : `${own}-${number}`;
      if (!taken.has(name) && store.findByDockerName(hostId, name) === null) {
        return name;
      }
    }
  }

  function endsOf(volume: OnTheWay): Ends {
    const found = ends.get(volume);
    if (found === undefined) {
      throw new Error(`The volume ${volume.id} was not prepared.`);
    }
    return found;
  }

  return {
    isAway: (projectId: ProjectId, hostId: HostId): boolean => away(projectId, hostId).length > 0,

    async prepare(target: Target, signal: AbortSignal): Promise<readonly OnTheWay[]> {
      // Of an attempt that could not tidy up.
      await discard(target);
      const rows = away(target.projectId, target.hostId);
      await gates.close(
        rows.map(({ id }) => id),
        signal,
      );
      const prepared: OnTheWay[] = [];
      for (const row of rows) {
        signal.throwIfAborted();
        prepared.push(await prepareOne(row, target, signal));
      }
      return prepared;
    },

    async copy(
      volumes: readonly OnTheWay[],
      report: {
        readonly onProgress: (volume: OnTheWay, doneBytes: number) => void;
        readonly onNote: (text: string) => void;
        readonly signal: AbortSignal;
      },
    ): Promise<void> {
      const { signal } = report;
      let before = 0;
      for (const volume of volumes) {
        const { from, to, fromEngine, fromName } = endsOf(volume);
        const others = (await fromEngine.users(fromName, signal)).filter(({ isRunning }) => isRunning);
        if (others.length > 0) {
          const names = others.map(({ name }) => name).join(', ');
          report.onNote(`${names} also has ${volume.name}, and goes on with what is left of it there.`);
        }
        const source = await from.measure({ signal });
        await copyWhole(from, to, (bytes) => report.onProgress(volume, before + bytes), signal);
        const arrived = await to.measure({ signal });
        if (others.length === 0 && !isSame(source, arrived)) {
          throw new AppError('VOLUME_COPY_DIFFERS', {
            volume: volume.name,
            sent: tally(source),
            arrived: tally(arrived),
          });
        }
        before += volume.sizeBytes;
      }
    },

    discard,

    async settle(projectId: ProjectId): Promise<void> {
      const rows = store.listByProject(projectId);
      gates.open(rows.map(({ id }) => id));
      rows.forEach(({ id }) => measuring.forget(id));
      // Nobody is known to look into them, where they were or where they are.
      for (const { hostId, dockerName } of [...left.listByProject(projectId), ...rows]) {
        await engines
          .get(hostId)
          .then((engine) => engine.release(dockerName))
          // A helper on a host that is away ends by itself.
          .catch((error: unknown) => {
            if (!isAppError(error)) {
              log.warn('The helper of a volume that has moved could not be ended', { hostId, dockerName, error });
            }
          });
      }
    },

    leftOn: (projectId: ProjectId, hostId: HostId): readonly string[] =>
      left
        .listByProject(projectId)
        .filter((row) => row.hostId === hostId)
        .map(({ dockerName }) => dockerName),
  };
}

const isNot =
  (hostId: HostId, dockerName: string) =>
  (row: { readonly hostId: HostId; readonly dockerName: string }): boolean =>
    row.hostId !== hostId || row.dockerName !== dockerName;

/** By these a copy that no release mounts is found again, also by a program that was started since. */
function movedLabels(projectId: ProjectId, id: DeploymentId): Readonly<Record<string, string>> {
  return { 'minipaas.project': String(projectId), 'minipaas.deployment': String(id) };
}

/** Unfinished uploads stay behind, and begin anew. */
const keptBytes = ({ sizeBytes, stageBytes }: Measurement): number => sizeBytes - stageBytes;

function isSame(one: Measurement, other: Measurement): boolean {
  return one.fileCount === other.fileCount && keptBytes(one) === keptBytes(other);
}

const tally = (each: Measurement): string => `${each.fileCount} files of ${keptBytes(each)} bytes`;
