// What changes the containers of one project happens one after the other: a release, a stop, a start, a look at the engine.
import type { ProjectId } from '../../../contract/ids.ts';

export interface ProjectLocks {
  /** Waits for those before it, in the order of the calls. Not re-entrant. */
  run<T>(projectId: ProjectId, work: () => Promise<T>): Promise<T>;
}

export function createProjectLocks(): ProjectLocks {
  const tails = new Map<ProjectId, Promise<void>>();
  return {
    async run(projectId, work) {
      const before = tails.get(projectId);
      const { promise: tail, resolve: release } = Promise.withResolvers<void>();
      tails.set(projectId, tail);
      await before;
      try {
        return await work();
      } finally {
        release();
        if (tails.get(projectId) === tail) {
          tails.delete(projectId);
        }
      }
    },
  };
}
