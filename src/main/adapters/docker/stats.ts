// What a running container uses, once or once a second.
import type { ContainerReading, ContainerStats } from '../../features/metrics/ports.ts';
import type { EngineClient } from './engine-client.ts';
import { statusCodeOf } from './engine-failure.ts';
import { asRecord, asText, asTexts } from './json.ts';
import { jsonBatches } from './json-lines.ts';
import { labelFilters } from './label-filters.ts';
import { toReading } from './stats-reading.ts';
import { inTurns } from './stream-turns.ts';

/** Engines before API 1.41 do not know `one-shot` and measure for two seconds. */
const TIMEOUT_MS = 10_000;

export function createContainerStats(client: EngineClient, machineMemoryBytes: number): ContainerStats {
  return {
    async listRunning(labels, signal) {
      const found = await client.call({ action: 'list running containers', signal }, (abortSignal) =>
        client.docker.listContainers({ filters: labelFilters(labels), abortSignal }),
      );
      return found.map(({ Id, Labels }) => ({ id: Id, labels: asTexts(Labels) }));
    },
    read: (id, signal) => readStats(client, id, signal, machineMemoryBytes),
    follow: (id, { signal, onReading }) =>
      inTurns(client.turns, signal, (turn) =>
        client.stream(
          { action: 'measure the container', signal: turn },
          (abortSignal) => openStats(client, id, abortSignal),
          async (stream) => {
            for await (const batch of jsonBatches(stream)) {
              for (const answer of batch) {
                const reading = toReading(answer, machineMemoryBytes);
                if (reading === null) {
                  // Engines go on with empty readings after the container has stopped.
                  return;
                }
                onReading(reading);
              }
            }
            // A stream that was closed because nobody wants it any more ends like one whose container stopped.
            turn.throwIfAborted();
          },
        ),
      ),
  };
}

/** The types of dockerode know no signal here. */
function openStats({ docker }: EngineClient, id: string, abortSignal: AbortSignal): Promise<NodeJS.ReadableStream> {
  return docker.getContainer(id).stats({ stream: true, abortSignal } as { stream: true });
}

/** Null: it does not run, or is gone. */
export function readStats(
  client: EngineClient,
  id: string,
  signal?: AbortSignal,
  machineMemoryBytes = Number.POSITIVE_INFINITY,
): Promise<ContainerReading | null> {
  return client.call({ action: 'measure the container', signal, timeoutMs: TIMEOUT_MS }, async (abortSignal) => {
    try {
      const options = { stream: false, 'one-shot': true, abortSignal } as const;
      return toReading(await client.docker.getContainer(id).stats(options), machineMemoryBytes);
    } catch (error) {
      const isGone = statusCodeOf(error) === 404 || /is not running/i.test(asText(asRecord(error)?.['message']) ?? '');
      if (isGone) {
        return null;
      }
      throw error;
    }
  });
}
