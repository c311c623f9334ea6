// From what a person entered to the machines that are connected to, one after the other: jump hosts first, the host last.
import { AppError } from '../../../contract/app-error.ts';
import type { SshAccess } from '../../features/hosts/ports.ts';
import type { ReadSshConfig, SshConfig } from './ssh-config.ts';

export interface Hop extends SshConfig {
  readonly user: string;
  /** As entered: for messages. */
  readonly label: string;
  readonly isTarget: boolean;
}

/** More than anybody has; a configuration may send one round in circles. */
const MAX_HOPS = 6;

export interface RouteDeps {
  readonly readConfig: ReadSshConfig;
  /** Who runs this program: OpenSSH's own default. */
  readonly localUser: string;
}

/** Throws SSH_CONFIG_UNUSABLE. */
export async function planRoute(
  { readConfig, localUser }: RouteDeps,
  { address, port, user, jump }: Pick<SshAccess, 'address' | 'port' | 'user' | 'jump'>,
  signal: AbortSignal,
): Promise<readonly Hop[]> {
  const route: Hop[] = [];
  let lookedAt = 0;

  async function add(label: string, request: JumpHost, jumps: string | null, isTarget: boolean): Promise<void> {
    lookedAt += 1;
    if (lookedAt > MAX_HOPS) {
      throw unusable(address, 'its jump hosts lead round in a circle, or there are too many');
    }
    const config = await readConfig(request, signal);
    // The configured jump host of a jump host counts only for the first of them: the others are reached through it.
    const isFirst = isTarget || route.length === 0;
    const configured = isFirst ? config.proxyJump : null;
    if (isFirst && jumps === null && config.proxyCommand !== null) {
      throw unusableCommand(request.host, config.proxyCommand);
    }
    for (const each of splitJumps(jumps ?? configured)) {
      await add(each, parseJump(each, address), null, false);
    }
    route.push({ ...config, user: config.user ?? localUser, label, isTarget });
  }

  await add(address, { host: address, port, user }, jump, true);
  return route;
}

export interface JumpHost {
  readonly host: string;
  readonly port: number | null;
  readonly user: string | null;
}

export function splitJumps(jumps: string | null): readonly string[] {
  return (jumps ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** `[ssh://][user@]host[:port]`, an address of version 6 in brackets. */
export function parseJump(text: string, host: string): JumpHost {
  const match = /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@\s-][^:@\s]*))(?::(\d{1,5}))?\/?$/.exec(text);
  const name = match?.[2] ?? match?.[3];
  if (match === null || name === undefined) {
    throw unusable(host, `"${text}" is no jump host; write user@host:port`);
  }
  return { host: name, port: match[4] === undefined ? null : Number(match[4]), user: match[1] ?? null };
}

/** It would be run by a shell, and what it connects to is not what the name says: to go past it would be another host. */
function unusableCommand(host: string, command: string): AppError {
  const problem = `it connects through a ProxyCommand (${command.slice(0, 120)}), which miniPaaS does not run; use ProxyJump, or enter a jump host`;
  return new AppError('SSH_CONFIG_UNUSABLE', { host, problem }, { field: 'jump' });
}

function unusable(host: string, problem: string): AppError {
  return new AppError('SSH_CONFIG_UNUSABLE', { host, problem }, { field: 'jump' });
}
