// The engine's containers: made, started, stopped, looked at, removed.
import { AppError } from '../../../contract/app-error.ts';
import type { ContainerFacts, Containers, ContainerSpec } from '../../features/deployments/ports.ts';
import { containerBody } from './container-body.ts';
import { toContainerFacts } from './container-facts.ts';
import type { EngineClient } from './engine-client.ts';
import type { EngineTraits } from './engine-facts.ts';
import { statusCodeOf } from './engine-failure.ts';
import { followLogs } from './follow-logs.ts';
import { labelFilters } from './label-filters.ts';
import { createListeningPorts } from './listening-ports.ts';
import type { MemoryDeaths } from './memory-deaths.ts';
import { createNetworks } from './networks.ts';
import { removeContainer } from './removal.ts';
import { updateLimits } from './update-limits.ts';

/** What the engine needs besides the grace it gives. */
const STOP_SLACK_MS = 30_000;

export interface ContainersDeps {
  readonly client: EngineClient;
  readonly traits: EngineTraits;
  readonly memoryDeaths: Pick<MemoryDeaths, 'has'>;
}

/** Two installations with a project of the same name may share an engine: then the later container's name tells whose it is. */
function ownName({ name, labels }: ContainerSpec): string {
  return `${name}-${(labels['minipaas.instance'] ?? 'other').slice(0, 8)}`;
}

export function createContainers({ client, traits, memoryDeaths }: ContainersDeps): Containers {
  const { docker } = client;
  const networks = createNetworks(client);
  const listening = createListeningPorts(client);

  async function inspect(id: string, signal?: AbortSignal): Promise<ContainerFacts | null> {
    return client.call({ action: 'look at the container', signal }, async (abortSignal) => {
      try {
        const facts = toContainerFacts(await docker.getContainer(id).inspect({ abortSignal }));
        return { ...facts, isOutOfMemory: facts.isOutOfMemory || memoryDeaths.has(facts.id) };
      } catch (error) {
        return without(error, [404], null);
      }
    });
  }

  /**
   * Null when the name is taken. The engine finishes what it was asked for whether anybody still listens or not: the call is not
   * cut off, so that whoever tidies up after an abort finds what was made.
   */
  async function createOnce(spec: ContainerSpec, signal: AbortSignal | undefined): Promise<string | null> {
    signal?.throwIfAborted();
    const options = { action: `make the container ${spec.name}`, image: spec.image, imageUse: 'run' } as const;
    const made = await client.call(options, async (abortSignal) => {
      // dockerode would put the whole body, values of secrets included, into the request's address.
      const request = { _query: { name: spec.name }, _body: containerBody(spec, traits), abortSignal };
      try {
        const { id } = await docker.createContainer(request);
        return id;
      } catch (error) {
        return without(error, [409], null);
      }
    });
    signal?.throwIfAborted();
    return made;
  }

  /** False when the container of that name is not ours to remove. */
  async function removeLeftover(spec: ContainerSpec, signal: AbortSignal | undefined): Promise<boolean> {
    const leftover = await inspect(spec.name, signal);
    if (leftover === null) {
      return true;
    }
    const labels = Object.entries(spec.labels);
    const isOurs = labels.length > 0 && labels.every(([name, value]) => leftover.labels[name] === value);
    if (isOurs) {
      await removeContainer(client, leftover.id);
    }
    return isOurs;
  }

  /** In place of a leftover of ours; null when somebody else has the name. */
  async function createNamed(spec: ContainerSpec, signal: AbortSignal | undefined): Promise<string | null> {
    const id = await createOnce(spec, signal);
    return id === null && (await removeLeftover(spec, signal)) ? createOnce(spec, signal) : id;
  }

  return {
    ensureNetwork: networks.ensure,

    async create(spec, signal) {
      const id = (await createNamed(spec, signal)) ?? (await createNamed({ ...spec, name: ownName(spec) }, signal));
      if (id === null) {
        const problem = 'another container has this name';
        throw new AppError('ENGINE_FAILED', { action: `make the container ${spec.name}`, problem });
      }
      return id;
    },

    async start(id, signal) {
      // Port 0: whichever the engine's words name.
      await client.call({ action: 'start the container', signal, port: 0 }, async (abortSignal) => {
        try {
          await docker.getContainer(id).start({ abortSignal });
        } catch (error) {
          without(error, [304], undefined);
        }
      });
    },

    async stop(id, graceSeconds) {
      const options = { action: 'stop the container', timeoutMs: graceSeconds * 1000 + STOP_SLACK_MS };
      await client.call(options, async (abortSignal) => {
        try {
          await docker.getContainer(id).stop({ t: graceSeconds, abortSignal });
        } catch (error) {
          without(error, [304, 404], undefined);
        }
      });
    },

    async restart(id, graceSeconds) {
      const options = { action: 'restart the container', timeoutMs: graceSeconds * 1000 + STOP_SLACK_MS, port: 0 };
      await client.call(options, (abortSignal) => docker.getContainer(id).restart({ t: graceSeconds, abortSignal }));
    },

    updateLimits: (id, limits, signal) => updateLimits(client, id, limits, signal),
    remove: (id) => removeContainer(client, id),
    inspect,

    async list(labels, signal) {
      const found = await client.call({ action: 'list containers', signal }, (abortSignal) =>
        docker.listContainers({ all: true, filters: labelFilters(labels), abortSignal }),
      );
      const containers = await Promise.all(found.map(({ Id }) => inspect(Id, signal)));
      return containers.filter((facts) => facts !== null);
    },

    followLogs: (id, options) => followLogs(client, id, options),
    listeningPorts: listening.find,
    isListening: listening.isListening,
  };
}

/** What to take an answer of one of these statuses for; any other error goes on. */
function without<T>(error: unknown, statusCodes: readonly number[], value: T): T {
  const statusCode = statusCodeOf(error);
  if (statusCode === null || !statusCodes.includes(statusCode)) {
    throw error;
  }
  return value;
}
