// What to do at start-up with a deployment that was worked on when the program ended without a word.
import { isAppError } from '../../../contract/app-error.ts';
import type { Attempt } from './attempt.ts';
import { attachRelease } from './deploy-stage.ts';
import type { DeploymentParts } from './deps.ts';
import { isEngineAway } from './failure.ts';
import { type ContainerRole, deploymentLabels, isCandidate, isRelease } from './names.ts';
import { interrupted } from './outcome.ts';
import type { ContainerFacts, DeploymentEngine } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';

export type Recovery =
  /** The new container runs: only its proof and the switch are missing. */
  | { readonly type: 'attach'; readonly containers: ReadonlyMap<ContainerRole, ContainerFacts> }
  /** Nothing worth keeping: take back what is there, then from the beginning. */
  | { readonly type: 'restart' };

/** `containers`: those of the deployment on its host. */
export function planRecovery(row: DeploymentRow, containers: readonly ContainerFacts[]): Recovery {
  const release = containers.find(isRelease);
  const isReady = row.image !== null && row.snapshot.containerPort !== null;
  if (row.status !== 'starting' || release?.state !== 'running' || !isReady) {
    return { type: 'restart' };
  }
  const candidate = containers.find(isCandidate);
  return {
    type: 'attach',
    containers: new Map([
      ['release', release],
      ...(candidate === undefined ? [] : [['candidate', candidate] as const]),
    ]),
  };
}

/** Throws INTERRUPTED where the deployment has to begin again: that takes back what is left and counts as an attempt. */
export async function recover(parts: DeploymentParts, attempt: Attempt): Promise<void> {
  attempt.signal.throwIfAborted();
  const row = attempt.row();
  attempt.say('miniPaaS was ended during this deployment and looks at what is there.');
  if (row.status !== 'starting') {
    throw interrupted(row);
  }
  const engine = await waitForEngine(parts, attempt);
  const labels = { ...parts.labels.own, ...deploymentLabels(row.projectId, row.id) };
  const recovery = planRecovery(row, await engine.containers.list(labels, attempt.signal));
  const { image, snapshot } = row;
  if (recovery.type === 'restart' || image === null || snapshot.containerPort === null) {
    throw interrupted(row);
  }
  attempt.say('Its container runs: it is proven now.');
  const ready = { tag: image, containerPort: snapshot.containerPort };
  await attachRelease(parts, attempt, engine, ready, recovery.containers);
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * A release that was cut off may have stopped the one before it: that is looked after first, so the engine is waited for. Not where that one is
 * on another host: it is started again there, and the move tried later.
 */
async function waitForEngine(parts: DeploymentParts, attempt: Attempt): Promise<DeploymentEngine> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
    try {
      return await parts.engines.get(attempt.row().hostId);
    } catch (error) {
      const { hostId, movesFrom } = attempt.row();
      const isMove = movesFrom !== null && parts.projects.get(attempt.project.id)?.hostId !== hostId;
      if (!isAppError(error) || !isEngineAway(error.code) || isMove) {
        throw error;
      }
      await parts.clock.sleep(wait, attempt.signal);
    }
  }
}
