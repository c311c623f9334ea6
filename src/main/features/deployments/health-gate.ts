// Waits until a new container is ready, or says why it will not be. Everything is looked at from outside: the image
// needs no shell and no curl.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import { explainTimeout, judgeContainer } from './gate-verdict.ts';
import { createListeningWatch } from './listening-watch.ts';
import type { Clock, DeploymentEngine } from './ports.ts';
import type { Prober, ProbeResult } from './ports/prober.ts';

// A small server listens within a tenth of a second: whoever waits for a deployment should not wait for our clock.
const FIRST_INTERVAL_MS = 10;
/** Whatever an application needs to start, about a tenth of it is spent between being ready and being asked. */
const GROWTH = 1.2;

export interface GateTarget {
  readonly engine: DeploymentEngine;
  readonly containerId: string;
  readonly containerPort: number;
  /** The one that is asked, where it is another. */
  readonly healthPort: number | null;
  /** Null: a TCP connection is enough. */
  readonly httpPath: string | null;
  readonly timeoutSeconds: number;
  /** Between two questions, at most. */
  readonly intervalSeconds: number;
  readonly probeTimeoutSeconds: number;
  /** It is not asked so long, and that does not count. */
  readonly graceSeconds: number;
  readonly memoryLimitMb: number | null;
  /** What the application said last. The container may be stopped for it: it is asked only about one that has failed. */
  readonly lastWords: () => Promise<string>;
}

export interface GatePassed {
  readonly publishedPort: number;
  readonly afterMs: number;
}

interface GateDeps {
  readonly clock: Clock;
  readonly prober: Prober;
}

/** Throws CONTAINER_EXITED, OUT_OF_MEMORY, PORT_NOT_LISTENING, LISTENS_ON_LOCALHOST, HEALTH_CHECK_FAILED, ENGINE_LOST. */
export async function passHealthGate(
  { clock, prober }: GateDeps,
  target: GateTarget,
  signal: AbortSignal,
): Promise<GatePassed> {
  const { engine, containerId, containerPort, httpPath, timeoutSeconds } = target;
  const askedPort = target.healthPort ?? containerPort;
  const startedAt = clock.now();
  const firstQuestionAt = startedAt + target.graceSeconds * 1000;
  const deadline = firstQuestionAt + timeoutSeconds * 1000;
  const isListening = (port: number) => engine.containers.isListening(containerId, port, signal);
  const watch = createListeningWatch({ clock, isListening: () => isListening(askedPort), signal });
  let interval = FIRST_INTERVAL_MS;
  let lastExit: number | null = null;
  let lastProbe: Extract<ProbeResult, { ok: false }> | null = null;
  let isHealthCheckPending = false;
  let unservedPort: number | null = null;

  for (;;) {
    signal.throwIfAborted();
    const facts = await engine.containers.inspect(containerId, signal);
    if (facts !== null && facts.state === 'restarting') {
      lastExit = facts.exitCode ?? lastExit;
    }
    isHealthCheckPending = facts?.health === 'starting';

    const verdict = judgeContainer(facts, lastExit);
    switch (verdict.type) {
      case 'probe': {
        if (clock.now() < firstQuestionAt) {
          break;
        }
        const port = facts?.publishedPorts.get(askedPort) ?? verdict.port;
        const result = await prober.probe({
          address: engine.address,
          port,
          connect: engine.connect?.bind(null, port),
          httpPath,
          timeoutMs: target.probeTimeoutSeconds * 1000,
          isListening: () => isListening(askedPort),
          signal,
        });
        const isServing = target.healthPort === null || (await isListening(containerPort)) !== false;
        if (result.ok && !isServing) {
          // Its health says yes and nobody listens where its users are.
          lastProbe = null;
          unservedPort = containerPort;
          break;
        }
        unservedPort = null;
        if (result.ok) {
          return {
            publishedPort: facts?.publishedPorts.get(containerPort) ?? verdict.port,
            afterMs: clock.now() - startedAt,
          };
        }
        lastProbe = result;
        break;
      }
      case 'wait':
        break;
      case 'exited':
        throw new AppError('CONTAINER_EXITED', { exitCode: verdict.exitCode, lastLine: await target.lastWords() });
      case 'outOfMemory':
        throw outOfMemory(target.memoryLimitMb);
      case 'unhealthy':
        throw new AppError('HEALTH_CHECK_FAILED', {
          path: 'The HEALTHCHECK of the image',
          problem: 'the engine reports "unhealthy"',
          seconds: Math.round((clock.now() - startedAt) / 1000),
        });
      case 'gone':
        throw new AppError('ENGINE_FAILED', { action: 'keep the container', problem: 'somebody else removed it.' });
      default:
        assertNever(verdict);
    }

    if (clock.now() >= deadline) {
      break;
    }
    await watch.pause(interval, deadline);
    interval = Math.min(target.intervalSeconds * 1000, interval * GROWTH);
  }

  if (lastExit !== null) {
    throw new AppError('CONTAINER_EXITED', { exitCode: lastExit, lastLine: await target.lastWords() });
  }
  const listening = await engine.containers.listeningPorts(containerId);
  throw explainTimeout({
    containerPort: unservedPort ?? askedPort,
    httpPath,
    seconds: timeoutSeconds,
    lastProbe,
    isHealthCheckPending,
    listening,
  });
}

function outOfMemory(limitMb: number | null): AppError {
  return new AppError('OUT_OF_MEMORY', { limitMb }, limitMb === null ? {} : { details: { limitMb: String(limitMb) } });
}
