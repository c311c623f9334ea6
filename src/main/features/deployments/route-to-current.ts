import type { ProjectId } from '../../../contract/ids.ts';
import type { DeploymentParts } from './deps.ts';

/** Requests for the project go to its current release while that is to serve, and nowhere else. */
export async function routeToCurrent(
  { store, router }: Pick<DeploymentParts, 'store' | 'router'>,
  projectId: ProjectId,
): Promise<void> {
  const current = store.current(projectId);
  if (current === null) {
    return;
  }
  const { id: deploymentId, hostId, status, containerId, snapshot } = current;
  const port = snapshot.containerPort;
  const isServing = status === 'running' && containerId !== null && port !== null;
  await router.settle(projectId, hostId, isServing ? { deploymentId, containerId, port } : null);
}
