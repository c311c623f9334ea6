// One SSH connection to one machine: reached, its key checked, logged in to. Whatever goes wrong is an error of the table, and no `error`
// event of ssh2 is ever without a listener: it would end the program.
import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { CipherAlgorithm, Client, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import { AppError } from '../../../contract/app-error.ts';
import type { ConnectStage } from '../../../contract/hosts.ts';
import type { HostKeyCheck } from './host-key-check.ts';
import { joinWrites } from './join-writes.ts';
import { useKeyObjects } from './key-objects.ts';
import type { LoginMethod } from './login-methods.ts';
import type { Hop } from './route.ts';

export interface OpenClientRequest {
  readonly hop: Hop;
  /** A channel of the jump host before; null: the network. */
  readonly through: Duplex | null;
  readonly hostKey: HostKeyCheck;
  readonly methods: readonly LoginMethod[];
  readonly signal: AbortSignal;
  readonly onStage: (stage: ConnectStage, detail: string) => void;
  /** From the connection to the login. */
  readonly loginTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** No question is asked to a person meanwhile: what is missing ends the attempt. */
const LOGIN_TIMEOUT_MS = 20_000;
const KEEP_ALIVE_MS = 5_000;
const KEEP_ALIVE_MISSES = 3;

/** Throws SSH_NAME_UNKNOWN, SSH_UNREACHABLE, SSH_NOT_SPOKEN, HOST_KEY_…, SSH_LOGIN_REFUSED, SSH_AGENT_UNAVAILABLE. */
export async function openClient(request: OpenClientRequest): Promise<Client> {
  const { hop, through, onStage, signal } = request;
  const onNamed = (): void => onStage('connect', `${hop.hostName}:${hop.port}`);
  const transport = through ?? (await openTcp(hop, signal, onNamed));
  try {
    // Loaded when the first host over SSH is connected: the start of the program does not wait for it.
    const { default: ssh2 } = await import('ssh2');
    return await logIn(new ssh2.Client(), transport, request);
  } catch (error) {
    transport.destroy();
    signal.throwIfAborted();
    throw error;
  }
}

function openTcp(hop: Hop, signal: AbortSignal, onNamed: () => void): Promise<Socket> {
  const { hostName: host, port } = hop;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    if (isIP(host) === 0) {
      socket.once('lookup', (error: Error | null) => error === null && onNamed());
    } else {
      onNamed();
    }
    const late = setTimeout(() => socket.destroy(new Error('no answer')), CONNECT_TIMEOUT_MS);
    const stop = (): void => void socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener('abort', stop, { once: true });
    const settle = (): void => {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
    };
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      settle();
      reject(signal.aborted ? error : unreachable(hop, error));
    });
  });
}

function unreachable({ hostName: host, port }: Hop, cause: NodeJS.ErrnoException): AppError {
  if (cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN') {
    return new AppError('SSH_NAME_UNKNOWN', { host }, { cause, field: 'address' });
  }
  return new AppError('SSH_UNREACHABLE', { host, port, problem: problemOf(cause) }, { cause });
}

const problems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'this machine has no network to it',
  ETIMEDOUT: 'no answer',
};

function problemOf(error: NodeJS.ErrnoException): string {
  return problems[error.code ?? ''] ?? error.message;
}

