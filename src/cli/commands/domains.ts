// A project's own domains.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type CreateDomainInput, type Domain, domainTls } from '../../contract/domains.ts';
import { notFound, usageError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface AddFlags {
  readonly path?: string;
  readonly stripPath?: boolean;
  readonly redirect?: string;
  readonly tls?: string;
  readonly user?: string;
  readonly passwordFile?: string;
}

export function addDomains(program: Command, run: Run): void {
  const domains = program.command('domains').description('names under which a project is reached');
  domains.command('list').description('list them').argument('<project>').action(run<[string]>(list));
  domains
    .command('add')
    .description('add a domain; its certificate is asked for when the name leads to the project’s host')
    .argument('<project>')
    .argument('<name>', 'shop.example.com')
    .option('--path <path>', 'only what is below it', '/')
    .option('--strip-path', 'the application sees paths without it')
    .option('--redirect <address>', 'send visitors there instead')
    .option('--tls <kind>', `certificate: ${domainTls.options.join(', ')}`, 'auto')
    .option('--user <name>', 'ask for this user’s password')
    .option('--password-file <file>', 'holds that password; - reads standard input')
    .action(run<[string, string, AddFlags]>(add));
  domains
    .command('check')
    .description('look where a domain leads, and at its certificate')
    .argument('<project>')
    .argument('<name>')
    .action(run<[string, string]>(check));
  domains
    .command('rm')
    .description('remove a domain')
    .argument('<project>')
    .argument('<name>')
    .action(run<[string, string]>(remove));
}

async function list(session: Session, named: string): Promise<void> {
  const { id } = await session.findProject(named);
  await session.answer(await session.api.domains.list({ id }, session.options), domainTable);
}

function domainTable(domains: readonly Domain[]): string {
  return formatTable(
    ['ADDRESS', 'NAME', 'CERTIFICATE', 'UNTIL'],
    domains.map(({ url, dns, certificate }) => [
      url,
      dns.status === 'here' ? 'leads here' : dns.status,
      certificate.status,
      certificate.expiresAt?.slice(0, 10) ?? '-',
    ]),
  );
}

async function add(session: Session, named: string, hostName: string, flags: AddFlags): Promise<void> {
  const tls = domainTls.safeParse(flags.tls);
  if (!tls.success) {
    throw usageError(
      '--tls',
      `"${flags.tls}" is none of ${domainTls.options.join(', ')}`,
      'See "minipaas domains add --help".',
    );
  }
  const { id } = await session.findProject(named);
  const input: CreateDomainInput = {
    id,
    hostName,
    tls: tls.data,
    ...(flags.path === undefined ? {} : { pathPrefix: flags.path }),
    ...(flags.stripPath === undefined ? {} : { stripPrefix: flags.stripPath }),
    ...(flags.redirect === undefined ? {} : { redirectTo: flags.redirect }),
    ...(flags.user === undefined ? {} : { auth: { user: flags.user, password: await readPassword(session, flags) } }),
  };
  const domain = await session.api.domains.create(input, session.options);
  await session.answer(
    domain,
    () =>
      `Added ${domain.url}.\n${domain.tls === 'auto' ? `See where it leads: minipaas domains check ${named} ${domain.hostName}\n` : ''}`,
  );
}

/** Not a flag's value: everybody on the machine could read it. */
async function readPassword({ context }: Session, { passwordFile }: AddFlags): Promise<string> {
  if (passwordFile === undefined) {
    throw usageError(
      '--user',
      'it needs --password-file',
      'Write the password into a file, or to standard input with "-".',
    );
  }
  try {
    const text =
      passwordFile === '-' ? await context.readInput() : await readFile(resolve(context.cwd, passwordFile), 'utf8');
    return text.trim();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw usageError('--password-file', problem, 'Name a file that can be read, or - for standard input.');
  }
}

async function findDomain(session: Session, named: string, hostName: string): Promise<Domain> {
  const { id, name } = await session.findProject(named);
  const domains = await session.api.domains.list({ id }, session.options);
  const wanted = hostName.toLowerCase();
  const found = domains.find((domain) => domain.url === wanted || domain.hostName === wanted);
  if (found === undefined) {
    const there = domains.map((domain) => domain.hostName).join(', ');
    throw notFound(`domain "${hostName}" of ${name}`, there === '' ? 'It has none.' : `There are: ${there}.`);
  }
  return found;
}

async function check(session: Session, named: string, hostName: string): Promise<void> {
  const { id } = await findDomain(session, named, hostName);
  const domain = await session.api.domains.check({ id }, session.options);
  await session.answer(domain, () => {
    const problems = [domain.dns.problem, domain.certificate.problem].filter((text) => text !== null);
    return [domainTable([domain]), ...problems.map((text) => `${text}\n`)].join('');
  });
}

async function remove(session: Session, named: string, hostName: string): Promise<void> {
  const domain = await findDomain(session, named, hostName);
  const removed = await session.api.domains.remove({ id: domain.id }, session.options);
  await session.answer(removed, () => `Removed ${domain.url}.\n`);
}
