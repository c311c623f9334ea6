// Changes the limits of a container that is there. The engine takes them one after the other: what it may refuse comes first.
import { AppError } from '../../../contract/app-error.ts';
import type { ContainerLimits } from '../../features/deployments/ports.ts';
import { limitsBody } from './container-body.ts';
import type { EngineClient } from './engine-client.ts';
import { problemOf, statusCodeOf } from './engine-failure.ts';
import { readStats } from './stats.ts';

const MEGABYTE = 1024 * 1024;

/** Throws LIMIT_BELOW_USE, ENGINE_FAILED or ENGINE_LOST. False when the container is gone. */
export async function updateLimits(
  client: EngineClient,
  id: string,
  limits: ContainerLimits,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  await refuseBelowUse(client, id, limits.memoryBytes, signal);
  const { Memory, MemorySwap, ...others } = limitsBody(limits);
  const update = (body: object): Promise<boolean> =>
    client.call({ action: 'change the limits of the container', signal }, async (abortSignal) => {
      try {
        await client.docker.getContainer(id).update({ ...body, abortSignal });
        return true;
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return false;
        }
        throw limits.memoryBytes === null ? error : belowUse(error, limits.memoryBytes);
      }
    });
  const isThere = Memory === undefined || (await update({ Memory, MemorySwap }));
  return isThere && update(others);
}

/**
 * Some kernels (cgroup v2) take a limit below the use and end the application for it. What is only cached does not count: the kernel
 * gives that back.
 */
async function refuseBelowUse(
  client: EngineClient,
  id: string,
  limit: number | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  const reading = limit === null ? null : await readStats(client, id, signal);
  if (limit !== null && reading !== null && reading.memoryBytes > limit) {
    throw refusal(limit, reading.memoryBytes);
  }
}

function belowUse(error: unknown, limit: number): unknown {
  const problem = problemOf(error);
  if (!/unable to set memory limit|memory.*(?:below|current usage)|device or resource busy/i.test(problem)) {
    return error;
  }
  const used = /current usage: (\d+)/.exec(problem)?.[1];
  return refusal(limit, used === undefined ? null : Number(used));
}

function refusal(limit: number, used: number | null): AppError {
  const params = { limitMb: Math.round(limit / MEGABYTE), usedMb: used === null ? null : Math.ceil(used / MEGABYTE) };
  return new AppError('LIMIT_BELOW_USE', params, { field: 'memoryLimitMb' });
}
