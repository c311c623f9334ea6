// What goes with a volume, and its going.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { VolumeRemovalPlan } from '../../../contract/volumes.ts';
import type { VolumeAccess } from './access.ts';
import type { VolumeEngines } from './ports.ts';
import type { VolumeUser } from './ports/volume-engine.ts';
import type { VolumeRow } from './ports/volume-store.ts';

interface RemovalParts {
  readonly access: VolumeAccess;
  readonly engines: VolumeEngines;
  /** On every container of this installation: others are nobody's to remove. */
  readonly labels: Readonly<Record<string, string>>;
}

const MAX_CONTENTS = 20;
/** As long as a release has when it is replaced. */
const STOP_GRACE_SECONDS = 10;

interface Found {
  readonly users: readonly VolumeUser[];
  readonly plan: VolumeRemovalPlan;
}

export async function planRemoval(
  parts: RemovalParts,
  row: VolumeRow,
  deleteData: boolean,
): Promise<VolumeRemovalPlan> {
  return (await look(parts, row, deleteData)).plan;
}

async function look({ access, engines }: RemovalParts, row: VolumeRow, deleteData: boolean): Promise<Found> {
  const { id, name, dockerName, mountPath } = row;
  const plan: VolumeRemovalPlan = {
    volume: { id, name, dockerName, mountPath },
    deletesData: !row.isExternal || deleteData,
    sizeBytes: row.measured?.sizeBytes ?? null,
    fileCount: row.measured?.fileCount ?? null,
    contents: [],
    runningContainers: [],
    stoppedContainers: [],
    engineUnreachable: false,
  };
  let users: readonly VolumeUser[];
  try {
    users = await (await engines.get(row.hostId)).users(dockerName);
  } catch (error) {
    if (isAppError(error)) {
      return { users: [], plan: { ...plan, engineUnreachable: true } };
    }
    throw error;
  }
  return {
    users,
    plan: {
      ...plan,
      ...(await contentsOf(access, row)),
      runningContainers: users.filter(({ isRunning }) => isRunning).map((user) => user.name),
      stoppedContainers: users.filter(({ isRunning }) => !isRunning).map((user) => user.name),
    },
  };
}

/** Nothing where the volume is gone or cannot be looked into: that must not keep anybody from removing it. */
async function contentsOf(
  access: VolumeAccess,
  row: VolumeRow,
): Promise<Partial<Pick<VolumeRemovalPlan, 'sizeBytes' | 'fileCount' | 'contents'>>> {
  try {
    const { files } = await access.open(row.id);
    const [{ sizeBytes, fileCount }, contents] = await Promise.all([files.measure(), files.largest(MAX_CONTENTS)]);
    return { sizeBytes, fileCount, contents: contents.map((each) => ({ ...each, name: each.name.toWellFormed() })) };
  } catch (error) {
    if (isAppError(error)) {
      return error.code === 'VOLUME_MISSING' ? { sizeBytes: 0, fileCount: 0 } : {};
    }
    throw error;
  }
}

/**
 * Throws VOLUME_MOUNTED while a running container has it, unless forced, and while one has it that is not ours. Our containers that are
 * stopped, releases of before, are removed with it: Docker keeps a volume for as long as any container names it.
 */
export async function removeVolume(
  parts: RemovalParts,
  row: VolumeRow,
  { force, deleteData }: { readonly force: boolean; readonly deleteData: boolean },
): Promise<VolumeRemovalPlan> {
  const { plan, users } = await look(parts, row, deleteData);
  if (plan.engineUnreachable) {
    if (!force) {
      // Throws why.
      await parts.engines.get(row.hostId);
    }
    return plan;
  }
  if (!plan.deletesData) {
    return plan;
  }
  const isOurs = ({ labels }: VolumeUser): boolean =>
    Object.entries(parts.labels).every(([name, value]) => labels[name] === value);
  const inTheWay = users.filter((user) => !isOurs(user) || (user.isRunning && !force));
  if (inTheWay.length > 0) {
    throw new AppError('VOLUME_MOUNTED', { volume: row.name, containers: inTheWay.map((user) => user.name) });
  }
  const engine = await parts.engines.get(row.hostId);
  for (const user of users) {
    await engine.removeContainer(user.containerId, STOP_GRACE_SECONDS);
  }
  await engine.remove(row.dockerName);
  return plan;
}
