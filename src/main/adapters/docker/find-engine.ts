// Finds the engine of this machine: the first of the places Docker and its kin use where one answers.
import { homedir } from 'node:os';
import { AppError } from '../../../contract/app-error.ts';
import { readDockerContext } from './docker-context.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { engineCandidates } from './engine-candidates.ts';
import { type EngineClient, openEngineClient } from './engine-client.ts';
import { isConnectionLost, isPermissionDenied } from './engine-failure.ts';
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
export async function findEngine(machine: Machine, host: string, signal: AbortSignal): Promise<FoundEngine> {
  const context = await readDockerContext(machine.env, machine.home);
  const endpoints = engineCandidates({ ...machine, context });
  const failures: AppError[] = [];
  for (const endpoint of endpoints) {
    // One after the other: the order is the preference, and where nothing listens the answer comes at once.
    const found = await probe(endpoint, host, signal);
    if (!(found instanceof AppError)) {
      return found;
    }
    failures.push(found);
  }
  throw (
    failures.find(({ code }) => code === 'DOCKER_PERMISSION_DENIED') ??
    failures.find(({ code }) => code === 'DOCKER_TOO_OLD') ??
    new AppError('DOCKER_NOT_FOUND', { looked: endpoints.map(formatEndpoint) }, { cause: failures[0] })
  );
}

async function probe(endpoint: Endpoint, host: string, signal: AbortSignal): Promise<FoundEngine | AppError> {
  let client: EngineClient | null = null;
  try {
    client = await openEngineClient({ endpoint, host });
    const self = await readEngineSelf(client, signal);
    return { endpoint, client: client.inVersion(self.traits.apiVersion), self };
  } catch (error) {
    client?.close();
    signal.throwIfAborted();
    if (error instanceof AppError) {
      return error;
    }
    if (isPermissionDenied(error)) {
      // The certificate files of a TLS endpoint.
      return new AppError('DOCKER_PERMISSION_DENIED', { endpoint: formatEndpoint(endpoint) }, { cause: error });
    }
    if (isConnectionLost(error)) {
      return new AppError('ENGINE_LOST', { host }, { cause: error });
    }
    throw error;
  }
}
