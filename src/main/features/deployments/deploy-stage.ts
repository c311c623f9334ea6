// Puts an image in the place of the release that serves.
import type { Attempt } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import { proposePort, usedPorts } from './host-port.ts';
import type { ReadyImage } from './image-stage.ts';
import { leaveHost } from './move.ts';
import { withVolumesBrought } from './bring-volumes.ts';
import type { ContainerRole } from './names.ts';
import { deploymentLabels, NETWORK } from './names.ts';
import { planAttach, planRelease, type ReleaseSituation, type ReleaseStep } from './plan.ts';
import type { ContainerFacts, DeploymentEngine } from './ports.ts';
import type { DeploymentRow, MountedVolume } from './ports/deployment-store.ts';
import type { VolumeOnTheWay } from './ports/volume-moves.ts';
import { carryOutRelease } from './release.ts';
import { wantsReleaseCommand } from './release-command.ts';
import { removeContainer, TRIAL_GRACE_SECONDS } from './remove-container.ts';
import { rotateImages } from './rotate-images.ts';
import { forgetSecretFiles, placeSecretFiles, withFilesOfNow } from './secret-files.ts';
import { SECRETS_FOLDER } from './secret-volume.ts';
import { beginStage } from './stages.ts';

export async function releaseImage(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
  image: ReadyImage,
): Promise<void> {
  const begun = attempt.stages.set(beginStage(attempt.stages.stages(), 'deploy', parts.clock.now()));
  if (parts.moves.move(attempt.id, 'building', 'starting', { stages: begun }) === null) {
    throw new Error(`Deployment ${attempt.id} is no longer building.`);
  }
  await underLock(parts, attempt, engine, async (situation, before) => {
    await Promise.all([
      removeLeftovers(parts, attempt, engine),
      engine.containers.ensureNetwork(NETWORK, parts.labels.own),
    ]);
    await withVolumesBrought(parts, attempt, before, async (brought) => {
      await keepMounts(parts, attempt, brought);
      await placeFiles(parts, attempt, image);
      await release(parts, attempt, engine, image, planRelease(situation), new Map());
    });
  });
}

/** With the release, so that its container can be made again as it was. */
async function keepMounts(
  { mounts }: DeploymentParts,
  attempt: Attempt,
  brought: readonly VolumeOnTheWay[],
): Promise<void> {
  const isHere = await mounts(
    attempt.project.id,
    attempt.row().hostId,
    brought.map(({ id }) => id),
  );
  const wanted: readonly MountedVolume[] = [
    ...isHere,
    ...brought.map(({ id, dockerName, path }) => ({ dockerName, path, broughtVolume: id })),
  ];
  if (wanted.length > 0 || attempt.row().snapshot.mounts !== undefined) {
    attempt.patch({ snapshot: { ...attempt.row().snapshot, mounts: wanted } });
  }
  for (const { dockerName, path } of wanted) {
    attempt.say(`Mounting the volume ${dockerName} at ${path}.`);
  }
}

/** Before its containers are made: they mount what is there then. */
async function placeFiles(parts: DeploymentParts, attempt: Attempt, { tag }: ReadyImage): Promise<void> {
  const row = attempt.row();
  const snapshot = withFilesOfNow(parts, row);
  if (snapshot !== row.snapshot) {
    attempt.patch({ snapshot });
  }
  const keys = await placeSecretFiles(parts, attempt.row(), tag, attempt.signal);
  if (keys.length > 0) {
    attempt.say(`Secrets as files below ${SECRETS_FOLDER}: ${keys.join(', ')}.`);
  }
}

/** Goes on where a release was interrupted: its container runs, it only has to be proven. */
export async function attachRelease(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
  image: ReadyImage,
  containers: ReadonlyMap<ContainerRole, ContainerFacts>,
): Promise<void> {
  await underLock(parts, attempt, engine, async (situation) => {
    const ids = new Map([...containers].map(([role, facts]) => [role, facts.id] as const));
    const container = ids.get('release');
    if (container !== undefined) {
      parts.runtimeLogs.follow({ id: attempt.id, containerId: container, containers: engine.containers });
    }
    await release(parts, attempt, engine, image, planAttach(situation), ids);
  });
}

