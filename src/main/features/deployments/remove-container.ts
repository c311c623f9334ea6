import type { DeploymentId } from '../../../contract/ids.ts';
import type { Containers } from './ports.ts';
import type { RuntimeLogs } from './runtime-logs.ts';

/** A container that has served may have requests to finish. */
export const SERVING_GRACE_SECONDS = 10;
/** One that never served has not. */
export const TRIAL_GRACE_SECONDS = 2;

/**
 * Stops it, keeps what it had left to say, removes it. No error when it is gone. `ended`: the deployment whose last container it is;
 * its log is ended while the container still says that there is something to tidy up.
 */
export async function removeContainer(
  { runtimeLogs }: { readonly runtimeLogs: RuntimeLogs },
  containers: Containers,
  id: string,
  graceSeconds: number,
  ended?: DeploymentId,
): Promise<void> {
  await containers.stop(id, graceSeconds);
  await runtimeLogs.drain(id);
  if (ended !== undefined) {
    await runtimeLogs.complete(ended);
  }
  await containers.remove(id);
}
