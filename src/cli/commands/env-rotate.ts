// Secrets that get another value at once, and when variables are used.
import type { Command } from 'commander';
import type { EnvRotation, EnvScope, EnvVar } from '../../contract/environment.ts';
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
    .description('give a secret another value and apply it at once: the same image, no build, no request unanswered')
    .argument('<project>')
    .argument('<KEY>')
    .option(...valueFileFlag)
    .option('--restore', 'back to the value before the last rotation')
    .option('--no-wait', 'do not wait until the application has it')
    .action(run<[string, string, RotateFlags]>(rotate));
  env
    .command('use')
    .description('say when variables are there: run, build or both')
    .argument('<project>')
    .argument('<run|build|both>')
    .argument('<KEY...>')
    .action(run<[string, string, string[]]>(use));
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
  const { api, options, context } = session;
  const [variable] = await find(session, named, [key]);
  if (variable === undefined) {
    return;
  }
  const { id } = variable;
  const rotation: EnvRotation =
    flags.restore === true
      ? await api.environment.restoreFormer({ id }, options)
      : await api.environment.rotate({ id, value: await readValue(session, flags.valueFile) }, options);
  const { applied } = rotation;
  if (applied.how === 'rolled' && flags.wait) {
    context.say(`${key} has its new value. Deployment ${applied.deploymentId} brings it to the application.\n`);
    await settle(session, applied.deploymentId);
  }
  await session.answer(rotation, () =>
    applied.how === 'stored'
      ? `${key} has its new value; ${applied.reason}.\n`
      : flags.wait
        ? `The application runs with the new ${key}.\n`
        : `Deployment ${applied.deploymentId} brings the new ${key} to the application.\n`,
  );
}

async function use(session: Session, named: string, when: string, keys: string[]): Promise<void> {
  const scope = scopeOf(when);
  const changed: EnvVar[] = [];
  for (const { id } of await find(session, named, keys)) {
    changed.push(await session.api.environment.setOptions({ id, scope }, session.options));
  }
  await session.answer(changed, () => `${keys.join(', ')}: ${scope}. Deploy to apply.\n`);
}
