// How the engine of a host is reached over its SSH connections: its socket itself where the server forwards sockets, else
// `docker system dial-stdio`, which also knows where a user's own engine has its socket.
import { AppError } from '../../../contract/app-error.ts';
import type { SshTraffic } from '../../features/hosts/ports/upkeep.ts';
import type { ChannelSocket } from './channel-socket.ts';
import type { Lane } from './lane.ts';
import { isRefused, MAX_SESSIONS } from './session-gate.ts';
import type { SshLink } from './ssh-link.ts';

export interface DockerTransport {
  readonly name: SshTraffic['transport'];
  /** Of each lane at a time. */
  readonly maxSockets: number;
  open(lane: Lane): ChannelSocket;
  /** Whether idle sockets may be kept. */
  hasRoom(lane: Lane): boolean;
  /** How many streams without an end may be open at this moment. */
  endlessStreams(): number;
}

const SOCKET = '/var/run/docker.sock';
const DIAL_STDIO = 'docker system dial-stdio';
const PING = 'GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n';
const ANSWER_TIMEOUT_MS = 10_000;
/** The engine's events take one for as long as the connection lasts. */
const MIN_SESSIONS = 2;

/** Throws SSH_SESSIONS_TOO_FEW, DOCKER_NOT_ON_HOST or DOCKER_PERMISSION_DENIED; a lost connection throws as it is. */
export async function findDockerTransport(link: SshLink, host: string, signal: AbortSignal): Promise<DockerTransport> {
  const direct = await ask(link.openSocket('calls', SOCKET), signal);
  if (direct.answer.startsWith('HTTP/1.')) {
    return {
      name: 'streamlocal',
      maxSockets: Infinity,
      open: (lane) => link.openSocket(lane, SOCKET),
      hasRoom: () => true,
      endlessStreams: () => Infinity,
    };
  }
  if (direct.error !== null && !isRefused(direct.error)) {
    throw direct.error;
  }
  // sshd does not say why it could not connect; the fall-back does.
  const session = await askTwice(() => ask(link.openSession('calls', DIAL_STDIO), signal));
  if (session.answer.startsWith('HTTP/1.')) {
    const { maxSessions: sessions } = link.use();
    if (sessions < MIN_SESSIONS) {
      throw new AppError('SSH_SESSIONS_TOO_FEW', { host, sessions });
    }
    return {
      name: 'dial-stdio',
      maxSockets: MAX_SESSIONS,
      open: (lane) => link.openSession(lane, DIAL_STDIO),
      hasRoom: (lane) => !link.isFull(lane),
      // The other half is for what has an end: builds, uploads, commands in containers.
      endlessStreams: () => Math.max(1, Math.floor(link.use().maxSessions / 2)),
    };
  }
  throw explain(session, host);
}

/** At the same time: whether the server has room for two sessions is seen only when there are two. */
async function askTwice(askOnce: () => Promise<Asked>): Promise<Asked> {
  const [first] = await Promise.all([askOnce(), askOnce()]);
  return first;
}

interface Asked {
  readonly answer: string;
  readonly stderr: string;
  readonly error: Error | null;
}

function ask(socket: ChannelSocket, signal: AbortSignal): Promise<Asked> {
  return new Promise((resolve, reject) => {
    let answer = '';
    let error: Error | null = null;
    const late = setTimeout(() => socket.destroy(new Error('it does not answer')), ANSWER_TIMEOUT_MS);
    const stop = (): void => void socket.destroy();
    signal.addEventListener('abort', stop, { once: true });
    socket.on('data', (data: Buffer) => {
      answer += data.toString('latin1');
    });
    socket.on('error', (cause) => {
      error = cause;
    });
    socket.once('close', () => {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      if (signal.aborted) {
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      } else {
        resolve({ answer, stderr: socket.stderr, error });
      }
    });
    socket.write(PING);
  });
}

/** What a user can do about it, from what the far shell and Docker's own client say. */
export function explain({ answer, stderr, error }: Asked, host: string): AppError {
  const said = (stderr.trim() === '' ? answer : stderr).trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  if (/permission denied/i.test(stderr) && /docker\.sock|daemon socket/i.test(stderr)) {
    return new AppError('DOCKER_PERMISSION_DENIED', { endpoint: `${host}:${SOCKET}` });
  }
  const problem = ((): string => {
    if (/not found|no such file.*docker\b|unknown command/i.test(stderr) && !/docker\.sock/.test(stderr)) {
      return `there is no program "docker" (${said})`;
    }
    if (/cannot connect|is the docker daemon running|connection refused|no such file/i.test(stderr)) {
      return 'Docker is installed but does not run';
    }
    if (error !== null && isRefused(error)) {
      return 'the SSH server neither forwards its socket nor runs a command (MaxSessions 0?)';
    }
    if (said === '') {
      return error?.message ?? 'the login runs no commands';
    }
    return `the login answers with "${said}" instead of running a command (ForceCommand?)`;
  })();
  return new AppError('DOCKER_NOT_ON_HOST', { host, problem }, { cause: error });
}
