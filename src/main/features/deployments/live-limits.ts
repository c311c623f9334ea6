// Changes the limits of the release that serves, without a new one.
import type { ProjectId } from '../../../contract/ids.ts';
import type { ResourceLimits } from '../../../contract/projects.ts';
import type { DeploymentParts } from './deps.ts';
import { isEngineAway, toAppError } from './failure.ts';
import { containerLimits, describeLimits, limitsOf, planLimits } from './limits.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';

export interface LiveLimits {
  /**
   * As far as that can be done now: what the release has afterwards is in its row, and the next one has the rest. Throws LIMIT_BELOW_USE
   * or what else the engine refuses: then the release has the limits it had.
   */
  apply(projectId: ProjectId, wanted: ResourceLimits): Promise<void>;
}

export function createLiveLimits(parts: DeploymentParts): LiveLimits {
  const { store, engines, locks, moves, runtimeLogs } = parts;

  /** The release under way was made with the limits of before, and would be waited for. */
  const isReleasing = (projectId: ProjectId): boolean =>
    store.listActive().some((row) => row.projectId === projectId && row.status === 'starting');

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

  async function applyTo(row: DeploymentRow, wanted: ResourceLimits): Promise<void> {
    const live = planLimits(limitsOf(row.snapshot.settings), wanted);
    if (live === null || !(await change(row, live))) {
      return;
    }
    const { snapshot } = row;
    // Kept with the release: a rollback to it brings these back.
    moves.patch(row.id, { snapshot: { ...snapshot, settings: { ...snapshot.settings, ...live } } });
    await runtimeLogs.say(row.id, `Limits changed while it runs: ${describeLimits(live)}.`);
  }

  return {
    async apply(projectId, wanted) {
      if (isReleasing(projectId)) {
        return;
      }
      await locks.run(projectId, async () => {
        const row = store.current(projectId);
        if (row !== null) {
          await applyTo(row, wanted);
        }
      });
    },
  };
}
