// Logins of private registries.
import type { Command } from 'commander';
import { notFound } from '../cli-error.ts';
import { readValue } from '../read-value.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface LoginFlags {
  readonly username: string;
  readonly passwordFile: string;
  readonly check: boolean;
}

export function addRegistries(program: Command, run: Run): void {
  const registries = program.command('registries').description('as whom images are pulled');
  registries.command('list', { isDefault: true }).description('list them').action(run(list));
  registries
    .command('login')
    .description('pull from a registry with this login, for builds and releases on every host')
    .argument('<registry>', 'as images name it; Docker Hub is docker.io')
    .requiredOption('--username <name>')
    .option('--password-file <file>', 'holds the password or access token; - reads standard input', '-')
    .option('--no-check', 'do not ask the registry whether it takes it')
    .action(run<[string, LoginFlags]>(login));
  registries.command('logout').description('forget a login').argument('<registry>').action(run<[string]>(logout));
}

async function list({ api, options, answer }: Session): Promise<void> {
  await answer(await api.registries.list(undefined, options), (all) =>
    formatTable(
      ['REGISTRY', 'USER', 'SINCE'],
      all.map(({ address, username, updatedAt }) => [address, username, updatedAt]),
    ),
  );
}

async function login(session: Session, address: string, flags: LoginFlags): Promise<void> {
  const { username, check: isChecked } = flags;
  const password = await readValue(session, flags.passwordFile);
  const made = await session.api.registries.set({ address, username, password, isChecked }, session.options);
  await session.answer(made, (registry) => `Logged in to ${registry.address} as ${registry.username}.\n`);
}

async function logout(session: Session, named: string): Promise<void> {
  const { api, options, answer } = session;
  const all = await api.registries.list(undefined, options);
  const found = all.find(({ address }) => address === named.toLowerCase());
  if (found === undefined) {
    const names = all.map(({ address }) => address).join(', ');
    throw notFound(`login of ${named}`, names === '' ? 'There is none.' : `There are: ${names}.`);
  }
  await answer(await api.registries.remove({ id: found.id }, options), () => `Logged out of ${found.address}.\n`);
}
