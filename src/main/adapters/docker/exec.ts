// Runs a short command inside a running container and takes what it prints.
import type { EngineClient } from './engine-client.ts';
import { createFrameDecoder } from './stream-frames.ts';

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 1_000_000;

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
}

export interface ExecOptions {
  /** What it says on stderr counts as output. */
  readonly withErrors?: boolean;
  readonly timeoutMs?: number;
}

/** Throws ENGINE_FAILED when the container does not run, or the engine says that there is no such command. */
export async function execInContainer(
  client: EngineClient,
  id: string,
  command: readonly string[],
  { withErrors = false, timeoutMs = TIMEOUT_MS }: ExecOptions = {},
): Promise<ExecResult> {
  const { docker } = client;
  const options = { action: `run ${command[0]} in the container`, timeoutMs };
  const exec = await client.call(options, (abortSignal) =>
    docker
      .getContainer(id)
      .exec({ Cmd: [...command], AttachStdout: true, AttachStderr: withErrors, Tty: false, abortSignal }),
  );
  const stdout: Buffer[] = [];
  let size = 0;
  const frames = createFrameDecoder((stream, bytes, start, end) => {
    if ((withErrors || stream === 'stdout') && size < MAX_OUTPUT_BYTES) {
      stdout.push(Buffer.from(bytes.subarray(start, end)));
      size += end - start;
    }
  });
  await client.stream(
    { ...options, signal: AbortSignal.timeout(timeoutMs) },
    (abortSignal) => exec.start({ abortSignal }),
    async (stream) => {
      for await (const piece of stream) {
        frames.push(piece as Buffer);
      }
    },
  );
  const { ExitCode } = await client.call(options, (abortSignal) => exec.inspect({ abortSignal }));
  return { exitCode: ExitCode ?? -1, stdout: Buffer.concat(stdout).toString('utf8') };
}
