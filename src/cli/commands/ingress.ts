// The ingress of a host: what routes names to its applications.
import type { Command } from 'commander';
import { type Ingress, ingressDriver, type IngressSettings } from '../../contract/ingress.ts';
import { usageError } from '../cli-error.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';

interface SetFlags {
  readonly driver?: string;
  readonly httpPort?: string;
  readonly httpsPort?: string;
  readonly public?: boolean;
  readonly email?: string;
}

export function addIngress(program: Command, run: Run): void {
  const ingress = program.command('ingress').description('what routes names to the applications of a host');
  ingress.command('show').description('show it').argument('<host>').action(run<[string]>(show));
  ingress
    .command('install')
    .description('install it, or install it anew')
    .argument('<host>')
    .action(run<[string]>(install));
  ingress
    .command('set')
    .description('change it')
    .argument('<host>')
    .option('--driver <driver>', ingressDriver.options.join(', '))
    .option('--http-port <port>')
    .option('--https-port <port>')
    .option('--public', 'let other machines reach it')
    .option('--no-public', 'let this machine alone reach it')
    .option('--email <address>', 'for the certificate authority')
    .action(run<[string, SetFlags]>(set));
  ingress
    .command('rm')
    .description('remove it: applications answer on their ports')
    .argument('<host>')
    .action(run<[string]>(removeIngress));
}

async function show(session: Session, named: string): Promise<void> {
  const { id, name } = await findHost(session, named);
  await answerIngress(session, name, await session.api.ingress.get({ id }, session.options));
}

async function install(session: Session, named: string): Promise<void> {
  const { id, name } = await findHost(session, named);
  await answerIngress(session, name, await session.api.ingress.install({ id }, session.options));
}

async function removeIngress(session: Session, named: string): Promise<void> {
  const { id, name } = await findHost(session, named);
  await answerIngress(session, name, await session.api.ingress.remove({ id }, session.options));
}

async function set(session: Session, named: string, flags: SetFlags): Promise<void> {
  const changes = changesOf(flags);
  const { id, name } = await findHost(session, named);
  await answerIngress(session, name, await session.api.ingress.update({ id, ...changes }, session.options));
}

function changesOf({ driver, httpPort, httpsPort, email, ...flags }: SetFlags): Partial<IngressSettings> {
  const chosen = ingressDriver.optional().safeParse(driver);
  if (!chosen.success) {
    throw usageError(
      '--driver',
      `"${driver}" is none of ${ingressDriver.options.join(', ')}`,
      'See "minipaas ingress set --help".',
    );
  }
  return {
    ...(chosen.data === undefined ? {} : { driver: chosen.data }),
    ...(httpPort === undefined ? {} : { httpPort: Number(httpPort) }),
    ...(httpsPort === undefined ? {} : { httpsPort: Number(httpsPort) }),
    ...(flags.public === undefined ? {} : { isPublic: flags.public }),
    ...(email === undefined ? {} : { acmeEmail: email }),
  };
}

async function answerIngress(session: Session, host: string, ingress: Ingress): Promise<void> {
  await session.answer(ingress, () => {
    const { status, image, httpPort, httpsPort, routes, note, error } = ingress;
    const state =
      status === 'running'
        ? `runs as ${image} on ports ${httpPort} and ${httpsPort}, with ${routes} addresses`
        : `is ${status}`;
    const more = [note, error?.message ?? null, error?.hint ?? null].filter((text) => text !== null);
    return [`The ingress of ${host} ${state}.`, ...more].map((text) => `${text}\n`).join('');
  });
}