async function underLock(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
  work: (situation: ReleaseSituation, before: DeploymentRow | null) => Promise<void>,
): Promise<void> {
  const { project } = attempt;
  await parts.locks.run(project.id, async () => {
    const before = parts.store.current(project.id);
    // Read again: a release before this one may have got the port since.
    const keptPort = parts.projects.get(project.id)?.publishedPort ?? null;
    const projectPort = keptPort ?? proposePort(usedPorts(parts), parts.clock.random());
    const isMove = before !== null && before.hostId !== attempt.row().hostId;
    // What serves on another host is neither in the way nor in danger.
    const serving = isMove ? null : await lookAtServing(engine, before, attempt.signal);
    const isRouted = parts.router.isRouting(attempt.row().hostId);
    const needs = { isExclusive: isExclusive(parts, attempt), hasCommand: hasCommand(parts, attempt) };
    await work({ projectPort, isRouted, ...needs, serving }, before);
    parts.router.released(project.id, attempt.row().hostId);
    if (isMove) {
      await leaveHost(parts, attempt, before);
    }
    if (before !== null) {
      // Also where its container was gone before.
      await parts.runtimeLogs.complete(before.id);
      await forgetSecretFiles(parts, before);
    }
    await rotateImages(parts, attempt, engine);
  });
}

function hasCommand({ projects }: DeploymentParts, attempt: Attempt): boolean {
  const { snapshot, rollbackOf, imageOf } = attempt.row();
  const now = projects.get(attempt.project.id)?.settings ?? snapshot.settings;
  // The image that serves has had its command.
  return imageOf === null && wantsReleaseCommand(snapshot.settings, now, rollbackOf !== null);
}

/** Said in the log where nobody has chosen it: the application is away for a while. */
function isExclusive({ exclusiveVolumes }: DeploymentParts, attempt: Attempt): boolean {
  const { releaseStrategy } = attempt.row().snapshot.settings;
  const volumes = releaseStrategy === 'auto' ? exclusiveVolumes(attempt.project.id) : [];
  if (volumes.length > 0) {
    attempt.say(
      `Only one container may write to ${volumes.join(', ')}: the release that serves is stopped before the new one starts.`,
    );
  }
  return releaseStrategy === 'recreate' || volumes.length > 0;
}

async function release(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
  image: ReadyImage,
  steps: readonly ReleaseStep[],
  containers: Map<ContainerRole, string>,
): Promise<void> {
  const spec = {
    row: attempt.row(),
    project: attempt.project,
    labels: parts.labels,
    image: image.tag,
    containerPort: image.containerPort,
    variables: attempt.variables,
  };
  await carryOutRelease(parts, attempt, { engine, spec, containers }, steps);
}

async function lookAtServing(
  engine: DeploymentEngine,
  current: DeploymentRow | null,
  signal: AbortSignal,
): Promise<ReleaseSituation['serving']> {
  if (current?.containerId == null) {
    return null;
  }
  const facts = await engine.containers.inspect(current.containerId, signal);
  return facts === null
    ? null
    : {
        deploymentId: current.id,
        containerId: facts.id,
        isRunning: facts.state === 'running' || facts.state === 'restarting',
      };
}

/** Of an earlier attempt that could not tidy up. */
async function removeLeftovers(parts: DeploymentParts, attempt: Attempt, engine: DeploymentEngine): Promise<void> {
  const labels = { ...parts.labels.own, ...deploymentLabels(attempt.project.id, attempt.id) };
  for (const container of await engine.containers.list(labels, attempt.signal)) {
    await removeContainer(parts, engine.containers, container.id, TRIAL_GRACE_SECONDS);
  }
}
