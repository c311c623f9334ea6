// What bounds a project's containers: shown, and changed while they run where the engine can.
import type { Command } from 'commander';
import { type Project, type ResourceLimits, restartPolicy } from '../../contract/projects.ts';
import { usageError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface LimitFlags {
  readonly memory?: string;
  readonly cpu?: string;
  readonly processes?: string;
  readonly restart?: string;
  readonly retries?: string;
}

export function addLimits(program: Command, run: Run): void {
  program
    .command('limits')
    .description(
      'show the limits of a project, or change them; a running release gets them at once where the engine can',
    )
    .argument('<project>')
    .option('--memory <MB>', 'megabytes, or "none"')
    .option('--cpu <millicores>', '1000 is one core; or "none"')
    .option('--processes <count>', 'threads included; or "none"')
    .option('--restart <policy>', restartPolicy.options.join(', '))
    .option('--retries <count>', 'restarts after failures, of the policy on-failure; or "none"')
    .action(run<[string, LimitFlags]>(showOrChange));
}

async function showOrChange(session: Session, named: string, flags: LimitFlags): Promise<void> {
  const found = await session.findProject(named);
  const changes = changesOf(flags);
  const project =
    Object.keys(changes).length === 0
      ? found
      : await session.api.projects.update({ id: found.id, ...changes }, session.options);
  await session.answer({ settings: limitsOf(project.settings), inForce: project.runningLimits }, () => shown(project));
}

function changesOf({ memory, cpu, processes, restart, retries }: LimitFlags): Partial<ResourceLimits> {
  return {
    ...(memory === undefined ? {} : { memoryLimitMb: numberOrNone('--memory', memory) }),
    ...(cpu === undefined ? {} : { cpuLimitMillicores: numberOrNone('--cpu', cpu) }),
    ...(processes === undefined ? {} : { pidsLimit: numberOrNone('--processes', processes) }),
    ...(restart === undefined ? {} : { restartPolicy: toPolicy(restart) }),
    ...(retries === undefined ? {} : { restartMaxRetries: numberOrNone('--retries', retries) }),
  };
}

function numberOrNone(flag: string, text: string): number | null {
  if (text === 'none') {
    return null;
  }
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw usageError(flag, `"${text}" is neither a whole number nor "none"`, 'See "minipaas limits --help".');
  }
  return Number(text);
}

function toPolicy(text: string): ResourceLimits['restartPolicy'] {
  const policy = restartPolicy.options.find((known) => known === text);
  if (policy === undefined) {
    throw usageError('--restart', `"${text}" is no restart policy`, `There are: ${restartPolicy.options.join(', ')}.`);
  }
  return policy;
}

function limitsOf(limits: ResourceLimits): ResourceLimits {
  const { memoryLimitMb, cpuLimitMillicores, pidsLimit, restartPolicy: policy, restartMaxRetries } = limits;
  return { memoryLimitMb, cpuLimitMillicores, pidsLimit, restartPolicy: policy, restartMaxRetries };
}

function shown({ settings, runningLimits }: Project): string {
  const now = runningLimits;
  const row = (name: string, text: (limits: ResourceLimits) => string): readonly string[] => {
    const set = text(settings);
    const inForce = now === null ? '-' : text(now);
    const note = now === null || set === inForce ? '' : 'waits for the next deployment';
    return [name, set, inForce, note];
  };
  return formatTable(
    ['LIMIT', 'SET', 'IN FORCE', ''],
    [
      row('memory', ({ memoryLimitMb }) => withUnit(memoryLimitMb, 'MB')),
      row('cpu', ({ cpuLimitMillicores }) => withUnit(cpuLimitMillicores, 'millicores')),
      row('processes', ({ pidsLimit }) => withUnit(pidsLimit, 'processes')),
      row('restart', ({ restartPolicy: policy }) => policy),
      row('retries', ({ restartMaxRetries }) => withUnit(restartMaxRetries, 'restarts')),
    ],
  );
}

function withUnit(value: number | null, unit: string): string {
  return value === null ? 'none' : `${value} ${unit}`;
}
