// The files of a release's secrets: made with it, changed while it runs, gone with it.
import { AppError } from '../../../contract/app-error.ts';
import type { HostId } from '../../../contract/ids.ts';
import { openVariables } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import { deploymentOf } from './names.ts';
import type { DeploymentRow, ReleaseSnapshot, SnapshotVariable } from './ports/deployment-store.ts';
import { isSecretFile, SECRETS_FOLDER, SECRETS_ROLE, secretFilesOf, secretVolume } from './secret-volume.ts';
import { isActive } from './state.ts';

/**
 * With values of now: what was changed while the deployment waited or was built is in what it takes the place of already. A rollback brings
 * those of then.
 */
export function withFilesOfNow(
  { environment }: Pick<DeploymentParts, 'environment'>,
  { snapshot, rollbackOf, projectId }: DeploymentRow,
): ReleaseSnapshot {
  return rollbackOf !== null || !snapshot.variables.some(isSecretFile)
    ? snapshot
    : { ...snapshot, variables: withValues(snapshot.variables, environment.snapshot(projectId)) };
}

/** Files have the values that they have in `now`, where they are files there as well; when and how they are used stays as it was. */
export function withValues(
  before: readonly SnapshotVariable[],
  now: readonly SnapshotVariable[],
): readonly SnapshotVariable[] {
  const files = new Map(now.filter(isSecretFile).map((variable) => [variable.key, variable]));
  return before.map((variable) => {
    const other = isSecretFile(variable) ? files.get(variable.key) : undefined;
    return variable.isSecret && other?.isSecret === true && other.sealed !== variable.sealed
      ? { ...variable, sealed: other.sealed }
      : variable;
  });
}

/** Before any container of the release is made. Names of the files. Throws SECRETS_FOLDER_TAKEN and why it cannot be. */
export async function placeSecretFiles(
  parts: DeploymentParts,
  row: DeploymentRow,
  image: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const keys = secretFilesOf(row).map(({ key }) => key);
  if (keys.length === 0) {
    return [];
  }
  const taken = row.snapshot.mounts?.find(({ path }) => `${path}/`.startsWith(`${SECRETS_FOLDER}/`));
  if (taken !== undefined) {
    throw new AppError('SECRETS_FOLDER_TAKEN', { path: taken.path, volume: taken.dockerName, names: keys });
  }
  const values = await openVariables(parts, row);
  const files = await parts.secretFiles.get(row.hostId);
  await files.write(secretVolume(parts.labels, row), chosen(values, keys), image, signal);
  return keys;
}

const chosen = (values: ReadonlyMap<string, string>, keys: readonly string[]): ReadonlyMap<string, string> =>
  new Map([...values].filter(([key]) => keys.includes(key)));

/** When none of its containers is there any more. Never throws: what stays is found when the engine is connected. */
export async function forgetSecretFiles(
  { secretFiles, labels, diagnostics }: Pick<DeploymentParts, 'secretFiles' | 'labels' | 'diagnostics'>,
  row: DeploymentRow | null,
): Promise<void> {
  if (row === null || secretFilesOf(row).length === 0) {
    return;
  }
  try {
    await (await secretFiles.get(row.hostId)).remove(secretVolume(labels, row).name);
  } catch (error) {
    diagnostics.warn('The files of secrets of a release could not be removed', { deploymentId: row.id, error });
  }
}

/** Of deployments that are over. Those that no row knows are for the clean-up. */
export async function removeLeftSecretFiles(
  { secretFiles, labels, store, locks }: DeploymentParts,
  hostId: HostId,
): Promise<void> {
  const files = await secretFiles.get(hostId);
  for (const volume of await files.list({ ...labels.own, ...SECRETS_ROLE })) {
    const id = deploymentOf(volume.labels);
    const projectId = id === null ? undefined : store.get(id)?.projectId;
    if (id === null || projectId === undefined) {
      continue;
    }
    // Under the lock, since a release may be about to need it.
    await locks.run(projectId, async () => {
      const row = store.get(id);
      if (row !== null && !row.isCurrent && !isActive(row.status)) {
        await files.remove(volume.name);
      }
    });
  }
}

/** All that the project has on the host. */
export async function removeSecretFiles(
  { secretFiles }: DeploymentParts,
  hostId: HostId,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const files = await secretFiles.get(hostId);
  for (const { name } of await files.list({ ...labels, ...SECRETS_ROLE })) {
    await files.remove(name);
  }
}
