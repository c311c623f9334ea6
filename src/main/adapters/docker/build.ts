// One build on the engine, from the context's first byte to the engine's last word.
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../../contract/app-error.ts';
import type { BuildEvent, BuildRequest } from '../../features/deployments/ports/build.ts';
import { buildError } from './build-failure.ts';
import { classicLogins, openAskedBack } from './build-credentials.ts';
import type { BuildOutcome, BuildProgress } from './build-progress.ts';
import { buildQuery } from './build-query.ts';
import { createBuildKitProgress } from './buildkit-progress.ts';
import { loadBuildStatusDecoder } from './buildkit-status.ts';
import { createClassicProgress } from './classic-progress.ts';
import { dialStream } from './dial.ts';
import type { EngineClient } from './engine-client.ts';
import { isDiskFull, problemOf, readable, statusCodeOf } from './engine-failure.ts';
import { jsonBatches } from './json-lines.ts';
import { awaitRemoval } from './removal.ts';

/** How long a cancelled build may take to end by itself before its connection is cut, which ends it as well. */
const CANCEL_GRACE_MS = 5_000;

export interface BuilderDeps {
  readonly client: EngineClient;
  readonly hasBuildKit: boolean;
  /** Whether its steps can mount secrets. */
  readonly hasSecretMounts: boolean;
}

/** Settles when the engine has ended the build: no process and no container of it is left. */
export async function buildOnEngine(
  { client, hasBuildKit, hasSecretMounts }: BuilderDeps,
  request: BuildRequest,
): Promise<BuildOutcome> {
  const { context, signal, onEvent } = request;
  const setting = { host: client.host, dockerfilePath: request.dockerfilePath };
  const { secrets = new Map<string, string>() } = request;
  if (secrets.size > 0 && !hasSecretMounts) {
    context.destroy();
    throw new AppError('BUILD_SECRETS_UNSUPPORTED', { host: client.host, names: [...secrets.keys()].join(', ') });
  }
  const buildId = hasBuildKit ? randomUUID() : null;
  const progress = hasBuildKit ? createBuildKitProgress(await loadBuildStatusDecoder()) : createClassicProgress();
  const connection = new AbortController();
  const ended = new AbortController();
  let isAnswered = false;
  /** Said by the command of the step that runs: its exit code alone says nothing. */
  let saysDiskFull = false;
  let contextError: Error | null = null;
  context.on('error', (error) => {
    contextError = error;
  });

  const cancel = (): void => {
    if (buildId === null || !isAnswered) {
      connection.abort(signal.reason);
      return;
    }
    void cancelBuild(client, buildId)
      .then(() => pause(CANCEL_GRACE_MS, undefined, { signal: ended.signal }))
      .catch(() => undefined)
      .finally(() => connection.abort(signal.reason));
  };
  signal.addEventListener('abort', cancel, { once: true });

  const asked = hasBuildKit ? openAskedBack({ client, secrets, signal }) : null;
  try {
    signal.throwIfAborted();
    const sessionId = (await asked?.open()) ?? null;
    const registryconfig = hasBuildKit ? undefined : await classicLogins(client.registries);
    await client.stream(
      { action: 'build the image', signal: connection.signal, timeoutMs: null },
      (abortSignal) =>
        dialStream(client.docker, {
          method: 'POST',
          path: '/build',
          query: buildQuery(request, buildId, sessionId),
          file: context,
          registryconfig,
          abortSignal,
        }),
      async (stream) => {
        isAnswered = true;
        if (signal.aborted) {
          cancel();
        }
        await relay(stream, progress, (event) => {
          if (event.type === 'log') {
            saysDiskFull ||= isDiskFull(event.text);
          } else if (event.status === 'succeeded') {
            // It went on without.
            saysDiskFull = false;
          }
          return onEvent(event);
        });
      },
    );
    signal.throwIfAborted();
    const outcome = progress.outcome();
    if (outcome.failure !== null) {
      const error = buildError(outcome.failure, { ...setting, saysDiskFull });
      await onEvent({ type: 'log', stream: 'stderr', text: `ERROR: ${readable(outcome.failure.message)}` });
      throw error;
    }
    return outcome;
  } catch (error) {
    if (signal.aborted) {
      // An engine that is gone cannot be asked, and runs nothing: cancelled it is in any case.
      await awaitEnd(client, progress.outcome()).catch(() => undefined);
      throw signal.reason;
    }
    throw contextError ?? asked?.failure() ?? refusal(error, setting);
  } finally {
    asked?.close();
    ended.abort();
    signal.removeEventListener('abort', cancel);
    // docker-modem leaves it open when the engine refuses the build or ends it early.
    context.destroy();
  }
}

async function relay(stream: Readable, progress: BuildProgress, onEvent: BuildRequest['onEvent']): Promise<void> {
  async function hand(events: readonly BuildEvent[]): Promise<void> {
    for (const event of events) {
      const held = onEvent(event);
      if (held !== undefined) {
        await held;
      }
    }
  }
  for await (const messages of jsonBatches(stream)) {
    for (const message of messages) {
      await hand(progress.accept(message));
    }
  }
  await hand(progress.end());
}

/** BuildKit ends the build by itself then, and the answer with it. */
async function cancelBuild(client: EngineClient, id: string): Promise<void> {
  const action = 'cancel the build';
  await client.stream(
    { action, timeoutMs: CANCEL_GRACE_MS },
    (abortSignal) => dialStream(client.docker, { method: 'POST', path: '/build/cancel', query: { id }, abortSignal }),
    async (stream) => {
      stream.resume();
    },
  );
}

/** The classic builder says nothing more once its connection is cut: that it has ended shows in its container. */
async function awaitEnd(client: EngineClient, { containerId }: BuildOutcome): Promise<void> {
  if (containerId !== null) {
    await awaitRemoval(client, containerId);
  }
}

/** An answer that refuses the build altogether speaks of the Dockerfile more often than of the engine. */
function refusal(error: unknown, setting: Parameters<typeof buildError>[1]): unknown {
  const cause = error instanceof AppError && error.code === 'ENGINE_FAILED' ? error.cause : undefined;
  return statusCodeOf(cause) === null
    ? error
    : buildError({ message: problemOf(cause), step: null, exitCode: null }, setting, cause);
}
