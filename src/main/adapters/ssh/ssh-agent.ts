// An HTTP agent whose sockets are channels of a host's SSH connections, kept alive and used again.
import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import type { DockerTransport } from './docker-transport.ts';
import { type Lane, laneOf } from './lane.ts';

const MAX_FREE_SOCKETS = 8;

/** Each lane has a pool of its own. */
export class ChannelAgent extends Agent {
  readonly #transport: DockerTransport;
  readonly #lanes = new WeakMap<Duplex, Lane>();

  constructor(transport: DockerTransport) {
    super({
      keepAlive: true,
      maxSockets: transport.maxSockets,
      maxFreeSockets: MAX_FREE_SOCKETS,
      scheduling: 'lifo',
    });
    this.#transport = transport;
  }

  override getName(options?: ClientRequestArgs): string {
    return laneOf(options?.path ?? '/');
  }

  override createConnection(options: ClientRequestArgs): Duplex {
    const lane = laneOf(options.path ?? '/');
    const socket = this.#transport.open(lane);
    this.#lanes.set(socket, lane);
    return socket;
  }

  /** Asked when a socket becomes idle. */
  override keepSocketAlive(socket: Duplex): boolean {
    return this.#transport.hasRoom(this.#lanes.get(socket) ?? 'calls');
  }

  /** docker-modem writes its request options out on every request, to any depth: with open streams that takes seconds. */
  [inspect.custom](): string {
    return 'ChannelAgent';
  }
}
