// Follows a container's output, at the reader's pace.
import type { Readable } from 'node:stream';
import type { LogChunk } from '../../features/deployments/ports.ts';
import { dialStream } from './dial.ts';
import type { EngineClient } from './engine-client.ts';
import { EngineSilence, statusCodeOf } from './engine-failure.ts';
import { createLogParser, createTerminalLogParser } from './log-parser.ts';
import { createResumeFilter, type LogPosition, markRange, parsePosition } from './log-resume.ts';

export interface FollowLogsOptions {
  readonly since: string | null;
  readonly signal: AbortSignal;
  readonly onLines: (lines: readonly LogChunk[]) => void | Promise<void>;
}

/** Ends when the container stops, at once when it is gone. Throws ENGINE_LOST; an abort throws the signal's reason. */
export async function followLogs(client: EngineClient, id: string, options: FollowLogsOptions): Promise<void> {
  const { since, signal, onLines } = options;
  const isTerminal = await hasTerminal(client, id, signal);
  if (isTerminal === null) {
    return;
  }
  const position = since === null ? null : parsePosition(since);
  const filter =
    position === null
      ? null
      : createResumeFilter(position, await isMarkKept(client, { id, position, isTerminal, signal }));
  const giveNew = (lines: readonly LogChunk[]): void | Promise<void> => (lines.length > 0 ? onLines(lines) : undefined);
  const range = position === null ? {} : { since: markRange(position).since };
  await readLogs(client, { id, isTerminal, signal, query: { follow: true, ...range } }, (lines) =>
    giveNew(filter === null ? lines : filter(lines)),
  ).catch(ignoreGone);
}

interface LogRequest {
  readonly id: string;
  readonly isTerminal: boolean;
  readonly signal: AbortSignal;
  readonly query: Readonly<Record<string, string | boolean>>;
}

async function readLogs(
  client: EngineClient,
  { id, isTerminal, signal, query }: LogRequest,
  onLines: FollowLogsOptions['onLines'],
): Promise<void> {
  let batch: LogChunk[] = [];
  const onChunk = (chunk: LogChunk): void => {
    batch.push(chunk);
  };
  const parser = isTerminal ? createTerminalLogParser(onChunk) : createLogParser(onChunk);

  async function handOver(): Promise<void> {
    if (batch.length > 0) {
      const lines = batch;
      batch = [];
      await onLines(lines);
    }
  }

  await client.stream(
    { action: 'follow the output', signal },
    (abortSignal) =>
      dialStream(client.docker, {
        method: 'GET',
        path: `/containers/${id}/logs`,
        query: { stdout: true, stderr: true, timestamps: true, ...query },
        abortSignal,
      }),
    async (stream: Readable) => {
      for await (const piece of stream) {
        parser.push(piece as Buffer);
        await handOver();
      }
      const isComplete = parser.end();
      await handOver();
      if (!isComplete) {
        throw new EngineSilence('the output broke off');
      }
    },
  );
}

async function isMarkKept(
  client: EngineClient,
  { position, ...request }: Omit<LogRequest, 'query'> & { readonly position: LogPosition },
): Promise<boolean> {
  let isKept = false;
  await readLogs(client, { ...request, query: { follow: false, ...markRange(position) } }, (lines) => {
    isKept ||= lines.some(({ engineTime }) => engineTime === position.mark);
  }).catch(ignoreGone);
  return isKept;
}

/** Null when the container is gone. */
async function hasTerminal(client: EngineClient, id: string, signal: AbortSignal): Promise<boolean | null> {
  try {
    const container = await client.call({ action: 'look at the container', signal }, (abortSignal) =>
      client.docker.getContainer(id).inspect({ abortSignal }),
    );
    return container.Config.Tty;
  } catch (error) {
    ignoreGone(error);
    return null;
  }
}

/** A container that is gone has no output any more: that is an end, not a failure. */
function ignoreGone(error: unknown): void {
  const cause = error instanceof Error ? error.cause : undefined;
  if (statusCodeOf(cause) !== 404) {
    throw error;
  }
}
