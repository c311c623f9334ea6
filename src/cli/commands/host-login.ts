// Adding a host over SSH and changing how it is logged in to. Secrets come from files, never from arguments: everybody on
// the machine sees those.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { usageError } from '../cli-error.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';

interface LoginFlags {
  readonly name?: string;
  readonly port?: number;
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly passwordFile?: string;
  readonly agent?: boolean;
  readonly jump?: string;
  readonly fingerprint?: string;
}

interface EditFlags extends LoginFlags {
  readonly address?: string;
  readonly user?: string;
  readonly defaultLogin?: boolean;
  readonly force?: boolean;
}

export function addHostLogins(hosts: Command, run: Run): void {
  withLogin(
    hosts
      .command('add')
      .description('add a machine with Docker that is reached over SSH')
      .argument('<[user@]address>', 'a name, an address, or an alias of ~/.ssh/config')
      .option('--name <name>', 'of the host in miniPaaS; its address where left out'),
  ).action(run<[string, LoginFlags]>(add));
  withLogin(
    hosts
      .command('edit')
      .description('rename a host, or change how it is logged in to; what is left out stays')
      .argument('<host>')
      .option('--name <name>', 'of the host in miniPaaS')
      .option('--address <address>', 'a name, an address, or an alias of ~/.ssh/config')
      .option('--user <user>', 'empty: as the SSH configuration says'),
  )
    .option('--default-login', 'use the agent and the keys that ssh would try; forgets key, password and passphrase')
    .option('--force', 'keep the change although the host cannot be connected with it now')
    .action(run<[string, EditFlags]>(edit));
}

function withLogin(command: Command): Command {
  return command
    .option('--port <port>', 'of its SSH server', toPort)
    .option('--key <file>', 'private key, on the machine that miniPaaS runs on')
    .option('--passphrase-file <file>', 'first line: the passphrase of the private key; - reads standard input')
    .option('--password-file <file>', 'first line: the password; - reads standard input')
    .option('--agent', 'use the SSH agent of the machine that miniPaaS runs on')
    .option('--jump <hosts>', 'jump hosts: [user@]host[:port], commas between several')
    .option('--fingerprint <SHA256:...>', 'of the host key, after you have compared it');
}

async function loginOf(session: Session, flags: LoginFlags) {
  return {
    privateKeyPath: flags.key,
    passphrase: await readSecret(session, '--passphrase-file', flags.passphraseFile),
    password: await readSecret(session, '--password-file', flags.passwordFile),
    agent: flags.agent,
    jump: flags.jump,
    hostKeyFingerprint: flags.fingerprint,
  };
}

async function add(session: Session, target: string, flags: LoginFlags): Promise<void> {
  const at = target.lastIndexOf('@');
  const address = target.slice(at + 1);
  const host = await session.api.hosts.add(
    {
      kind: 'ssh',
      name: flags.name ?? address,
      address,
      user: at === -1 ? undefined : target.slice(0, at),
      port: flags.port,
      ...(await loginOf(session, flags)),
    },
    session.options,
  );
  await session.answer(
    host,
    () => `Added ${host.name}: Docker ${host.engine?.version ?? '?'} at ${host.endpoint ?? address}.\n`,
  );
}

async function edit(session: Session, named: string, flags: EditFlags): Promise<void> {
  if (Object.keys(flags).length === 0) {
    throw usageError('edit', 'nothing is to be changed', 'See "minipaas hosts edit --help".');
  }
  const { id } = await findHost(session, named);
  const host = await session.api.hosts.update(
    {
      id,
      name: flags.name,
      address: flags.address,
      user: flags.user === '' ? null : flags.user,
      port: flags.port,
      auth: flags.defaultLogin === true ? 'default' : undefined,
      force: flags.force,
      ...(await loginOf(session, flags)),
    },
    session.options,
  );
  const why = host.error === null ? '' : ` (${host.error.message})`;
  await session.answer(host, () => `Changed ${host.name}: it is ${host.status}${why}.\n`);
}

async function readSecret({ context }: Session, flag: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) {
    return undefined;
  }
  try {
    const text = file === '-' ? await context.readInput() : await readFile(resolve(context.cwd, file), 'utf8');
    return text.split(/\r?\n/, 1)[0];
  } catch (error) {
    throw usageError(flag, `${file} cannot be read`, error instanceof Error ? error.message : '');
  }
}

function toPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('It must be a number from 1 to 65535.');
  }
  return port;
}
