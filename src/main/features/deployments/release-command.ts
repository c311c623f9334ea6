// The command of a release: run once in a container of its own of the new image, before anybody is sent to the new release. It has
// the environment, network, volumes and limits of the release; no port leads to it. Its container goes whatever happens: here, and
// where the program is killed meanwhile, with everything that bears the deployment's label.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import { commandProblem, commandWords } from '../../../contract/command-words.ts';
import type { ProjectSettings } from '../../../contract/projects.ts';
import type { Attempt } from './attempt.ts';
import { commandSpec, type ReleaseSpec } from './container-spec.ts';
import { withDeadline } from './deadline.ts';
import type { DeploymentParts } from './deps.ts';
import { lastWords } from './last-words.ts';
import type { ContainerFacts, Containers, DeploymentEngine } from './ports.ts';

/** A container may live on when it has closed its output; it is looked at so often. */
const LOOK_MS = 250;
const KEPT_LINES = 30;

/**
 * `settings`: of the release; `now`: of the project. An image that is brought back, or given other values of secrets, has been through
 * its command once.
 */
export function wantsReleaseCommand(
  settings: Pick<ProjectSettings, 'releaseCommand' | 'releaseCommandOnRollback'>,
  now: Pick<ProjectSettings, 'releaseCommandOnRollback'>,
  isKeptImage: boolean,
): boolean {
  const isWantedAgain = now.releaseCommandOnRollback || settings.releaseCommandOnRollback;
  return settings.releaseCommand !== null && (!isKeptImage || isWantedAgain);
}

/** Throws RELEASE_COMMAND_INVALID, RELEASE_COMMAND_FAILED, RELEASE_COMMAND_TIMED_OUT, OUT_OF_MEMORY, ENGINE_LOST. */
export async function runReleaseCommand(
  parts: DeploymentParts,
  attempt: Attempt,
  { engine, spec }: { readonly engine: DeploymentEngine; readonly spec: ReleaseSpec },
): Promise<void> {
  const { releaseCommandTimeoutSeconds: seconds, memoryLimitMb } = spec.row.snapshot.settings;
  const command = spec.row.snapshot.settings.releaseCommand ?? '';
  const words = commandWords(command);
  if (words === null) {
    throw new AppError('RELEASE_COMMAND_INVALID', { problem: `it ${commandProblem}` });
  }
  attempt.stages.progress('deploy', 'running the release command');
  attempt.say(`Release command: ${command}`);
  const startedAt = parts.clock.now();
  const lines: string[] = [];
  const failed = (exitCode: number | null, lastLine: string) =>
    new AppError('RELEASE_COMMAND_FAILED', { command, exitCode, lastLine });

  const { containers } = engine;
  const id = await containers.create(commandSpec(spec, words), attempt.signal);
  try {
    const timedOut = () => new AppError('RELEASE_COMMAND_TIMED_OUT', { command, seconds });
    const facts = await withDeadline(parts.clock, seconds * 1000, attempt.signal, timedOut, async (signal) => {
      await containers.start(id, signal).catch((error: unknown) => {
        // The engine found no such program: its words are the command's last ones.
        throw isAppError(error) && error.code === 'ENGINE_FAILED' ? failed(null, error.message) : error;
      });
      await containers.followLogs(id, {
        since: null,
        signal,
        async onLines(chunk) {
          for (const { stream, text } of chunk) {
            lines.push(text);
            await attempt.print(stream, text);
          }
          lines.splice(0, lines.length - KEPT_LINES);
        },
      });
      return untilEnded(parts, containers, id, signal);
    });
    if (facts?.isOutOfMemory === true) {
      throw new AppError('OUT_OF_MEMORY', { limitMb: memoryLimitMb });
    }
    if (facts?.exitCode !== 0) {
      throw failed(facts?.exitCode ?? null, lastWords(lines));
    }
  } finally {
    await remove(parts, containers, id, attempt);
  }
  attempt.say(`The release command succeeded after ${((parts.clock.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/** Null: somebody else removed it. */
async function untilEnded(
  { clock }: DeploymentParts,
  containers: Containers,
  id: string,
  signal: AbortSignal,
): Promise<ContainerFacts | null> {
  for (;;) {
    const facts = await containers.inspect(id, signal);
    if (facts === null || facts.state === 'exited' || facts.state === 'dead') {
      return facts;
    }
    await clock.sleep(LOOK_MS, signal);
  }
}

/** Killed first: whoever cancels does not wait for a migration to see reason. */
async function remove(
  { diagnostics }: DeploymentParts,
  containers: Containers,
  id: string,
  attempt: Attempt,
): Promise<void> {
  try {
    await containers.stop(id, 0);
    await containers.remove(id);
  } catch (error) {
    // The engine is away: it goes with what else the attempt has left when it is back.
    diagnostics.warn('The container of a release command could not be removed', { deploymentId: attempt.id, error });
  }
}
