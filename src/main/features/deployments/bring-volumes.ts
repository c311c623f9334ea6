// What a project keeps comes along when it goes to another host.
//
// The release that serves is stopped before its volumes are copied: what it wrote to them afterwards would be lost, and a database that is
// copied while it is written need not be readable. So the application is away for as long as the copy takes; all that can fail without
// that, the build most of all, has been done by then. What fails afterwards is taken back by `discard.ts`, which starts it again.
import { formatBytes } from '../../../contract/bytes.ts';
import type { Attempt } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import type { VolumeOnTheWay } from './ports/volume-moves.ts';
import { SERVING_GRACE_SECONDS } from './remove-container.ts';

/** `before`: the release that serves, wherever it is. `release` mounts what has come along. Throws why it is not current. */
export async function withVolumesBrought(
  parts: DeploymentParts,
  attempt: Attempt,
  before: DeploymentRow | null,
  release: (brought: readonly VolumeOnTheWay[]) => Promise<void>,
): Promise<void> {
  const { volumeMoves } = parts;
  const { projectId, hostId } = attempt.row();
  if (!volumeMoves.isAway(projectId, hostId)) {
    return release([]);
  }
  attempt.stages.progress('deploy', 'making room for its data');
  try {
    const volumes = await volumeMoves.prepare({ projectId, hostId, deploymentId: attempt.id }, attempt.signal);
    await stopWriting(parts, attempt, before);
    await copyAll(parts, attempt, volumes);
    await release(volumes);
  } finally {
    await volumeMoves.settle(projectId);
  }
}

/** Where it is now it is to write no more. One that somebody stopped does not. */
async function stopWriting(
  { engines, router }: DeploymentParts,
  attempt: Attempt,
  before: DeploymentRow | null,
): Promise<void> {
  attempt.signal.throwIfAborted();
  if (before?.status !== 'running' || before.containerId === null) {
    return;
  }
  const engine = await engines.get(before.hostId);
  attempt.say(`Stopping the release on ${engine.hostName}, so that nothing is written while its data is copied.`);
  if (router.isRouting(before.hostId)) {
    // An answer that says so, instead of a wait for one who is gone.
    await router.settle(before.projectId, before.hostId, null);
  }
  await engine.containers.stop(before.containerId, SERVING_GRACE_SECONDS);
}

async function copyAll(
  { volumeMoves, clock }: DeploymentParts,
  attempt: Attempt,
  volumes: readonly VolumeOnTheWay[],
): Promise<void> {
  const totalBytes = volumes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const begunAt = clock.now();
  for (const { name, sizeBytes, dockerName, path } of volumes) {
    attempt.say(`Copying the volume ${name} (${formatBytes(sizeBytes)}) to ${dockerName}, for ${path}.`);
  }
  await volumeMoves.copy(volumes, {
    signal: attempt.signal,
    onNote: attempt.say,
    onProgress({ name }, doneBytes) {
      const done = Math.min(doneBytes, totalBytes);
      const detail = `copying ${name}: ${formatBytes(done)} of ${formatBytes(totalBytes)}`;
      attempt.stages.progress('deploy', detail, { done, total: totalBytes });
    },
  });
  const seconds = ((clock.now() - begunAt) / 1000).toFixed(1);
  attempt.say(`Copied ${formatBytes(totalBytes)} in ${seconds} s.`);
  attempt.stages.progress('deploy', 'its data is there');
}
