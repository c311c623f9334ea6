// Calls to one engine. Every call has an end in time, honours an AbortSignal, and fails with a code of the table.
import type { Readable } from 'node:stream';
import type { Agent } from 'node:http';
import Docker from 'dockerode';
import type { RegistryLogins } from '../../features/deployments/ports/build.ts';
import { type Deadline, openDeadline, untilAborted } from './deadline.ts';
import { createEngineAgent, modemOptions } from './engine-agent.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { EngineSilence, type FailureContext, translateFailure } from './engine-failure.ts';
import { type StreamTurns, unlimitedTurns } from './stream-turns.ts';

export interface CallOptions extends Omit<FailureContext, 'host' | 'endpoint'> {
  readonly signal?: AbortSignal | undefined;
  /** How long the engine may take to answer. Null: as long as it likes. */
  readonly timeoutMs?: number | null | undefined;
}

export interface EngineClient {
  readonly docker: Docker;
  readonly host: string;
  readonly endpoint: string;
  /** For what is pulled. */
  readonly registries: RegistryLogins;
  /** To be taken for every stream that has no end of its own. */
  readonly turns: StreamTurns;
  /** One answer. An abort throws the signal's reason. */
  call<T>(options: CallOptions, run: (abortSignal: AbortSignal) => Promise<T>): Promise<T>;
  /**
   * A streamed answer: the time-out is for its beginning. Whatever happens, the stream is closed when `use` ends.
   * Errors of callbacks inside `use` come out as they are.
   */
  stream<T>(
    options: CallOptions,
    open: (abortSignal: AbortSignal) => Promise<NodeJS.ReadableStream>,
    use: (stream: Readable) => Promise<T>,
  ): Promise<T>;
  /** The same engine, spoken to in one version of its API. */
  inVersion(apiVersion: string): EngineClient;
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 60_000;

export interface EngineClientDeps {
  readonly endpoint: Endpoint;
  /** The host's name, for messages. */
  readonly host: string;
  /** Nobody is logged in anywhere when it is left out. */
  readonly registries?: RegistryLogins | undefined;
}

const anonymous: RegistryLogins = { hasAny: () => false, find: async () => null, all: async () => new Map() };

export async function openEngineClient({ endpoint, host, registries }: EngineClientDeps): Promise<EngineClient> {
  const agent = await createEngineAgent(endpoint);
  return createEngineClient({ endpoint, host, registries, agent, endpointText: formatEndpoint(endpoint) });
}

export interface EngineClientParts extends EngineClientDeps {
  /** Opens the connections; its `getName` must not depend on the endpoint where that is only a stand-in. */
  readonly agent: Agent;
  readonly endpointText: string;
  /** Left out: the engine may have as many connections as are wanted. */
  readonly turns?: StreamTurns;
}

export function createEngineClient(parts: EngineClientParts, apiVersion: string | null = null): EngineClient {
  const { endpoint, endpointText, host, agent } = parts;
  const docker = new Docker(modemOptions(endpoint, agent, apiVersion));

  const translate = (error: unknown, { signal: _, timeoutMs: __, ...context }: CallOptions): unknown =>
    translateFailure(error, { ...context, host, endpoint: endpointText });

  const openCall = ({ signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions): Deadline =>
    openDeadline(signal, timeoutMs, () => new EngineSilence(`no answer within ${timeoutMs} ms`));

  return {
    docker,
    host,
    endpoint: endpointText,
    registries: parts.registries ?? anonymous,
    turns: parts.turns ?? unlimitedTurns,
    async call(options, run) {
      const deadline = openCall(options);
      try {
        return await untilAborted(deadline.signal, () => run(deadline.signal));
      } catch (error) {
        options.signal?.throwIfAborted();
        throw translate(error, options);
      } finally {
        deadline.release();
      }
    },
    async stream(options, open, use) {
      const deadline = openCall(options);
      let broken: unknown;
      try {
        // docker-modem hands out Node's own response.
        const stream = (await untilAborted(deadline.signal, () => open(deadline.signal)).catch((error: unknown) => {
          broken = error;
          throw error;
        })) as Readable;
        stream.on('error', (error) => {
          broken = error;
        });
        deadline.lift();
        deadline.signal.addEventListener('abort', () => stream.destroy());
        return await use(stream);
      } catch (error) {
        options.signal?.throwIfAborted();
        throw error === broken || error instanceof EngineSilence ? translate(error, options) : error;
      } finally {
        deadline.release();
        deadline.abort(new Error('the stream is no longer read'));
      }
    },
    inVersion: (version) => createEngineClient(parts, version),
    close: () => agent.destroy(),
  };
}
