// Runs one of our scripts in a helper: fixed text, its inputs as arguments and on standard input, never put into the text.
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { dialStream } from '../dial.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineSilence } from '../engine-failure.ts';
import { createFrameDecoder } from '../stream-frames.ts';

export interface ScriptRun {
  readonly script: string;
  /** Already written for scripts (`script-argument.ts`). */
  readonly args: readonly string[];
  /** Completes "could not …". */
  readonly action: string;
  readonly signal?: AbortSignal | undefined;
  /** Whole, or as it comes; destroyed in the end. */
  readonly input?: Buffer | Readable | undefined;
  /** Gets standard output piece by piece; a returned promise holds it back. Left out: it is collected. */
  readonly onOutput?: ((piece: Buffer) => void | Promise<void>) | undefined;
  /** Collected output ends here. */
  readonly maxBytes?: number;
  /** Much comes or goes: over SSH it takes the connection that calls do not wait for. */
  readonly isBulk?: boolean;
}

export interface ScriptResult {
  readonly exitCode: number;
  readonly output: Buffer;
  /** The last of what it complained. */
  readonly complaint: string;
}

const MAX_OUTPUT_BYTES = 64 * 1_048_576;
const MAX_COMPLAINT_BYTES = 16_384;

/** Throws ENGINE_LOST when the answer breaks off, ENGINE_FAILED when the container does not run; an abort throws the signal's reason. */
export async function runScript(client: EngineClient, containerId: string, run: ScriptRun): Promise<ScriptResult> {
  const { action, signal, input } = run;
  const { docker } = client;
  try {
    const exec = await client.call({ action, signal }, (abortSignal) =>
      docker.getContainer(containerId).exec({
        Cmd: ['sh', '-c', run.script, 'sh', ...run.args],
        AttachStdin: input !== undefined,
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
        abortSignal,
      }),
    );
    const output = collector(run);
    await client.stream(
      { action, signal },
      (abortSignal) =>
        input === undefined ? openAnswer(docker, exec.id, run, abortSignal) : openDuplex(exec, abortSignal),
      (stream) => exchange(stream, input, output, signal),
    );
    const { ExitCode, Running } = await client.call({ action, signal }, (abortSignal) => exec.inspect({ abortSignal }));
    if (Running || ExitCode === null) {
      throw await client
        .call({ action }, () => Promise.reject(new EngineSilence('the answer ended before the command did')))
        .catch((error: unknown) => error);
    }
    return { exitCode: ExitCode, output: output.whole(), complaint: output.complaint() };
  } finally {
    if (input !== undefined && !Buffer.isBuffer(input)) {
      input.destroy();
    }
  }
}

function openAnswer(
  docker: Docker,
  execId: string,
  { isBulk = false }: ScriptRun,
  abortSignal: AbortSignal,
): Promise<NodeJS.ReadableStream> {
  return dialStream(docker, {
    method: 'POST',
    // What is short must not queue behind transfers (adapters/ssh/lane.ts); engines leave the word alone.
    path: `/exec/${execId}/start`,
    query: isBulk ? {} : { lane: 'calls' },
    body: { Detach: false, Tty: false },
    abortSignal,
  });
}

/** With standard input the connection goes both ways. */
async function openDuplex(exec: Docker.Exec, abortSignal: AbortSignal): Promise<NodeJS.ReadableStream> {
  return exec.start({ hijack: true, stdin: true, abortSignal });
}

async function exchange(
  stream: Readable,
  input: Buffer | Readable | undefined,
  output: Collector,
  signal: AbortSignal | undefined,
): Promise<void> {
  const reading = readAll(stream, output);
  if (input === undefined) {
    return reading;
  }
  const sending = send(stream as Duplex, input, signal);
  // A command that ends early leaves its input unread: what it said is what counts.
  sending.catch(() => undefined);
  await Promise.race([reading, sending.then(() => reading)]);
}

async function send(duplex: Duplex, input: Buffer | Readable, signal: AbortSignal | undefined): Promise<void> {
  if (Buffer.isBuffer(input)) {
    duplex.end(input);
    return;
  }
  try {
    // `end: false`: a broken source must not look like a complete one.
    await pipeline(input, duplex, { end: false, ...(signal === undefined ? {} : { signal }) });
    duplex.end();
  } catch (error) {
    duplex.destroy(error instanceof Error ? error : undefined);
    throw error;
  }
}

interface Collector {
  push(piece: Buffer): Promise<void> | void;
  isComplete(): boolean;
  whole(): Buffer;
  complaint(): string;
}

async function readAll(stream: Readable, output: Collector): Promise<void> {
  for await (const piece of stream) {
    const held = output.push(piece as Buffer);
    if (held !== undefined) {
      await held;
    }
  }
  if (!output.isComplete()) {
    throw new EngineSilence('the answer broke off');
  }
}

function collector({ onOutput, maxBytes = MAX_OUTPUT_BYTES }: ScriptRun): Collector {
  const pieces: Buffer[] = [];
  let size = 0;
  let complaint = '';
  let holding: Promise<void> | undefined;
  const frames = createFrameDecoder((stream, bytes, start, end) => {
    const part = bytes.subarray(start, end);
    if (stream === 'stderr') {
      complaint = (complaint + part.toString('latin1')).slice(-MAX_COMPLAINT_BYTES);
    } else if (onOutput !== undefined) {
      // In order, also when several frames come in one piece.
      const before = holding;
      const held = before === undefined ? onOutput(part) : before.then(() => onOutput(part));
      holding = held === undefined ? undefined : Promise.resolve(held);
    } else if (size < maxBytes) {
      pieces.push(part.subarray(0, maxBytes - size));
      size += part.length;
    }
  });
  return {
    push(piece) {
      holding = undefined;
      frames.push(piece);
      return holding;
    },
    isComplete: frames.isComplete,
    whole: () => Buffer.concat(pieces),
    complaint: () => Buffer.from(complaint, 'latin1').toString('utf8').trim(),
  };
}
