// Everything that a project's deployments have made: named, and removed with the project.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import type { DeploymentParts } from './deps.ts';
import { projectLabels } from './names.ts';
import { tagsOf } from './own-image-tag.ts';
import type { DeploymentEngine } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { removeContainer, SERVING_GRACE_SECONDS } from './remove-container.ts';
import { removeSecretFiles } from './secret-files.ts';
import { isActive } from './state.ts';
import type { Worker } from './worker.ts';

const PAGE = 200;

export interface ProjectObjects {
  readonly containers: readonly string[];
  readonly images: readonly string[];
  readonly logBytes: number;
}

/** Throws when the engine cannot be asked. */
export async function listProjectObjects(parts: DeploymentParts, projectId: ProjectId): Promise<ProjectObjects> {
  const project = parts.projects.get(projectId);
  if (project === null) {
    return { containers: [], images: [], logBytes: 0 };
  }
  const rows = allRows(parts, projectId);
  const engine = await parts.engines.get(project.hostId);
  const labels = { ...parts.labels.own, ...projectLabels(projectId) };
  const containers = await engine.containers.list(labels);
  const sizes = await Promise.all(rows.map((row) => parts.log.sizeOf(row.id)));
  return {
    containers: containers.map((container) => container.name),
    images: await imagesOf(engine, rows, project.slug, labels),
    logBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

export interface RemovalOptions {
  /** Goes on when the engine cannot be asked; what is there then stays there. */
  readonly force: boolean;
  /** Nothing is taken from the host: what runs there runs on. */
  readonly isLeftOnHost?: boolean;
}

/**
 * Cancels what waits and what is worked on, then removes containers, images and logs. The rows go with the project.
 * Throws PROJECT_HOST_AWAY.
 */
export async function removeProjectObjects(
  parts: DeploymentParts,
  worker: Worker,
  projectId: ProjectId,
  { force, isLeftOnHost = false }: RemovalOptions,
): Promise<void> {
  const { store, moves, clock, runtimeLogs, log } = parts;
  for (const row of store.listWaiting().filter((each) => each.projectId === projectId)) {
    moves.move(row.id, 'queued', 'cancelled', { finishedAt: clock.now(), nextAttemptAt: null });
  }
  for (const row of store.listActive().filter((each) => each.projectId === projectId)) {
    store.requestCancel(row.id, clock.now());
    worker.abort(row.id, 'cancel');
    await worker.settled(row.id);
  }
  await parts.locks.run(projectId, async () => {
    const rows = allRows(parts, projectId);
    const emptied = isLeftOnHost ? Promise.resolve() : removeFromEngine(parts, projectId, rows);
    await emptied.catch((error: unknown) => {
      if (!force || !isAppError(error)) {
        throw error;
      }
      parts.diagnostics.warn('The objects of a project stay on its host', { projectId, error });
    });
    for (const row of rows) {
      await runtimeLogs.forget(row.id);
      await log.remove(row.id);
    }
  });
}

async function removeFromEngine(
  parts: DeploymentParts,
  projectId: ProjectId,
  rows: readonly DeploymentRow[],
): Promise<void> {
  const project = parts.projects.get(projectId);
  if (project === null) {
    return;
  }
  const engine = await parts.engines.get(project.hostId).catch((cause: unknown) => {
    const problem = isAppError(cause) ? cause.message : 'Its engine does not answer.';
    throw new AppError('PROJECT_HOST_AWAY', { name: project.name, problem }, { cause, field: 'force' });
  });
  const labels = { ...parts.labels.own, ...projectLabels(projectId) };
  for (const container of await engine.containers.list(labels)) {
    await removeContainer(parts, engine.containers, container.id, SERVING_GRACE_SECONDS);
  }
  await removeSecretFiles(parts, project.hostId, labels);
  for (const { isCurrent, publishedPort } of rows) {
    if (isCurrent && publishedPort !== null) {
      await engine.closePort?.(publishedPort);
    }
  }
  for (const tag of await imagesOf(engine, rows, project.slug, labels)) {
    await engine.images.remove(tag);
  }
}

/** By label those that were built; by their tags those that were pulled and carry no label of ours. */
export async function imagesOf(
  engine: DeploymentEngine,
  rows: readonly DeploymentRow[],
  slug: string,
  labels: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const built = await engine.images.list(labels);
  // A tag that somebody else has given an image of ours is theirs.
  const ours = `minipaas/${slug}:`;
  const names = new Set(
    built.flatMap(({ tags, id }) => (tags.length > 0 ? tags.filter((tag) => tag.startsWith(ours)) : [id])),
  );
  for (const row of rows) {
    if (row.canRollback || row.isCurrent || isActive(row.status)) {
      for (const tag of await tagsOf(engine, { own: labels }, slug, row.id)) {
        names.add(tag);
      }
    }
  }
  return [...names];
}

function allRows({ store }: DeploymentParts, projectId: ProjectId): readonly DeploymentRow[] {
  const rows: DeploymentRow[] = [];
  for (;;) {
    const page = store.listByProject(projectId, { limit: PAGE, beforeId: rows.at(-1)?.id ?? null });
    rows.push(...page);
    if (page.length < PAGE) {
      return rows;
    }
  }
}
