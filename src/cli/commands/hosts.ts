// The machines that projects run on.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Host } from '../../contract/hosts.ts';
import { notFound, usageError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface AddFlags {
  readonly name?: string;
  readonly port?: number;
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly passwordFile?: string;
  readonly agent?: boolean;
  readonly jump?: string;
  readonly fingerprint?: string;
}

export function addHosts(program: Command, run: Run): void {
  const hosts = program.command('hosts').description('the machines that projects run on');
  hosts.command('list', { isDefault: true }).description('list them').action(run(list));
  hosts
    .command('add')
    .description('add a machine with Docker that is reached over SSH')
    .argument('<[user@]address>', 'a name, an address, or an alias of ~/.ssh/config')
    .option('--name <name>', 'of the host in miniPaaS; its address where left out')
    .option('--port <port>', 'of its SSH server', toPort)
    .option('--key <file>', 'private key, on the machine that miniPaaS runs on')
    .option('--passphrase-file <file>', 'first line: the passphrase of the private key; - reads standard input')
    .option('--password-file <file>', 'first line: the password; - reads standard input')
    .option('--agent', 'use the SSH agent of the machine that miniPaaS runs on')
    .option('--jump <hosts>', 'jump hosts: [user@]host[:port], commas between several')
    .option('--fingerprint <SHA256:...>', 'of the host key, after you have compared it')
    .action(run<[string, AddFlags]>(add));
  hosts
    .command('remove')
    .description('remove a host without projects')
    .argument('<host>')
    .action(run<[string]>(remove));
}

async function list({ api, options, answer }: Session): Promise<void> {
  await answer(await api.hosts.list(undefined, options), hostTable);
}

function hostTable(hosts: readonly Host[]): string {
  return formatTable(
    ['ID', 'NAME', 'STATE', 'ENGINE', 'PROJECTS', 'ADDRESS'],
    hosts.map((host) => [
      String(host.id),
      host.name,
      host.error === null ? host.status : `${host.status} (${host.error.code})`,
      host.engine?.version ?? '-',
      String(host.projectCount),
      host.endpoint ?? host.ssh?.address ?? '-',
    ]),
  );
}

async function add(session: Session, target: string, flags: AddFlags): Promise<void> {
  const at = target.lastIndexOf('@');
  const address = target.slice(at + 1);
  const passphrase = await readSecret(session, '--passphrase-file', flags.passphraseFile);
  const password = await readSecret(session, '--password-file', flags.passwordFile);
  const host = await session.api.hosts.add(
    {
      kind: 'ssh',
      name: flags.name ?? address,
      address,
      user: at === -1 ? undefined : target.slice(0, at),
      port: flags.port,
      privateKeyPath: flags.key,
      passphrase,
      password,
      agent: flags.agent,
      jump: flags.jump,
      hostKeyFingerprint: flags.fingerprint,
    },
    session.options,
  );
  await session.answer(
    host,
    () => `Added ${host.name}: Docker ${host.engine?.version ?? '?'} at ${host.endpoint ?? address}.\n`,
  );
}

async function remove(session: Session, named: string): Promise<void> {
  const hosts = await session.api.hosts.list(undefined, session.options);
  const wanted = named.toLowerCase();
  const host = hosts.find(({ name, id }) => name.toLowerCase() === wanted || String(id) === named);
  if (host === undefined) {
    throw notFound(`host "${named}"`, `There are: ${hosts.map(({ name }) => name).join(', ')}.`);
  }
  await session.answer(
    await session.api.hosts.remove({ id: host.id }, session.options),
    () => `Removed ${host.name}.\n`,
  );
}

/** Never an argument: everybody on the machine sees those. */
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
