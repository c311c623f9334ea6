// Starts applications again that crashed and that Docker leaves lying, and stops those that crash without end: for projects that
// ask for it. What somebody has stopped stays stopped.
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import type { RestartPolicy } from '../../../contract/projects.ts';
import type { Clock } from './ports.ts';
import { CRASH_WINDOW_MS, decideRestart } from './restart-decision.ts';

export interface CrashedApplication {
  readonly projectId: ProjectId;
  readonly autoRestart: boolean;
  readonly policy: RestartPolicy;
  /** The engine says that it does not run and that nothing starts it. */
  readonly isStopped: boolean;
}

export interface AutoRestartDeps {
  readonly clock: Clock;
  /** Labels of this installation. */
  readonly own: Readonly<Record<string, string>>;
  /** Null unless this is the container that serves, and no release is about to replace it. */
  readonly applicationOf: (id: DeploymentId, containerId: string) => CrashedApplication | null;
  /** Resolves when the rows say what the engine says. */
  readonly settle: (id: ProjectId) => Promise<void>;
  readonly start: (id: ProjectId) => Promise<void>;
  readonly giveUp: (id: ProjectId, crashes: number, minutes: number) => Promise<void>;
  readonly log: {
    info(message: string, context: Readonly<Record<string, unknown>>): void;
    warn(message: string, context: Readonly<Record<string, unknown>>): void;
  };
}

/** A Docker event as far as it is looked at. */
interface ContainerEvent {
  readonly action: string;
  readonly actorId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Signals that ask a program to end; others are none of our business. */
const ending = new Set(['2', '3', '9', '15', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGTERM']);
/** The longest grace that is usual between the wish to end and the end. */
const WISH_HOLDS_MS = 120_000;

export function createAutoRestart({ clock, own, applicationOf, settle, start, giveUp, log }: AutoRestartDeps) {
  const crashes = new Map<ProjectId, readonly number[]>();
  /** Containers that somebody wanted to end, and when. */
  const wished = new Map<string, number>();
  const waiting = new Map<ProjectId, AbortController>();
  const closing = new AbortController();

  async function onCrash(id: DeploymentId, containerId: string, exitCode: number): Promise<void> {
    const first = applicationOf(id, containerId);
    if (first === null) {
      return;
    }
    const { projectId } = first;
    const now = clock.now();
    const recent = [...(crashes.get(projectId) ?? []), now].filter((at) => now - at < CRASH_WINDOW_MS);
    crashes.set(projectId, recent);
    await settle(projectId);
    const application = applicationOf(id, containerId);
    if (application === null) {
      return;
    }
    const decision = decideRestart({ ...application, exitCode, crashes: recent, now });
    if (decision.type === 'giveUp') {
      crashes.delete(projectId);
      log.warn('An application that crashes again and again is stopped', { projectId, crashes: decision.crashes });
      await giveUp(projectId, decision.crashes, decision.minutes);
    } else if (decision.type === 'start') {
      await startLater(id, containerId, projectId, decision.afterMs);
    }
  }

  async function startLater(
    id: DeploymentId,
    containerId: string,
    projectId: ProjectId,
    afterMs: number,
  ): Promise<void> {
    waiting.get(projectId)?.abort();
    const controller = new AbortController();
    waiting.set(projectId, controller);
    try {
      await clock.sleep(afterMs, AbortSignal.any([controller.signal, closing.signal]));
    } catch {
      // Another crash has its own time, or the program ends.
      return;
    }
    waiting.delete(projectId);
    // Meanwhile somebody may have started, stopped, released or changed it.
    const application = applicationOf(id, containerId);
    if (application?.isStopped === true && application.autoRestart && !wished.has(containerId)) {
      log.info('An application that crashed is started again', { projectId, afterMs });
      await start(projectId);
    }
  }

  function hasWish(containerId: string): boolean {
    const at = wished.get(containerId);
    return at !== undefined && clock.now() - at < WISH_HOLDS_MS;
  }

  return {
    onContainerEvent({ action, actorId, attributes }: ContainerEvent): void {
      if (!Object.entries(own).every(([name, value]) => attributes[name] === value)) {
        return;
      }
      const id = Number(attributes['minipaas.deployment']);
      if (!Number.isSafeInteger(id)) {
        return;
      }
      switch (action) {
        case 'kill':
          if (ending.has(attributes['signal'] ?? '')) {
            wished.set(actorId, clock.now());
          }
          return;
        case 'stop':
          wished.set(actorId, clock.now());
          return;
        case 'start':
        case 'destroy':
          wished.delete(actorId);
          return;
        case 'die':
          if (!hasWish(actorId)) {
            onCrash(id as DeploymentId, actorId, Number(attributes['exitCode'] ?? '1')).catch((error: unknown) => {
              log.warn('A crashed application could not be looked after', { deploymentId: id, error });
            });
          }
          return;
        default:
          return;
      }
    },
    close: (): void => closing.abort(),
  };
}
