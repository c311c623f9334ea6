// Carries out the plan of a release and, where a step fails, undoes what was begun: afterwards either the new container
// serves and its row is current, or the old one serves as before.
import { isAppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { Attempt } from './attempt.ts';
import { containerSpec, type ReleaseSpec } from './container-spec.ts';
import type { DeploymentParts } from './deps.ts';
import { type GatePassed, passHealthGate } from './health-gate.ts';
import { proposePort, usedPorts } from './host-port.ts';
import { type ContainerRole, releaseUrl } from './names.ts';
import { routeToCurrent } from './route-to-current.ts';
import { type CompensationStep, planCompensation, type ReleaseStep } from './plan.ts';
import type { DeploymentEngine } from './ports.ts';
import type { RouteTarget } from './ports/release-router.ts';
import { runReleaseCommand } from './release-command.ts';
import { removeContainer, SERVING_GRACE_SECONDS, TRIAL_GRACE_SECONDS } from './remove-container.ts';
import { beginStage, finishStage } from './stages.ts';

/** Ports that are tried after the first one was taken. */
const PORT_ATTEMPTS = 10;

export interface ReleaseWork {
  readonly engine: DeploymentEngine;
  readonly spec: ReleaseSpec;
  /** Containers that are there already, of a release that was interrupted. */
  readonly containers: Map<ContainerRole, string>;
}

/** To be called under the project's lock. Throws why the new release is not current; then the old one is as it was. */
export async function carryOutRelease(
  parts: DeploymentParts,
  attempt: Attempt,
  work: ReleaseWork,
  steps: readonly ReleaseStep[],
): Promise<void> {
  const commit = steps.findIndex((step) => step.type === 'makeCurrent');
  const begun: ReleaseStep[] = [];
  let gate: GatePassed | null = null;
  try {
    for (const step of steps.slice(0, commit)) {
      attempt.signal.throwIfAborted();
      begun.push(step);
      gate = (await perform(parts, attempt, work, step)) ?? gate;
    }
    attempt.signal.throwIfAborted();
    await makeCurrent(
      parts,
      attempt,
      work,
      gate,
      steps.some(({ type }) => type === 'route'),
    );
  } catch (error) {
    for (const step of planCompensation(begun)) {
      await compensate(parts, attempt, work, step);
    }
    throw error;
  }
  for (const step of steps.slice(commit + 1)) {
    if (attempt.signal.aborted && step.type === 'drain') {
      // The program ends: what the old one has begun goes on, and it is removed at the next start.
      return;
    }
    await perform(parts, attempt, work, step).catch((error: unknown) => {
      // The new release serves; what could not be removed now is removed when the engine is connected again.
      parts.diagnostics.warn('Tidying up after a release failed', { deploymentId: attempt.id, step: step.type, error });
    });
  }
}

/** What the gate found, for a step that proves. */
async function perform(
  parts: DeploymentParts,
  attempt: Attempt,
  work: ReleaseWork,
  step: ReleaseStep,
): Promise<GatePassed | null> {
  const { containers } = work.engine;
  switch (step.type) {
    case 'runCommand':
      await runReleaseCommand(parts, attempt, work);
      return null;
    case 'create':
      await create(attempt, work, step.role, step.publishPort);
      return null;
    case 'start':
      await start(parts, attempt, work, step.role);
      return null;
    case 'prove':
      return prove(parts, attempt, work, step.role);
    case 'stopServing':
      attempt.say('Stopping the release that served until now.');
      if (step.isRouted) {
        // An answer that says so, instead of a wait for one who is gone.
        await parts.router.settle(attempt.project.id, attempt.row().hostId, null);
      }
      await containers.stop(step.containerId, SERVING_GRACE_SECONDS);
      return null;
    case 'route':
      await parts.router.point(attempt.project.id, attempt.row().hostId, targetOf(attempt, work));
      return null;
    case 'drain':
      await drain(parts, attempt);
      return null;
    case 'settleRoute':
      await parts.router.settle(attempt.project.id, attempt.row().hostId, targetOf(attempt, work));
      return null;
    case 'removeCandidate':
      await removeRole(parts, work, 'candidate');
      return null;
    case 'removeServing':
      await removeContainer(parts, containers, step.containerId, SERVING_GRACE_SECONDS, step.deploymentId);
      await closeOldPort(parts, attempt, work, step.deploymentId);
      return null;
    case 'makeCurrent':
      throw new Error('The commit point is not a step to perform.');
    default:
      return assertNever(step);
  }
}

/** Requests that the old release has begun to answer are answered by it. */
async function drain({ clock }: DeploymentParts, attempt: Attempt): Promise<void> {
  const { drainSeconds } = attempt.row().snapshot.settings;
  attempt.say(`New requests go to this release. The one before it has ${drainSeconds} s to finish what it has begun.`);
  await clock.sleep(drainSeconds * 1000, attempt.signal);
}

/** Nothing is behind it any more, unless it was handed over. */
async function closeOldPort(
  { store }: DeploymentParts,
  attempt: Attempt,
  { engine }: ReleaseWork,
  before: DeploymentId,
): Promise<void> {
  const port = store.get(before)?.publishedPort ?? null;
  if (port !== null && port !== attempt.row().publishedPort) {
    await engine.closePort?.(port);
  }
}

function targetOf(attempt: Attempt, work: ReleaseWork): RouteTarget {
  return { deploymentId: attempt.id, containerId: idOf(work, 'release'), port: work.spec.containerPort };
}

async function create(
  attempt: Attempt,
  { engine, spec, containers }: ReleaseWork,
  role: ContainerRole,
  publishPort: number,
): Promise<void> {
  const id = await engine.containers.create(containerSpec(spec, role, publishPort), attempt.signal);
  containers.set(role, id);
  if (role === 'release') {
    attempt.patch({ containerId: id });
  }
}

async function start(parts: DeploymentParts, attempt: Attempt, work: ReleaseWork, role: ContainerRole): Promise<void> {
  const { containers } = work.engine;
  attempt.stages.progress('deploy', role === 'candidate' ? 'starting beside the old release' : 'starting');
  await parts.runtimeLogs.say(
    attempt.id,
    role === 'candidate' ? 'Trial start, beside the release that serves.' : 'Start of the release.',
  );
  await startOnFreePort(parts, attempt, work, role);
  parts.runtimeLogs.follow({ id: attempt.id, containerId: idOf(work, role), containers });
}

/** The port may be held by a foreign program: nothing of ours held it for a while. A new address beats none. */
async function startOnFreePort(
  parts: DeploymentParts,
  attempt: Attempt,
  work: ReleaseWork,
  role: ContainerRole,
): Promise<void> {
  const tried = new Set(usedPorts(parts));
  for (let attemptsLeft = PORT_ATTEMPTS; ; attemptsLeft -= 1) {
    try {
      await work.engine.containers.start(idOf(work, role), attempt.signal);
      return;
    } catch (error) {
      if (!isAppError(error) || error.code !== 'PORT_TAKEN' || attemptsLeft === 0) {
        throw error;
      }
      attempt.say(`${error.message} The application gets another one.`);
      const port = proposePort(tried, parts.clock.random());
      tried.add(port);
      await removeRole(parts, work, role);
      await create(attempt, work, role, port);
    }
  }
}

async function prove(
  parts: DeploymentParts,
  attempt: Attempt,
  work: ReleaseWork,
  role: ContainerRole,
): Promise<GatePassed> {
  const { engine, spec } = work;
  const containerId = idOf(work, role);
  const { settings } = spec.row.snapshot;
  const { healthPath, healthTimeoutSeconds, memoryLimitMb } = settings;
  const port = settings.healthPort ?? spec.containerPort;
  const asked = healthPath === null ? `port ${port}` : `${healthPath} on port ${port}`;
  attempt.stages.progress('deploy', `waiting for ${asked}`);
  attempt.say(
    role === 'candidate'
      ? `The new image runs beside the old release. Waiting for ${asked}, at most ${healthTimeoutSeconds} s.`
      : `The release is started. Waiting for ${asked}, at most ${healthTimeoutSeconds} s.`,
  );
  const passed = await passHealthGate(
    parts,
    {
      engine,
      containerId,
      containerPort: spec.containerPort,
      healthPort: settings.healthPort,
      httpPath: healthPath,
      timeoutSeconds: healthTimeoutSeconds,
      intervalSeconds: settings.healthIntervalSeconds,
      probeTimeoutSeconds: settings.healthProbeTimeoutSeconds,
      graceSeconds: settings.healthGraceSeconds,
      memoryLimitMb,
      async lastWords() {
        await engine.containers.stop(containerId, 0);
        await parts.runtimeLogs.drain(containerId);
        return parts.runtimeLogs.lastWordsOf(attempt.id);
      },
    },
    attempt.signal,
  );
  attempt.say(`Healthy after ${(passed.afterMs / 1000).toFixed(1)} s.`);
  return passed;
}

async function makeCurrent(
  { moves, clock, router }: DeploymentParts,
  attempt: Attempt,
  work: ReleaseWork,
  gate: GatePassed | null,
  isRouted: boolean,
): Promise<void> {
  if (gate === null) {
    throw new Error('A release becomes current only after its gate.');
  }
  const { engine } = work;
  const reachedPort = (await engine.openPort?.(gate.publishedPort)) ?? gate.publishedPort;
  const url = releaseUrl(engine.address, reachedPort);
  const now = clock.now();
  const deployed = finishStage(
    attempt.stages.stages(),
    'deploy',
    now,
    `healthy after ${(gate.afterMs / 1000).toFixed(1)} s`,
  );
  // Of a move it is known only when the project is there.
  const isHere = isRouted && attempt.project.hostId === attempt.row().hostId;
  const address = (isHere ? router.addressOf(attempt.project.id) : null) ?? url;
  const routed = finishStage(beginStage(deployed, 'route', now), 'route', now, address);
  const made = moves.makeCurrent(
    attempt.id,
    {
      containerId: idOf(work, 'release'),
      publishedPort: gate.publishedPort,
      url,
      stages: attempt.stages.set(routed),
      error: null,
      canRollback: true,
      finishedAt: now,
    },
    { keepsPort: !isRouted },
  );
  if (made === null) {
    throw new Error(`Deployment ${attempt.id} is no longer starting.`);
  }
  attempt.say(`Running at ${address}.`);
}

/** Never throws: each step that can still be undone is tried, and what stays is found again when the engine is connected. */
async function compensate(
  parts: DeploymentParts,
  attempt: Attempt,
  work: ReleaseWork,
  step: CompensationStep,
): Promise<void> {
  try {
    switch (step.type) {
      case 'remove':
        await removeRole(parts, work, step.role);
        break;
      case 'startServing':
        await work.engine.containers.start(step.containerId);
        attempt.say('The release before it serves again.');
        break;
      case 'routeBack':
        await routeToCurrent(parts, attempt.project.id);
        break;
      default:
        assertNever(step);
    }
  } catch (error) {
    parts.diagnostics.error('Undoing a step of a release failed', { deploymentId: attempt.id, step: step.type, error });
  }
}

async function removeRole(
  parts: DeploymentParts,
  { engine, containers }: ReleaseWork,
  role: ContainerRole,
): Promise<void> {
  const id = containers.get(role);
  if (id !== undefined) {
    containers.delete(role);
    await removeContainer(parts, engine.containers, id, TRIAL_GRACE_SECONDS);
  }
}

function idOf({ containers }: ReleaseWork, role: ContainerRole): string {
  const id = containers.get(role);
  if (id === undefined) {
    throw new Error(`There is no ${role} container.`);
  }
  return id;
}
