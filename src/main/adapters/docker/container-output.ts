import type { EngineClient } from './engine-client.ts';
import { readLogs } from './read-logs.ts';

const TIMEOUT_MS = 15_000;

/** The last lines that a container without a terminal has said, oldest first. */
export async function containerOutput(client: EngineClient, id: string, count: number): Promise<readonly string[]> {
  const lines: string[] = [];
  await readLogs(
    { client, id, isTerminal: false, signal: AbortSignal.timeout(TIMEOUT_MS) },
    { follow: false, tail: count },
    async (batch) => {
      lines.push(...batch.map(({ text }) => text));
      return true;
    },
  );
  return lines;
}
