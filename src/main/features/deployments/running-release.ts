// Stop, start and restart of the release that serves, without a deployment.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { openVariables } from './attempt.ts';
import { containerSpec } from './container-spec.ts';
import type { DeploymentParts } from './deps.ts';
import { endingOf } from './endings.ts';
import { imageTag, NETWORK } from './names.ts';
import type { ContainerFacts, DeployableProject, DeploymentEngine } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { SERVING_GRACE_SECONDS } from './remove-container.ts';
import { routeToCurrent } from './route-to-current.ts';
import { placeSecretFiles } from './secret-files.ts';

export interface RunningRelease {
  /** Throws NOTHING_RUNNING, PROJECT_BUSY or what the engine says, here and below. */
  stop(projectId: ProjectId): Promise<void>;
  start(projectId: ProjectId): Promise<void>;
  restart(projectId: ProjectId): Promise<void>;
  /** Stops it for this reason, which its row and its log then tell. */
  giveUp(projectId: ProjectId, reason: AppError): Promise<void>;
}

export function createRunningRelease(parts: DeploymentParts): RunningRelease {
  const { store, projects, engines, locks, moves, runtimeLogs, endings } = parts;

  async function withCurrent(
    projectId: ProjectId,
    work: (row: DeploymentRow, engine: DeploymentEngine, project: DeployableProject) => Promise<void>,
  ): Promise<void> {
    const project = projects.get(projectId);
    if (project === null) {
      throw new AppError('NOT_FOUND', { what: `project ${projectId}` });
    }
    // Said at once instead of waiting for the release's end.
    if (store.listActive().some((row) => row.projectId === projectId && row.status === 'starting')) {
      throw new AppError('PROJECT_BUSY', { name: project.name, doing: 'being released' });
    }
    await locks.run(projectId, async () => {
      const row = store.current(projectId);
      if (row === null) {
        throw new AppError('NOTHING_RUNNING', { name: project.name });
      }
      await work(row, await engines.get(row.hostId), project);
    });
  }

  async function start(row: DeploymentRow, engine: DeploymentEngine, project: DeployableProject): Promise<void> {
    const facts = await lookAt(engine, row);
    const containerId = facts?.id ?? (await createAgain(row, engine, project));
    let startedId = containerId;
    try {
      await engine.containers.start(containerId);
    } catch (error) {
      startedId = await startInNewNetwork(error, containerId, row, engine, project);
    }
    moves.patch(row.id, { containerId: startedId });
    runtimeLogs.follow({ id: row.id, containerId: startedId, containers: engine.containers });
    moves.move(row.id, 'stopped', 'running', { error: null, explanation: null });
    await runtimeLogs.say(row.id, 'Started.');
    await routeToCurrent(parts, row.projectId);
  }

  /** A container remembers its network by its number: one that was removed does not come back by having its name again. */
  async function startInNewNetwork(
    error: unknown,
    oldId: string,
    row: DeploymentRow,
    engine: DeploymentEngine,
    project: DeployableProject,
  ): Promise<string> {
    if (!isAppError(error) || error.code !== 'NETWORK_GONE') {
      throw error;
    }
    await engine.containers.remove(oldId);
    const newId = await createAgain(row, engine, project);
    await engine.containers.start(newId);
    return newId;
  }

  /** Its container was removed behind our back: made anew from the kept image, with the release's own variables and port. */
  async function createAgain(
    row: DeploymentRow,
    engine: DeploymentEngine,
    project: DeployableProject,
  ): Promise<string> {
    const image = row.image ?? imageTag(project.slug, row.id);
    if (row.snapshot.containerPort === null || (await engine.images.inspect(image)) === null) {
      throw new AppError('IMAGE_GONE', { image });
    }
    const variables = await openVariables(parts, row);
    await placeSecretFiles(parts, row, image);
    await engine.containers.ensureNetwork(NETWORK, parts.labels.own);
    const spec = { row, project, labels: parts.labels, image, containerPort: row.snapshot.containerPort, variables };
    return engine.containers.create(
      containerSpec(spec, 'release', parts.router.isRouting(row.hostId) ? 0 : (row.publishedPort ?? 0)),
    );
  }

  return {
    stop: (projectId) =>
      withCurrent(projectId, async (row, engine) => {
        const moved = moves.move(row.id, 'running', 'stopped', { error: null, explanation: null });
        await routeToCurrent(parts, row.projectId);
        if (row.containerId !== null) {
          await engine.containers.stop(row.containerId, SERVING_GRACE_SECONDS);
        }
        if (moved !== null) {
          await runtimeLogs.say(row.id, 'Stopped.');
        }
      }),
    start: (projectId) => withCurrent(projectId, start),
    giveUp: (projectId, reason) =>
      withCurrent(projectId, async (row, engine) => {
        // First the row: whoever sees the container stop finds why.
        const error = reason.toBody();
        const ending = endingOf(row, error, await lookAt(engine, row));
        const patch = { error, explanation: await endings.explain(ending) };
        const moved = moves.move(row.id, 'running', 'stopped', patch);
        if (moved === null) {
          moves.patch(row.id, patch);
        }
        await routeToCurrent(parts, row.projectId);
        if (row.containerId !== null) {
          await engine.containers.stop(row.containerId, SERVING_GRACE_SECONDS);
        }
        await runtimeLogs.say(row.id, reason.message);
        endings.explainWhenRead(ending);
      }),
    restart: (projectId) =>
      withCurrent(projectId, async (row, engine, project) => {
        const facts = await lookAt(engine, row);
        if (facts === null) {
          return start(row, engine, project);
        }
        await runtimeLogs.say(row.id, 'Restarting.');
        await engine.containers.restart(facts.id, SERVING_GRACE_SECONDS);
        runtimeLogs.wake(facts.id);
        moves.move(row.id, 'stopped', 'running', { error: null, explanation: null });
        await routeToCurrent(parts, row.projectId);
      }),
  };
}

function lookAt(engine: DeploymentEngine, row: DeploymentRow): Promise<ContainerFacts | null> {
  return row.containerId === null ? Promise.resolve(null) : engine.containers.inspect(row.containerId);
}
