// Changes the limits of the release that serves, without a new one.
import type { ProjectId } from '../../../contract/ids.ts';
import type { ResourceLimits } from '../../../contract/projects.ts';
import type { DeploymentParts } from './deps.ts';
import { isEngineAway, toAppError } from './failure.ts';
import { containerLimits, describeLimits, limitsOf, planLimits } from './limits.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';

/** `waiting`: some or all of it comes with the next release. */
export type LimitsOutcome = 'applied' | 'waiting';

export interface LiveLimits {
  /** Throws LIMIT_BELOW_USE or what else the engine refuses: then the release has the limits it had. */
  apply(projectId: ProjectId, wanted: ResourceLimits): Promise<LimitsOutcome>;
}

export function createLiveLimits(parts: DeploymentParts): LiveLimits {
  const { store, engines, locks, moves, runtimeLogs } = parts;

  /** The release under way was made with the limits of before, and would be waited for. */
  const isReleasing = (projectId: ProjectId): boolean =>
    store.listActive().some((row) => row.projectId === projectId && row.status === 'starting');
  const isMakingAnother = (projectId: ProjectId): boolean =>
    [...store.listActive(), ...store.listWaiting()].some((row) => row.projectId === projectId);

  /** False when there is no container or no engine to tell. */
  async function change(row: DeploymentRow, limits: ResourceLimits): Promise<boolean> {
    const { containerId } = row;
    if (containerId === null) {
      return false;
    }
    try {
      const { containers } = await engines.get(row.hostId);
      return await containers.updateLimits(containerId, containerLimits(limits));
    } catch (error) {
      if (isEngineAway(toAppError(error).code)) {
        return false;
      }
      throw error;
    }
  }

  async function applyTo(row: DeploymentRow, wanted: ResourceLimits): Promise<LimitsOutcome> {
    const { live, isSomethingLeft } = planLimits(limitsOf(row.snapshot.settings), wanted);
    if (live !== null) {
      if (!(await change(row, live))) {
        return 'waiting';
      }
      const { snapshot } = row;
      // Kept with the release: a rollback to it brings these back.
      moves.patch(row.id, { snapshot: { ...snapshot, settings: { ...snapshot.settings, ...live } } });
      await runtimeLogs.say(row.id, `Limits changed while it runs: ${describeLimits(live)}.`);
    }
    return isSomethingLeft || isMakingAnother(row.projectId) ? 'waiting' : 'applied';
  }

  return {
    async apply(projectId, wanted) {
      if (isReleasing(projectId)) {
        return 'waiting';
      }
      return locks.run(projectId, async () => {
        const row = store.current(projectId);
        return row === null ? 'waiting' : applyTo(row, wanted);
      });
    },
  };
}
