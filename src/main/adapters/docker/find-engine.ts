// Finds the engine of this machine: the first of the places Docker and its kin use where one answers.
import { homedir } from 'node:os';
import { AppError } from '../../../contract/app-error.ts';
import type { RegistryLogins } from '../../features/deployments/ports/build.ts';
import { readDockerContext } from './docker-context.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { engineCandidates } from './engine-candidates.ts';
import { type EngineClient, type EngineClientDeps, openEngineClient } from './engine-client.ts';
import { isNobodyThere } from './engine-failure.ts';
import { type EngineSelf, readEngineSelf } from './engine-facts.ts';

export interface FoundEngine {
  readonly endpoint: Endpoint;
  /** Speaks the negotiated version of the API. */
  readonly client: EngineClient;
  readonly self: EngineSelf;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly uid: number | null;
}

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    uid: process.getuid?.() ?? null,
  };
}

/**
 * Throws DOCKER_HOST_INVALID, or when nothing usable answers what a user can best act on: DOCKER_PERMISSION_DENIED, then
 * DOCKER_TOO_OLD, then DOCKER_NOT_FOUND with the places looked at.
 */
export async function findEngine(
  machine: Machine,
  host: string,
  signal: AbortSignal,
  registries?: RegistryLogins,
): Promise<FoundEngine> {
  const context = await readDockerContext(machine.env, machine.home);
  const endpoints = engineCandidates({ ...machine, context });
  const failures: ProbeFailure[] = [];
  for (const endpoint of endpoints) {
    // One after the other: the order is the preference, and where nothing listens the answer comes at once.
    const found = await probe({ endpoint, host, registries }, signal);
    if (!('error' in found)) {
      return found;
    }
    failures.push(found);
  }
  const known = failures.map(({ error }) => error).filter((error) => error instanceof AppError);
  throw (
    known.find(({ code }) => code === 'DOCKER_PERMISSION_DENIED') ??
    known.find(({ code }) => code === 'DOCKER_TOO_OLD') ??
    new AppError('DOCKER_NOT_FOUND', { looked: failures.map(({ looked }) => looked) }, { cause: failures[0]?.error })
  );
}

interface ProbeFailure {
  readonly error: unknown;
  /** The place, and what was found there if it was more than nothing. */
  readonly looked: string;
}

async function probe(deps: EngineClientDeps, signal: AbortSignal): Promise<FoundEngine | ProbeFailure> {
  const { endpoint } = deps;
  let client: EngineClient | null = null;
  try {
    client = await openEngineClient(deps);
    const self = await readEngineSelf(client, signal);
    return { endpoint, client: client.inVersion(self.traits.apiVersion), self };
  } catch (error) {
    client?.close();
    signal.throwIfAborted();
    const place = formatEndpoint(endpoint);
    const reason = error instanceof AppError ? error.cause : error;
    const problem = isNobodyThere(reason) ? '' : ` (${reason instanceof Error ? reason.message : String(reason)})`;
    return { error, looked: `${place}${problem}` };
  }
}
