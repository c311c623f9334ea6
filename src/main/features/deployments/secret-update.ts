// Another value for secrets that the release that is there has as files: written beside, put in place in one step, said to the application.
import type { EnvSignal } from '../../../contract/environment.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import type { DeploymentParts } from './deps.ts';
import type { Containers } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import type { SecretFiles } from './ports/secret-files.ts';
import { isAllOfNow } from './roll.ts';
import { withValues } from './secret-files.ts';
import { isSecretFile, SECRETS_FOLDER, secretVolume } from './secret-volume.ts';

export type SecretUpdate = { readonly how: 'updated'; readonly isRunning: boolean } | { readonly how: 'underWay' };

export function createSecretUpdates(parts: DeploymentParts) {
  const { store, projects, environment, engines, secretFiles, locks, moves, events, log, clock, runtimeLogs } = parts;
  const underWay = new Set<Promise<unknown>>();

  /** It holds the lock for as long as its health check and its command take: minutes, or more. */
  const isReleasing = (projectId: ProjectId): boolean =>
    store.listActive().some((row) => row.projectId === projectId && row.status === 'starting');

  async function updateCurrent(
    row: DeploymentRow,
    keys: readonly string[],
    signals: readonly EnvSignal[],
    isRepeated: boolean,
  ): Promise<boolean> {
    const now = environment.snapshot(row.projectId).filter(({ key }) => keys.includes(key));
    const variables = withValues(row.snapshot.variables, now);
    const changed = variables.filter(
      (variable, at) =>
        variable !== row.snapshot.variables[at] ||
        (isRepeated && isSecretFile(variable) && keys.includes(variable.key)),
    );
    if (changed.length === 0) {
      // A release that was made meanwhile has them.
      return row.status === 'running';
    }
    const values = await environment.open(row.projectId, changed);
    log.protect(
      row.id,
      [...values.values()].filter((value) => value !== ''),
    );
    const { containers } = await engines.get(row.hostId);
    const files = await secretFiles.get(row.hostId);
    const container = row.containerId === null ? null : await containers.inspect(row.containerId);
    if (container !== null) {
      await files.replace(secretVolume(parts.labels, row).name, values);
    }
    keep(row, variables);
    const isRunning = container !== null && (await tell(files, containers, container.id, signals));
    await runtimeLogs.say(
      row.id,
      saying(
        changed.map(({ key }) => key),
        isRunning ? signals : [],
      ),
    );
    return isRunning;
  }

  /** False: there is nobody to tell. */
  async function tell(
    files: SecretFiles,
    containers: Containers,
    containerId: string,
    signals: readonly EnvSignal[],
  ): Promise<boolean> {
    for (const signal of signals) {
      if (!(await files.signal(containerId, signal))) {
        return false;
      }
    }
    return signals.length > 0 || (await containers.inspect(containerId))?.state === 'running';
  }

  /** With the release: a container that is made again has these values, and a rollback to it brings them back. */
  function keep(row: DeploymentRow, variables: DeploymentRow['snapshot']['variables']): void {
    const snapshot = { ...row.snapshot, variables };
    const project = projects.get(row.projectId);
    const isAll = isAllOfNow(snapshot, project, environment.snapshot(row.projectId));
    moves.patch(row.id, { snapshot: isAll ? { ...snapshot, takenAt: clock.now() } : snapshot });
    for (const type of ['environment', 'project'] as const) {
      events.publish({ type, projectId: row.projectId });
    }
  }

  async function update(
    projectId: ProjectId,
    keys: readonly string[],
    signals: readonly EnvSignal[],
    isRepeated: boolean,
  ): Promise<SecretUpdate> {
    return locks.run(projectId, async (): Promise<SecretUpdate> => {
      const row = store.current(projectId);
      return { how: 'updated', isRunning: row !== null && (await updateCurrent(row, keys, signals, isRepeated)) };
    });
  }

  return {
    /** Throws HELPER_UNAVAILABLE, SECRET_UNREADABLE, KEYCHAIN_UNAVAILABLE, ENGINE_LOST, ENGINE_FAILED. */
    async update(
      projectId: ProjectId,
      keys: readonly string[],
      signals: readonly EnvSignal[],
      { isWaiting = false, isRepeated = false }: { readonly isWaiting?: boolean; readonly isRepeated?: boolean },
    ): Promise<SecretUpdate> {
      if (isWaiting || !isReleasing(projectId)) {
        return update(projectId, keys, signals, isRepeated);
      }
      const later = update(projectId, keys, signals, isRepeated)
        .catch((error: unknown) =>
          // The variable goes on being shown as one that waits.
          parts.diagnostics.warn('Files of secrets could not be replaced after a release', { projectId, error }),
        )
        .finally(() => underWay.delete(later));
      underWay.add(later);
      return { how: 'underWay' };
    },
    async settle(): Promise<void> {
      await Promise.all(underWay);
    },
  };
}

function saying(keys: readonly string[], signals: readonly EnvSignal[]): string {
  const files = keys.map((key) => `${SECRETS_FOLDER}/${key}`).join(', ');
  const sent = signals.length === 0 ? '' : ` ${signals.join(' and ')} was sent.`;
  return `${files}: another value.${sent}`;
}
