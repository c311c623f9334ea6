// An ingress in memory: it routes where it is told to, and remembers in which order.
import type { HostId, ProjectId } from '../../../../contract/ids.ts';
import type { ReleaseRouter, RouteTarget } from '../ports/release-router.ts';

export function createFakeRouter() {
  const pointers = new Map<ProjectId, readonly RouteTarget[]>();
  const calls: string[] = [];
  const refreshed: HostId[] = [];
  const state = { isRunning: false };
  const pointersOf = (id: ProjectId): readonly RouteTarget[] => pointers.get(id) ?? [];

  const router: ReleaseRouter = {
    addressOf: (id) => (state.isRunning ? `http://project-${id}.localhost` : null),
    isRouting: () => state.isRunning,
    async point(id, _hostId, target) {
      calls.push(`point ${target.deploymentId}`);
      pointers.set(id, [...pointersOf(id), target]);
    },
    async settle(id, _hostId, target) {
      if (state.isRunning) {
        calls.push(`settle ${target?.deploymentId ?? 'none'}`);
        pointers.set(id, target === null ? [] : [target]);
      }
    },
    released: (_id, hostId) => void refreshed.push(hostId),
  };

  return {
    router,
    calls,
    /** Hosts whose routes were looked at again because of a release. */
    refreshed,
    state,
    /** Where a new request for the project goes. */
    servedBy: (id: ProjectId): number | null => pointersOf(id).at(-1)?.deploymentId ?? null,
  };
}
