// A program in a container with its input open: the connection itself, taken over from HTTP.
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { untilAborted } from './deadline.ts';
import type { EngineClient } from './engine-client.ts';

export interface ExecStreamOptions {
  readonly containerId: string;
  readonly command: readonly string[];
  readonly env?: readonly string[];
  /** With a terminal both outputs come as they are; without one they come in frames. */
  readonly hasTerminal: boolean;
  /** Completes "could not …". */
  readonly action: string;
  /** The connection counts as a short call: what a person types must not queue behind a build. */
  readonly isInteractive: boolean;
  readonly signal: AbortSignal;
}

export interface ExecStream {
  readonly exec: Docker.Exec;
  readonly socket: Duplex;
}

type Dial = (options: object, callback: (error: Error | null, socket: Duplex | null) => void) => void;

/** Resolves when the engine has begun to start it. Throws ENGINE_FAILED where the container does not run. */
export async function openExecStream(client: EngineClient, options: ExecStreamOptions): Promise<ExecStream> {
  const { containerId, command, env = [], hasTerminal, action, isInteractive, signal } = options;
  const exec = await client.call({ action, signal }, (abortSignal) =>
    client.docker.getContainer(containerId).exec({
      Cmd: [...command],
      Env: [...env],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: hasTerminal,
      abortSignal,
    }),
  );
  const request = {
    method: 'POST',
    // docker-modem writes the query only behind a path that ends so. The engine does not look at it; our own agent does (lane.ts).
    path: `/exec/${exec.id}/start${isInteractive ? '?' : ''}`,
    options: {
      ...(isInteractive ? { _query: { lane: 'calls' } } : {}),
      _body: { Detach: false, Tty: hasTerminal },
    },
    isStream: true,
    hijack: true,
    openStdin: true,
    statusCodes: { 101: true, 200: true },
  };
  const socket = await client.call({ action, signal }, (abortSignal) => start(client, request, abortSignal));
  return { exec, socket };
}

function start(client: EngineClient, request: object, abortSignal: AbortSignal): Promise<Duplex> {
  const modem = client.docker.modem as { dial: Dial };
  return untilAborted(
    abortSignal,
    () =>
      new Promise((resolve, reject) => {
        // No signal goes along: Node would go on to destroy the connection with it after it was taken over.
        modem.dial(request, (error, socket) => {
          if (socket === null) {
            reject(error ?? new Error('no answer'));
          } else if (abortSignal.aborted) {
            socket.destroy();
          } else {
            resolve(socket);
          }
        });
      }),
  );
}
