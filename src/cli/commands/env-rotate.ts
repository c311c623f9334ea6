// Secrets that get another value at once, and when and how variables are used.
import type { Command } from 'commander';
import { assertNever } from '../../contract/assert-never.ts';
import type { EnvDelivery, EnvRotation, EnvScope, EnvSignal, EnvVar } from '../../contract/environment.ts';
import { notFound, usageError } from '../cli-error.ts';
import { readValue, valueFileFlag } from '../read-value.ts';
import type { Session } from '../session.ts';
import { settle } from '../settle.ts';
import type { Run } from './run.ts';

interface RotateFlags {
  readonly valueFile: string;
  readonly restore?: boolean;
  readonly wait: boolean;
}

export function addEnvRotation(env: Command, run: Run): void {
  env
    .command('rotate')
    .description('give a secret another value and apply it at once: its file, or the same image without a build')
    .argument('<project>')
    .argument('<KEY>')
    .option(...valueFileFlag)
    .option('--restore', 'back to the value before the last rotation')
    .option('--no-wait', 'do not wait until the application has it')
    .action(run<[string, string, RotateFlags]>(rotate));
  env
    .command('apply')
    .description('bring the stored value of a secret to the application, without a build')
    .argument('<project>')
    .argument('<KEY>')
    .option('--no-wait', 'do not wait until the application has it')
    .action(run<[string, string, Pick<RotateFlags, 'wait'>]>(apply));
  env
    .command('deliver')
    .description('say how the application finds secrets: as variables, or as files below /run/secrets')
    .argument('<project>')
    .argument('<variable|file>')
    .argument('<KEY...>')
    .option(...signalFlag)
    .action(run<[string, string, string[], DeliveryFlags]>(deliver));
  env
    .command('use')
    .description('say when variables are there: run, build or both')
    .argument('<project>')
    .argument('<run|build|both>')
    .argument('<KEY...>')
    .action(run<[string, string, string[]]>(use));
}

export const signalFlag = [
  '--signal <name>',
  'what the application is sent when a file changes: SIGHUP, SIGUSR1, SIGUSR2 or none',
] as const;

export interface DeliveryFlags {
  readonly deliver?: string;
  readonly signal?: string;
}

interface Delivered {
  readonly delivery?: EnvDelivery;
  readonly signal?: EnvSignal | null;
}

/** Throws VALIDATION_FAILED. */
export function deliveryOf({ deliver: how, signal: named }: DeliveryFlags): Delivered {
  if (how !== undefined && how !== 'variable' && how !== 'file') {
    throw usageError('how', `"${how}" is none`, 'It is variable or file.');
  }
  const known = { none: null, SIGHUP: 'SIGHUP', SIGUSR1: 'SIGUSR1', SIGUSR2: 'SIGUSR2' } as const;
  const signal = Object.entries(known).find(([name]) => name === named || name === `SIG${named ?? ''}`);
  if (named !== undefined && signal === undefined) {
    throw usageError('--signal', `"${named}" is none`, 'It is SIGHUP, SIGUSR1, SIGUSR2 or none.');
  }
  return {
    ...(how === undefined ? {} : { delivery: how }),
    ...(signal === undefined ? {} : { signal: signal[1] }),
  };
}

/** Throws VALIDATION_FAILED. */
export function scopeOf(text: string): EnvScope {
  if (text !== 'run' && text !== 'build' && text !== 'both') {
    throw usageError('when', `"${text}" is none`, 'It is run, build or both.');
  }
  return text;
}

async function find(session: Session, named: string, keys: readonly string[]): Promise<readonly EnvVar[]> {
  const { id, name } = await session.findProject(named);
  const variables = await session.api.environment.list({ id }, session.options);
  return keys.map((key) => {
    const variable = variables.find((candidate) => candidate.key === key);
    if (variable === undefined) {
      throw notFound(`variable ${key} of ${name}`, 'Nothing was changed. See "minipaas env list".');
    }
    return variable;
  });
}

async function rotate(session: Session, named: string, key: string, flags: RotateFlags): Promise<void> {
  const { api, options } = session;
  const [variable] = await find(session, named, [key]);
  if (variable === undefined) {
    return;
  }
  const { id } = variable;
  const rotation =
    flags.restore === true
      ? await api.environment.restoreFormer({ id }, options)
      : await api.environment.rotate({ id, value: await readValue(session, flags.valueFile) }, options);
  await follow(session, rotation, flags);
}

async function apply(session: Session, named: string, key: string, flags: Pick<RotateFlags, 'wait'>): Promise<void> {
  for (const { id } of await find(session, named, [key])) {
    await follow(session, await session.api.environment.apply({ id }, session.options), flags);
  }
}

/** Ends when the application has it. */
async function follow(session: Session, rotation: EnvRotation, { wait }: Pick<RotateFlags, 'wait'>): Promise<void> {
  const { applied, variable } = rotation;
  const { key } = variable;
  if (applied.how === 'rolled' && wait) {
    session.context.say(`${key} has its new value. Deployment ${applied.deploymentId} brings it to the application.\n`);
    await settle(session, applied.deploymentId);
  }
  await session.answer(rotation, () => whatHappened(key, applied, wait));
}

function whatHappened(key: string, applied: EnvRotation['applied'], hasWaited: boolean): string {
  switch (applied.how) {
    case 'stored':
      return `${key} has its new value; ${applied.reason}.\n`;
    case 'updated': {
      const sent = applied.signal === null ? '' : `, and ${applied.signal} was sent`;
      const finds = applied.isRunning ? sent : '; the application does not run, and finds it when it starts';
      return `The file of ${key} has its new value${finds}.\n`;
    }
    case 'rolled':
      return hasWaited
        ? `The application runs with the new ${key}.\n`
        : `Deployment ${applied.deploymentId} brings the new ${key} to the application.\n`;
    default:
      return assertNever(applied);
  }
}

async function deliver(
  session: Session,
  named: string,
  how: string,
  keys: string[],
  { signal }: Pick<DeliveryFlags, 'signal'>,
): Promise<void> {
  const wanted = deliveryOf({ deliver: how, ...(signal === undefined ? {} : { signal }) });
  const changed: EnvVar[] = [];
  for (const { id } of await find(session, named, keys)) {
    changed.push(await session.api.environment.setOptions({ id, ...wanted }, session.options));
  }
  const waits = changed.some(({ isPending }) => isPending);
  await session.answer(changed, () => `${keys.join(', ')}: ${how}.${waits ? ' Deploy to apply.' : ''}\n`);
}

async function use(session: Session, named: string, when: string, keys: string[]): Promise<void> {
  const scope = scopeOf(when);
  const changed: EnvVar[] = [];
  for (const { id } of await find(session, named, keys)) {
    changed.push(await session.api.environment.setOptions({ id, scope }, session.options));
  }
  await session.answer(changed, () => `${keys.join(', ')}: ${scope}. Deploy to apply.\n`);
}
