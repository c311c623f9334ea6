// The SSH connections to one host: at most one for calls and one for bulk, each opened when it is first needed and again after it was lost.
import type { Client, ClientChannel } from 'ssh2';
import type { TerminalSize } from '../../../contract/terminals.ts';
import { ChannelSocket } from './channel-socket.ts';
import type { Lane } from './lane.ts';
import type { SshTraffic } from '../../features/hosts/ports/upkeep.ts';
import { createSessionGate, MAX_SESSIONS, type SessionLimit } from './session-gate.ts';

export interface SshLink {
  /** The engine's socket, through a channel that counts for nothing at the server. */
  openSocket(lane: Lane, path: string): ChannelSocket;
  /** A program on the host; such sessions are few. */
  openSession(lane: Lane, command: string): ChannelSocket;
  /** Requests wait for a session of the lane. */
  isFull(lane: Lane): boolean;
  /** What is in use at this moment. */
  use(): Pick<SshTraffic, 'connections' | 'channels' | 'sessions' | 'maxSessions'>;
  /** A TCP port of the host, or of another address, as seen by the host. */
  openPort(lane: Lane, port: number, address?: string): ChannelSocket;
  /** The login shell, in a terminal: it takes a session for as long as it runs. */
  openShell(lane: Lane, size: TerminalSize): LinkShell;
  /** Connects the lane for calls. Throws why it cannot be. */
  connect(): Promise<void>;
  close(): void;
}

export interface LinkShell {
  readonly socket: ChannelSocket;
  readonly channel: Promise<ClientChannel>;
}

export interface SshLinkDeps {
  readonly open: (lane: Lane, signal: AbortSignal) => Promise<Client>;
}

interface Connection {
  readonly client: Promise<Client>;
  readonly sessions: ReturnType<typeof createSessionGate>;
}

type Callback = (error: Error | undefined, channel: ClientChannel) => void;

export function createSshLink({ open }: SshLinkDeps): SshLink {
  const closing = new AbortController();
  const connections = new Map<Lane, Connection>();
  const sockets = new Set<ChannelSocket>();
  const sessionLimit: SessionLimit = { value: MAX_SESSIONS };

  function connection(lane: Lane): Connection {
    const existing = connections.get(lane);
    if (existing !== undefined) {
      return existing;
    }
    const forget = (): void => {
      if (connections.get(lane) === made) {
        connections.delete(lane);
      }
    };
    const client = open(lane, closing.signal).then((opened) => {
      // One listener for each channel that is being opened.
      opened.setMaxListeners(0);
      opened.once('close', forget);
      if (closing.signal.aborted) {
        opened.end();
      }
      return opened;
    });
    client.catch(forget);
    const made: Connection = { client, sessions: createSessionGate(sessionLimit) };
    connections.set(lane, made);
    return made;
  }

  function socket(openChannel: () => Promise<ClientChannel>): ChannelSocket {
    const made = new ChannelSocket(openChannel);
    sockets.add(made);
    made.once('close', () => sockets.delete(made));
    return made;
  }

  async function channel(lane: Lane, request: (client: Client, callback: Callback) => void): Promise<ClientChannel> {
    const client = await connection(lane).client;
    return new Promise((resolve, reject) => {
      // A connection that dies meanwhile never answers.
      const lost = (): void => reject(lostConnection());
      client.once('close', lost);
      const settle = (error: Error | undefined, opened: ClientChannel): void => {
        client.removeListener('close', lost);
        if (error === undefined) {
          resolve(opened);
        } else {
          // As a socket that nobody listens on: the machine answers, what was wanted of it does not.
          reject(Object.assign(error, { code: 'ECONNREFUSED' }));
        }
      };
      try {
        request(client, settle);
      } catch (cause) {
        // ssh2 throws where the connection has just died.
        client.removeListener('close', lost);
        reject(lostConnection(cause));
      }
    });
  }

  return {
    openSocket: (lane, path) =>
      socket(() => channel(lane, (client, callback) => client.openssh_forwardOutStreamLocal(path, callback))),
    openSession: (lane, command) =>
      socket(async () => {
        const { sessions } = connection(lane);
        return sessions.run(() => channel(lane, (client, callback) => client.exec(command, callback)));
      }),
    openShell(lane, { columns, rows }) {
      const { sessions } = connection(lane);
      const window = { cols: columns, rows, term: 'xterm-256color' };
      const opening = sessions.run(() => channel(lane, (client, callback) => client.shell(window, callback)));
      return { socket: socket(() => opening), channel: opening };
    },
    isFull: (lane) => connections.get(lane)?.sessions.isFull() ?? false,
    openPort: (lane, port, address = '127.0.0.1') =>
      socket(() => channel(lane, (client, callback) => client.forwardOut('127.0.0.1', 0, address, port, callback))),
    use() {
      const gates = [...connections.values()].map(({ sessions }) => sessions.use());
      return {
        connections: gates.length,
        channels: [...sockets].filter(({ connecting }) => !connecting).length,
        sessions: gates.reduce((sum, { open: inUse }) => sum + inUse, 0),
        maxSessions: sessionLimit.value,
      };
    },
    async connect() {
      await connection('calls').client;
    },
    close() {
      closing.abort(lostConnection());
      for (const each of sockets) {
        each.destroy();
      }
      for (const { client } of connections.values()) {
        client.then((opened) => opened.end()).catch(() => undefined);
      }
    },
  };
}

function lostConnection(cause?: unknown): Error {
  return Object.assign(new Error('The SSH connection was lost', { cause }), { code: 'ECONNRESET' });
}
