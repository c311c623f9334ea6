// Health, clean-up and the build cache.
import type { Command } from 'commander';
import type { BuildCacheFacts } from '../../contract/build-cache.ts';
import type { CleanupResult } from '../../contract/cleanup.ts';
import type { DetailedHealth, HealthFix } from '../../contract/health.ts';
import { sizeText } from '../bytes.ts';
import { notFound } from '../cli-error.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

export function addUpkeep(program: Command, run: Run): void {
  const health = program.command('health').description('what miniPaaS looks at by itself, and what it found');
  health
    .command('list', { isDefault: true })
    .description('list the findings')
    .option('--fresh', 'make every check anew first, the slow ones too')
    .action(run<[{ readonly fresh?: boolean }]>(showHealth));
  health
    .command('fix')
    .description('apply a fix that a finding offers')
    .argument('<fix>', 'its name in the list')
    .option('--yes', 'where something goes with it: remove it')
    .action(run<[string, { readonly yes?: boolean }]>(fix));
  program
    .command('cleanup')
    .description('remove what is kept no longer; shows what would go unless --yes')
    .option('--dry-run', 'only show it, which is also what happens without --yes')
    .option('--yes', 'remove it')
    .action(run<[{ readonly dryRun?: boolean; readonly yes?: boolean }]>(cleanup));
  const cache = program.command('cache').description('the build cache of a host or a project');
  cache
    .command('show', { isDefault: true })
    .description('what it takes, and the registry for layers')
    .argument('<host>')
    .action(run<[string]>(async (session, named) => showCache(session, await hostCache(session, named, 'get'))));
  cache
    .command('clear')
    .description('clear the cache of a host, for all who build on its engine')
    .argument('<host>')
    .action(run<[string]>(clearHost));
  cache
    .command('clear-project')
    .description('let the next build of a project run every step')
    .argument('<project>')
    .action(run<[string]>(clearProject));
  cache
    .command('install-registry')
    .description('install a registry for layers on a host')
    .argument('<host>')
    .action(
      run<[string]>(async (session, named) => showCache(session, await hostCache(session, named, 'installRegistry'))),
    );
  cache
    .command('remove-registry')
    .description('remove the registry for layers with everything in it')
    .argument('<host>')
    .action(
      run<[string]>(async (session, named) => showCache(session, await hostCache(session, named, 'removeRegistry'))),
    );
}

async function showHealth({ api, options, answer }: Session, { fresh }: { readonly fresh?: boolean }): Promise<void> {
  const found =
    fresh === true ? await api.health.check(undefined, options) : await api.health.detailed(undefined, options);
  await answer(found, healthText);
}

function healthText({ findings }: DetailedHealth): string {
  const table = formatTable(
    ['STATE', 'CHECK', 'FINDING'],
    findings.map(({ status, check, message }) => [status, check, message]),
  );
  const fixes = findings.flatMap((finding) => finding.fixes);
  return fixes.length === 0
    ? table
    : `${table}\n${formatTable(
        ['FIX', 'WHAT IT DOES'],
        fixes.map(({ id, label }) => [id, label]),
      )}`;
}

async function fix(session: Session, named: string, { yes }: { readonly yes?: boolean }): Promise<void> {
  const { api, options, context } = session;
  const { findings } = await api.health.detailed(undefined, options);
  const fixes = findings.flatMap((finding) => finding.fixes);
  const wanted = fixes.find(({ id }) => id === named);
  if (wanted === undefined) {
    const offered = fixes.map(({ id }) => id).join(', ');
    throw notFound(`fix "${named}"`, offered === '' ? 'No finding offers one.' : `There are: ${offered}.`);
  }
  if (wanted.removes.length > 0 && yes !== true) {
    await session.answer(wanted, removalText);
    context.say('Nothing was removed: add --yes to remove it.\n');
    return;
  }
  const done = await api.health.applyFix({ id: wanted.id, confirm: wanted.removes }, options);
  await session.answer(done, ({ message }) => `${message}\n`);
}

const removalText = ({ label, removes }: HealthFix): string =>
  `${label}:\n${removes.map((name) => `  ${name}\n`).join('')}`;

async function cleanup(
  { api, options, answer, context }: Session,
  { dryRun, yes }: { readonly dryRun?: boolean; readonly yes?: boolean },
): Promise<void> {
  const isDry = dryRun === true || yes !== true;
  const result = await api.cleanup.run({ dryRun: isDry }, options);
  await answer(result, cleanupText);
  if (isDry && result.items.length > 0) {
    context.say('Nothing was removed: "minipaas cleanup --yes" removes it.\n');
  }
}

function cleanupText({ items, kept }: CleanupResult): string {
  const stays = kept.map(({ name, reason }) => `${name}: ${reason}\n`).join('');
  if (items.length === 0) {
    return `Nothing to remove.\n${stays}`;
  }
  const table = formatTable(
    ['KIND', 'WHAT', 'WHERE', 'WHY', 'SIZE'],
    items.map(({ kind, name, host, reason, sizeBytes }) => [
      kind,
      name,
      host ?? 'miniPaaS',
      reason,
      sizeText(sizeBytes),
    ]),
  );
  return `${table}${stays}`;
}

async function hostCache(
  session: Session,
  named: string,
  verb: 'get' | 'installRegistry' | 'removeRegistry',
): Promise<BuildCacheFacts> {
  const { id } = await findHost(session, named);
  return session.api.buildCache[verb]({ id }, session.options);
}

const showCache = ({ answer }: Session, facts: BuildCacheFacts): Promise<void> =>
  answer(facts, ({ count, bytes, unusedBytes, registry }) =>
    [
      `${sizeText(bytes)} in ${count} entries, ${sizeText(unusedBytes)} of it unused.\n`,
      registry === null
        ? 'No registry for layers.\n'
        : `Registry for layers: ${registry.image}, ${registry.address ?? 'stopped'}.\n`,
    ].join(''),
  );

async function clearHost(session: Session, named: string): Promise<void> {
  const { id, name } = await findHost(session, named);
  const done = await session.api.buildCache.clear({ id }, session.options);
  await session.answer(done, ({ freedBytes }) => `Freed ${sizeText(freedBytes)} on ${name}.\n`);
}

async function clearProject(session: Session, named: string): Promise<void> {
  const { id, name } = await session.findProject(named);
  const done = await session.api.buildCache.clearProject({ id }, session.options);
  await session.answer(done, () => `The next build of ${name} runs every step.\n`);
}
