// One reading of a container's output, at the reader's pace.
import type { LogChunk } from '../../features/deployments/ports.ts';
import { dialStream } from './dial.ts';
import type { EngineClient } from './engine-client.ts';
import { EngineSilence } from './engine-failure.ts';
import { createLogParser, createTerminalLogParser } from './log-parser.ts';

export interface LogSource {
  readonly client: EngineClient;
  readonly id: string;
  readonly isTerminal: boolean;
  readonly signal: AbortSignal;
}

export interface LogRange {
  readonly follow: boolean;
  /** Seconds as the engine takes them. */
  readonly since?: string;
  /** How many of the last lines. The engine finds them from the end; for `since` alone it reads the whole log. */
  readonly tail?: number;
}

/** `onLines` gives false to read no more. */
export async function readLogs(
  { client, id, isTerminal, signal }: LogSource,
  range: LogRange,
  onLines: (lines: readonly LogChunk[]) => Promise<boolean>,
): Promise<void> {
  let batch: LogChunk[] = [];
  const onChunk = (chunk: LogChunk): void => {
    batch.push(chunk);
  };
  const parser = isTerminal ? createTerminalLogParser(onChunk) : createLogParser(onChunk);

  /** One batch for each piece of the stream: at most what a socket gives at once, 64 KiB. */
  async function handOver(): Promise<boolean> {
    const lines = batch;
    batch = [];
    return lines.length === 0 || (await onLines(lines));
  }

  await client.stream(
    { action: 'read the output', signal },
    (abortSignal) =>
      dialStream(client.docker, {
        method: 'GET',
        path: `/containers/${id}/logs`,
        query: { stdout: true, stderr: true, timestamps: true, ...range },
        abortSignal,
      }),
    async (stream) => {
      for await (const piece of stream) {
        parser.push(piece as Buffer);
        if (!(await handOver())) {
          return;
        }
      }
      const isComplete = parser.end();
      await handOver();
      if (!isComplete) {
        throw new EngineSilence('the output broke off');
      }
    },
  );
}
