// How a hop is logged in to: the keys, agents and passwords that are tried, in their order.
import { readFile } from 'node:fs/promises';
import type ssh2Module from 'ssh2';
import type { AnyAuthMethod, AuthenticationType, ParsedKey } from 'ssh2';
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { SshAuth, SshSecret } from '../../features/hosts/ports.ts';
import { requireAgentKeys } from './require-agent-keys.ts';
import type { Hop } from './route.ts';

export interface LoginMethod {
  /** `key ~/.ssh/id_ed25519`: for messages. */
  readonly label: string;
  readonly kind: AuthenticationType;
  readonly method: AnyAuthMethod;
}

export interface LoginMethodsRequest {
  readonly hop: Hop;
  readonly auth: SshAuth;
  readonly secret: SshSecret | null;
  /** SSH_AUTH_SOCK. */
  readonly agentSocket: string | null;
}

/** Handed in, since ssh2 is loaded with the first connection. */
type Ssh2 = Pick<typeof ssh2Module, 'utils' | 'createAgent'>;

/**
 * A password is for the host itself: a jump host never sees it. Throws SSH_KEY_UNUSABLE, SSH_PASSPHRASE_NEEDED,
 * SSH_PASSPHRASE_WRONG, SSH_AGENT_UNAVAILABLE.
 */
export async function findLoginMethods(ssh2: Ssh2, request: LoginMethodsRequest): Promise<readonly LoginMethod[]> {
  const { hop, auth, secret } = request;
  const user = hop.user;
  switch (auth.method) {
    case 'key': {
      const entered = publicKey(user, auth.path, await readKey(ssh2, auth.path, secret?.passphrase ?? null));
      // A jump host often knows other keys than the host behind it.
      return hop.isTarget ? [entered] : [entered, ...(await findUsual(ssh2, request))];
    }
    case 'agent': {
      const socket = requireAgent(auth.socket ?? hop.identityAgent ?? request.agentSocket);
      await requireAgentKeys(ssh2.createAgent, socket);
      return [agent(user, socket)];
    }
    case 'password':
      return hop.isTarget ? passwordMethods(user, secret?.password ?? '') : usualMethods(ssh2, request);
    case 'default':
      return usualMethods(ssh2, request);
  }
}

async function usualMethods(ssh2: Ssh2, request: LoginMethodsRequest): Promise<readonly LoginMethod[]> {
  const methods = await findUsual(ssh2, request);
  if (methods.length === 0) {
    for (const path of request.hop.identityFiles) {
      // Tells of a key that would do if only it could be opened.
      await readKey(ssh2, path, null).catch((error: unknown) => {
        if (isAppError(error) && error.code === 'SSH_PASSPHRASE_NEEDED') {
          throw error;
        }
      });
    }
    throw new AppError('SSH_AGENT_UNAVAILABLE', {
      problem: 'there is none, and no key file that could be used instead',
    });
  }
  return methods;
}

/** The agent, then the configured keys that exist and are not encrypted: what OpenSSH does without asking. */
async function findUsual(ssh2: Ssh2, { hop, agentSocket }: LoginMethodsRequest): Promise<readonly LoginMethod[]> {
  const socket = hop.identityAgent ?? agentSocket;
  const methods: LoginMethod[] = socket === null || socket === 'none' ? [] : [agent(hop.user, socket)];
  for (const path of hop.identityFiles) {
    const key = await readKey(ssh2, path, null).catch(() => null);
    if (key !== null) {
      methods.push(publicKey(hop.user, path, key));
    }
  }
  return methods;
}

async function readKey(ssh2: Ssh2, path: string, passphrase: string | null): Promise<ParsedKey> {
  const text = await readFile(path).catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'there is no such file' : (code ?? message);
    throw new AppError('SSH_KEY_UNUSABLE', { path, problem }, { cause, field: 'privateKeyPath' });
  });
  const parsed = ssh2.utils.parseKey(text, passphrase ?? undefined);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key instanceof Error || key === undefined) {
    throw keyProblem(path, key?.message ?? 'it holds no key', passphrase);
  }
  if (!key.isPrivateKey()) {
    throw new AppError('SSH_KEY_UNUSABLE', { path, problem: 'it is a public key' }, { field: 'privateKeyPath' });
  }
  return key;
}

function keyProblem(path: string, problem: string, passphrase: string | null): AppError {
  if (/no passphrase given/i.test(problem)) {
    return new AppError('SSH_PASSPHRASE_NEEDED', { path }, { field: 'passphrase' });
  }
  if (passphrase !== null && /passphrase|integrity check|decrypt|malformed/i.test(problem)) {
    return new AppError('SSH_PASSPHRASE_WRONG', { path }, { field: 'passphrase' });
  }
  const plain = problem === 'Unsupported key format' ? 'it is no private key in a form that is known' : problem;
  return new AppError('SSH_KEY_UNUSABLE', { path, problem: plain }, { field: 'privateKeyPath' });
}

function publicKey(username: string, path: string, key: ParsedKey): LoginMethod {
  return { label: `the key ${path}`, kind: 'publickey', method: { type: 'publickey', username, key } };
}

function agent(username: string, socket: string): LoginMethod {
  return { label: 'the keys of the agent', kind: 'agent', method: { type: 'agent', username, agent: socket } };
}

function requireAgent(socket: string | null): string {
  if (socket === null || socket === 'none') {
    throw new AppError('SSH_AGENT_UNAVAILABLE', { problem: 'SSH_AUTH_SOCK is not set' });
  }
  return socket;
}

/** Many servers ask for the password only in the interactive way; every question is answered with it. */
function passwordMethods(username: string, password: string): readonly LoginMethod[] {
  return [
    { label: 'the password', kind: 'password', method: { type: 'password', username, password } },
    {
      label: 'the password (keyboard-interactive)',
      kind: 'keyboard-interactive',
      method: {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
      },
    },
  ];
}
