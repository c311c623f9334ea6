// The health gate's decisions, without its waiting.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { ContainerFacts } from './ports.ts';
import type { ProbeResult } from './ports/prober.ts';

/** Restarts after which a container is taken for one that will never stay up; fewer may be waiting for something to come up. */
const RESTART_LIMIT = 3;

export type ContainerVerdict =
  | { readonly type: 'probe'; readonly port: number }
  | { readonly type: 'wait' }
  | { readonly type: 'exited'; readonly exitCode: number }
  | { readonly type: 'outOfMemory' }
  | { readonly type: 'unhealthy' }
  | { readonly type: 'gone' };

/** `lastExit`: the code of the last exit seen, of a container that restarts; null for none. */
export function judgeContainer(facts: ContainerFacts | null, lastExit: number | null): ContainerVerdict {
  if (facts === null) {
    return { type: 'gone' };
  }
  switch (facts.state) {
    case 'exited':
    case 'dead':
      return facts.isOutOfMemory ? { type: 'outOfMemory' } : { type: 'exited', exitCode: facts.exitCode ?? 0 };
    case 'removing':
      return { type: 'gone' };
    case 'restarting':
      if (facts.isOutOfMemory) {
        return { type: 'outOfMemory' };
      }
      return isLooping(facts) ? { type: 'exited', exitCode: facts.exitCode ?? lastExit ?? 0 } : { type: 'wait' };
    case 'created':
    case 'paused':
      return { type: 'wait' };
    case 'running':
      if (isLooping(facts) && lastExit !== null) {
        return { type: 'exited', exitCode: lastExit };
      }
      return judgeRunning(facts);
    default:
      return assertNever(facts.state);
  }
}

function judgeRunning(facts: ContainerFacts): ContainerVerdict {
  if (facts.health === 'unhealthy') {
    return { type: 'unhealthy' };
  }
  return facts.health === 'starting' || facts.publishedPort === null
    ? { type: 'wait' }
    : { type: 'probe', port: facts.publishedPort };
}

function isLooping(facts: ContainerFacts): boolean {
  return facts.restartCount >= RESTART_LIMIT;
}

export interface TimedOut {
  readonly containerPort: number;
  readonly httpPath: string | null;
  readonly seconds: number;
  readonly lastProbe: Extract<ProbeResult, { ok: false }> | null;
  /** The image's own HEALTHCHECK has not spoken yet. */
  readonly isHealthCheckPending: boolean;
  readonly listening: readonly { readonly port: number; readonly isLocalhostOnly: boolean }[];
}

/** Why nothing was healthy in time, as exactly as can be said. */
export function explainTimeout(timedOut: TimedOut): AppError {
  const { containerPort: port, httpPath, seconds, lastProbe, listening } = timedOut;
  if (timedOut.isHealthCheckPending) {
    return new AppError('HEALTH_CHECK_FAILED', {
      path: 'The HEALTHCHECK of the image',
      problem: 'it has not reported yet',
      seconds,
    });
  }
  const onPort = listening.filter((socket) => socket.port === port);
  if (onPort.length > 0 && onPort.every((socket) => socket.isLocalhostOnly)) {
    return new AppError('LISTENS_ON_LOCALHOST', { port });
  }
  if (httpPath !== null && lastProbe !== null && (lastProbe.hasAnswered || onPort.length > 0)) {
    return new AppError('HEALTH_CHECK_FAILED', { path: httpPath, problem: lastProbe.problem, seconds });
  }
  const others = listening.filter((socket) => !socket.isLocalhostOnly).map((socket) => socket.port);
  const found = [...new Set(others)].sort((a, b) => a - b);
  const details = { expected: String(port), ...(found.length === 0 ? {} : { listening: found.join(', ') }) };
  return new AppError('PORT_NOT_LISTENING', { port, seconds, listening: found }, { details });
}
