// What BuildKit asks back for while it builds: secrets that a step mounts, and logins of the registries it pulls from. They are
// handed over on a connection of their own and stand in no layer, argument, address or file.
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { RegistryLogin, RegistryLogins } from '../../features/deployments/ports/build.ts';
import { untilAborted } from './deadline.ts';
import type { EngineClient } from './engine-client.ts';
import { serveUnary, type UnaryAnswer, type UnaryCall } from './grpc-unary.ts';
import { registryOf } from './registry-name.ts';

export interface BuildSession {
  /** What the build names to be asked back here. */
  readonly id: string;
  close(): void;
}

export interface BuildSessionOptions {
  /** By the id that a Dockerfile mounts. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly registries: RegistryLogins;
  readonly signal: AbortSignal;
}

/** Asked once a second: a session that does not answer is one that has gone. */
const HEALTH = '/grpc.health.v1.Health/Check';
const GET_SECRET = '/moby.buildkit.secrets.v1.Secrets/GetSecret';
const CREDENTIALS = '/moby.filesync.v1.Auth/Credentials';

type Dial = (options: object, callback: (error: Error | null, socket: Duplex | null) => void) => void;

/** Resolves when the engine has taken it. It ends with `close`, and when the engine goes. */
export async function openBuildSession(
  client: EngineClient,
  { secrets, registries, signal }: BuildSessionOptions,
): Promise<BuildSession> {
  const { default: protobuf } = await import('protobufjs/minimal.js');

  /** Field 1 of the request, a text, as of both services. */
  function nameOf(request: Buffer): string {
    const reader = protobuf.Reader.create(request);
    let name = '';
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag >>> 3 === 1) {
        name = reader.string();
      } else {
        reader.skipType(tag & 7);
      }
    }
    return name;
  }

  function getSecret(request: Buffer): UnaryAnswer {
    const id = nameOf(request);
    const value = secrets.get(id);
    return value === undefined
      ? { status: 'notFound', problem: `no secret ${id}` }
      : { status: 'ok', message: protobuf.Writer.create().uint32(10).bytes(Buffer.from(value)).finish() };
  }

  /** Without a login the registry is asked as anybody. */
  async function credentials(request: Buffer): Promise<UnaryAnswer> {
    const login: RegistryLogin | null = await registries.find(registryOf(nameOf(request)));
    const writer = protobuf.Writer.create();
    if (login !== null) {
      writer.uint32(10).string(login.username).uint32(18).string(login.password);
    }
    return { status: 'ok', message: writer.finish() };
  }

  const calls = new Map<string, UnaryCall>([
    [HEALTH, () => ({ status: 'ok', message: protobuf.Writer.create().uint32(8).int32(1).finish() })],
    [GET_SECRET, getSecret],
    [CREDENTIALS, credentials],
  ]);
  const id = randomUUID();
  const socket = await client.call({ action: 'open a build session', signal }, (abortSignal) =>
    dialSession(client, id, [...calls.keys()], abortSignal),
  );
  const session = serveUnary(socket, calls);
  return {
    id,
    close() {
      session.destroy();
      socket.destroy();
    },
  };
}

function dialSession(
  client: EngineClient,
  id: string,
  methods: readonly string[],
  signal: AbortSignal,
): Promise<Duplex> {
  const modem = client.docker.modem as { dial: Dial };
  const request = {
    method: 'POST',
    path: '/session',
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'minipaas',
      'X-Docker-Expose-Session-Grpc-Method': methods,
    },
    hijack: true,
    statusCodes: { 101: true, 200: true },
  };
  return untilAborted(
    signal,
    () =>
      new Promise((resolve, reject) => {
        // No signal goes along: Node would go on to destroy the connection with it after it was taken over.
        modem.dial(request, (error, socket) => {
          if (socket === null || typeof socket.pipe !== 'function') {
            reject(error ?? new Error('the engine opened no session'));
          } else if (signal.aborted) {
            socket.destroy();
          } else {
            resolve(socket);
          }
        });
      }),
  );
}