function logIn(client: Client, transport: Duplex, request: OpenClientRequest): Promise<Client> {
  const { hop, hostKey, methods, signal, onStage, loginTimeoutMs = LOGIN_TIMEOUT_MS } = request;
  const { hostName: host, port, user } = hop;
  const tried: string[] = [];
  let accepted: readonly string[] = [];
  let refusal: AppError | null = null;
  let agentProblem: string | null = null;
  let remaining = [...methods];
  let spoken = '';

  const nextMethod: NonNullable<Extract<ConnectConfig['authHandler'], (...args: never[]) => unknown>> = (
    left,
    _isPartial,
    tell,
  ): undefined => {
    if (left === null) {
      // Costs a round trip, and says what the server accepts at all.
      tell({ type: 'none', username: user });
      return undefined;
    }
    accepted = left;
    const offered = (method: LoginMethod): boolean =>
      accepted.includes(method.kind === 'agent' ? 'publickey' : method.kind);
    const next = remaining.find(offered);
    remaining = remaining.filter((method) => method !== next);
    if (next === undefined) {
      // The types of ssh2 do not know its own word for "no more".
      tell(false as unknown as 'none');
    } else {
      tried.push(next.label);
      tell(next.method);
    }
    return undefined;
  };

  function explain(error: Error & { readonly level?: string; readonly code?: string }): AppError {
    if (refusal !== null) {
      return refusal;
    }
    if (error.level === 'client-authentication') {
      if (agentProblem !== null && tried.length === 1) {
        return new AppError('SSH_AGENT_UNAVAILABLE', { problem: agentProblem }, { cause: error });
      }
      const what = tried.length === 0 ? methods.map(({ label }) => label) : tried;
      return new AppError('SSH_LOGIN_REFUSED', { host, user, tried: what, accepted }, { cause: error, field: 'user' });
    }
    if (error.level === 'client-timeout') {
      const problem = `it accepts connections but says nothing for ${loginTimeoutMs / 1000} s`;
      return new AppError('SSH_UNREACHABLE', { host, port, problem }, { cause: error });
    }
    if (error.level === 'client-socket') {
      return unreachable(hop, error);
    }
    const said = spoken.startsWith('SSH-') ? error.message : firstLine(spoken);
    return new AppError('SSH_NOT_SPOKEN', { host, port, problem: said }, { cause: error, field: 'port' });
  }

  return new Promise((resolve, reject) => {
    const stop = (): void => {
      client.destroy();
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    const settle = (): void => signal.removeEventListener('abort', stop);
    const listen = (data: Buffer): void => {
      spoken = (spoken + data.toString('latin1')).slice(0, 200);
    };
    transport.prependListener('data', listen);
    client.once('handshake', () => {
      transport.removeListener('data', listen);
      onStage('login', `${user}@${host}`);
    });
    client.on('handshake', () => useKeyObjects(client));
    client.once('ready', () => {
      settle();
      client.setNoDelay(true);
      resolve(client);
    });
    client.on('error', (error: Error & { readonly level?: string }) => {
      if (error.level === 'agent') {
        // The keys after it may still do.
        agentProblem = error.message;
        return;
      }
      settle();
      reject(explain(error));
    });
    client.once('close', () => {
      settle();
      reject(explain(Object.assign(new Error('the connection was closed'), { level: 'protocol' })));
    });
    joinWrites(transport);
    client.connect({
      sock: transport,
      username: user,
      authHandler: nextMethod,
      readyTimeout: loginTimeoutMs,
      keepaliveInterval: KEEP_ALIVE_MS,
      keepaliveCountMax: KEEP_ALIVE_MISSES,
      algorithms: { serverHostKey: preferTypes(hostKey.knownTypes), cipher: ciphers },
      // Not an async function: its promise would be taken for a yes.
      hostVerifier: (key: Buffer, verify: (isTrusted: boolean) => void): void => {
        onStage('hostKey', host);
        refusal = hostKey.judge(key);
        verify(refusal === null);
      },
    });
  });
}

/** What this processor does in hardware comes first. */
const ciphers: CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
];

const hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/** A host is asked for a key of a type that is known of it, else it would show another one of its keys. */
function preferTypes(known: readonly string[]): ServerHostKeyAlgorithm[] {
  const isKnown = (algorithm: string): boolean => known.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return [...hostKeyAlgorithms.filter(isKnown), ...hostKeyAlgorithms.filter((each) => !isKnown(each))];
}

function firstLine(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0]?.replace(/[^\x20-\x7e]/g, '') ?? '';
  return line === '' ? 'it closes the connection without a word' : `it says "${line.slice(0, 80)}"`;
}
