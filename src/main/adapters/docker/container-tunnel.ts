// A port of a container reached from inside it, through a program of its image: where no way leads to its address (Docker in a
// virtual machine, a rootless engine, an SSH server that forwards no ports), or where the application listens on localhost only.
import { Duplex } from 'node:stream';
import { AppError } from '../../../contract/app-error.ts';
import type { EngineClient } from './engine-client.ts';
import { openExecStream } from './exec-stream.ts';
import { killInContainer } from './kill-in-container.ts';
import { createFrameDecoder } from './stream-frames.ts';

/**
 * $0 is the port. It says its number first. bash has sockets of its own; of its two copies the one that reads what is sent
 * ends with the other.
 */
const TUNNEL = `echo "$$" >&2
if command -v nc >/dev/null 2>&1; then exec nc 127.0.0.1 "$0"; fi
if command -v socat >/dev/null 2>&1; then exec socat - "TCP:127.0.0.1:$0"; fi
if command -v bash >/dev/null 2>&1; then exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" 4<&0 || exit 1
cat <&4 >&3 2>/dev/null & cat <&3; kill $! 2>/dev/null' "$0"; fi
exit 127`;
/** As shells say it. */
const NO_PROGRAM = 127;
/** What a program complains about. */
const MAX_COMPLAINT = 500;

export interface TunnelTarget {
  readonly id: string;
  readonly name: string;
  readonly port: number;
}

/**
 * Resolves when the program runs; whether it got through shows afterwards: one that ends without having brought anything fails with
 * FORWARD_REFUSED. Throws FORWARD_UNREACHABLE where the image has no program for it.
 */
export async function openContainerTunnel(
  client: EngineClient,
  { id, name, port }: TunnelTarget,
  signal: AbortSignal,
): Promise<Duplex> {
  const unreachable = (problem: string, cause?: unknown): AppError =>
    new AppError('FORWARD_UNREACHABLE', { target: name, port, problem }, { cause });
  const { exec, socket } = await openExecStream(client, {
    containerId: id,
    command: ['sh', '-c', TUNNEL, String(port)],
    hasTerminal: false,
    action: 'start a program in the container',
    isInteractive: false,
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error instanceof AppError && error.code === 'ENGINE_FAILED'
      ? unreachable('its image has no shell', error)
      : error;
  });

  let complaint = '';
  let pid: string | null = null;
  let hasBrought = false;
  const started = Promise.withResolvers<void>();

  const tunnel = new Duplex({
    allowHalfOpen: true,
    read: () => void socket.resume(),
    write(data: Buffer, _encoding, callback) {
      if (socket.write(data)) {
        callback();
      } else {
        socket.once('drain', callback);
      }
    },
    final(callback) {
      socket.end();
      callback();
    },
    destroy(error, callback) {
      socket.destroy();
      callback(error);
      void endProgram();
    },
  });

  const frames = createFrameDecoder((stream, bytes, start, end) => {
    // What comes before the program has spoken is the engine's word for why it cannot be started.
    if (stream === 'stdout' && pid !== null) {
      hasBrought = true;
      if (!tunnel.push(Buffer.from(bytes.subarray(start, end)))) {
        socket.pause();
      }
      return;
    }
    complaint = (complaint + bytes.toString('utf8', start, end)).slice(0, MAX_COMPLAINT);
    const announced = /^(\d+)\n/.exec(complaint)?.[1];
    if (pid === null && announced !== undefined) {
      pid = announced;
      complaint = '';
      started.resolve();
    }
  });

  /** It does not end by itself when its connection does. */
  async function endProgram(): Promise<void> {
    try {
      if (pid !== null && (await outcome()).isRunning) {
        await killInContainer(client, id, pid, 'KILL');
      }
    } catch {
      // The engine is away, and with it whoever was spoken to; or the container is.
    }
  }

  async function outcome(): Promise<{ readonly isRunning: boolean; readonly exitCode: number | null }> {
    const { Running, ExitCode } = await client.call({ action: 'look at a program' }, (abortSignal) =>
      exec.inspect({ abortSignal }),
    );
    return { isRunning: Running, exitCode: ExitCode };
  }

  async function ended(): Promise<void> {
    const { exitCode } = await outcome();
    const problem =
      exitCode === NO_PROGRAM
        ? unreachable('its image has no nc, socat or bash')
        : pid === null
          ? unreachable('its image has no shell')
          : new AppError('FORWARD_REFUSED', { target: name, port }, { cause: new Error(complaint) });
    if (exitCode !== 0 && !hasBrought) {
      started.reject(problem);
      tunnel.destroy(problem);
    } else {
      started.resolve();
      tunnel.push(null);
    }
  }

  socket.on('data', (piece: Buffer) => frames.push(piece));
  socket.once('end', () => {
    ended().catch((error: unknown) => {
      started.reject(error);
      tunnel.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  socket.on('error', (error) => {
    started.reject(error);
    tunnel.destroy(error);
  });
  // Told by whoever uses it, from here on; until then by `started`.
  tunnel.on('error', () => undefined);
  const abort = (): void => {
    started.reject(signal.reason);
    tunnel.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    await started.promise;
    return tunnel;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
