// Waits until a new container is ready, or says why it will not be. Everything is looked at from outside: the image
// needs no shell and no curl.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import { explainTimeout, judgeContainer } from './gate-verdict.ts';
import type { Clock, DeploymentEngine, Prober, ProbeResult } from './ports.ts';

// A small server listens within a tenth of a second: whoever waits for a deployment should not wait for our clock.
const FIRST_INTERVAL_MS = 10;
/** Whatever an application needs to start, about a tenth of it is spent between being ready and being asked. */
const GROWTH = 1.2;
const LONGEST_INTERVAL_MS = 1_000;

export interface GateTarget {
  readonly engine: DeploymentEngine;
  readonly containerId: string;
  readonly containerPort: number;
  /** Null: a TCP connection is enough. */
  readonly httpPath: string | null;
  readonly timeoutSeconds: number;
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
  const startedAt = clock.now();
  const deadline = startedAt + timeoutSeconds * 1000;
  let interval = FIRST_INTERVAL_MS;
  let lastExit: number | null = null;
  let lastProbe: Extract<ProbeResult, { ok: false }> | null = null;
  let isHealthCheckPending = false;

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
        const { port } = verdict;
        const result = await prober.probe({
          address: engine.address,
          port,
          connect: engine.connect?.bind(null, port),
          httpPath,
          isListening: () => engine.containers.isListening(containerId, containerPort, signal),
          signal,
        });
        if (result.ok) {
          return { publishedPort: verdict.port, afterMs: clock.now() - startedAt };
        }
        lastProbe = result;
        break;
      }
      case 'wait':
        break;
      case 'exited':
        throw new AppError('CONTAINER_EXITED', { exitCode: verdict.exitCode, lastLine: await target.lastWords() });
      case 'outOfMemory':
        throw new AppError('OUT_OF_MEMORY', { limitMb: target.memoryLimitMb });
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
    await clock.sleep(Math.min(interval, deadline - clock.now()), signal);
    interval = Math.min(LONGEST_INTERVAL_MS, interval * GROWTH);
  }

  if (lastExit !== null) {
    throw new AppError('CONTAINER_EXITED', { exitCode: lastExit, lastLine: await target.lastWords() });
  }
  const listening = await engine.containers.listeningPorts(containerId);
  throw explainTimeout({
    containerPort,
    httpPath,
    seconds: timeoutSeconds,
    lastProbe,
    isHealthCheckPending,
    listening,
  });
}
