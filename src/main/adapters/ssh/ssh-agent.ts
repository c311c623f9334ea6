// An HTTP agent whose sockets are channels of a host's SSH connections, kept alive and used again.
import { Agent, type ClientRequest, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import type { DockerTransport } from './docker-transport.ts';
import { type Lane, laneOf } from './lane.ts';

const MAX_FREE_SOCKETS = 8;

interface LaneOptions extends ClientRequestArgs {
  readonly lane?: Lane;
}

/** What Node's client asks of an agent; its types leave it out. */
interface RequestTaker {
  addRequest(request: ClientRequest, options: LaneOptions): void;
}

/** Each lane has a pool of its own. */
export class ChannelAgent extends Agent implements RequestTaker {
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

  /** The only place where an agent sees the path: Node takes it out of the options of the socket. */
  addRequest(request: ClientRequest, options: LaneOptions): void {
    const { addRequest } = Agent.prototype as Agent & RequestTaker;
    addRequest.call(this, request, { ...options, lane: laneOf(request.path) });
  }

  override getName(options?: LaneOptions): string {
    return options?.lane ?? 'calls';
  }

  override createConnection(options: LaneOptions): Duplex {
    const lane = options.lane ?? 'calls';
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
