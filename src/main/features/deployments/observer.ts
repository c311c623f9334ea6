// Keeps the rows of current deployments true to what the engine says, whoever changed it.
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { openVariables } from './attempt.ts';
import { goBackIfCrashing } from './auto-rollback.ts';
import type { DeploymentParts } from './deps.ts';
import { endingOf } from './endings.ts';
import { isEngineAway, toAppError } from './failure.ts';
import { deploymentOf, releaseUrl } from './names.ts';
import { observe, type RunState } from './observe.ts';
import type { ContainerEvent, ContainerFacts, DeploymentEngine } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import type { Publisher } from './publisher.ts';
import { routeToCurrent } from './route-to-current.ts';

export interface Observer {
  /** Looks at the container of the project's current deployment. Never throws. */
  refresh(projectId: ProjectId): Promise<void>;
  /** Never throws. */
  onEvent(event: ContainerEvent): void;
  runStateOf(projectId: ProjectId): RunState;
  /** Without a look at the rows; null before it was looked at. */
  seenRunState(projectId: ProjectId): RunState | null;
  /** Its engine is away: what it does cannot be seen until the next look. */
  lose(current: DeploymentRow): void;
  /** It is being removed: what happens to its containers is our doing. */
  ignore(projectId: ProjectId): void;
  /** It was not removed after all. */
  heed(projectId: ProjectId): void;
  /** Nothing is looked at again by itself. */
  close(): void;
}

const RETRY_MS = 60_000;

const telling = new Set(['start', 'die', 'oom', 'stop', 'kill', 'pause', 'unpause', 'destroy']);

interface ObserverParts {
  readonly publisher: Publisher;
  readonly rollback: (target: DeploymentRow) => DeploymentRow;
}

export function createObserver(parts: DeploymentParts & ObserverParts): Observer {
  const { store, clock, locks, engines, moves, runtimeLogs, endings, diagnostics, publisher } = parts;
  const states = new Map<ProjectId, { readonly id: DeploymentId; readonly runState: RunState }>();
  const waiting = new Map<ProjectId, Promise<void>>();
  const ignored = new Set<ProjectId>();
  const closing = new AbortController();
  const openedAt = clock.now();

  async function look(projectId: ProjectId): Promise<void> {
    const row = store.current(projectId);
    if (row?.containerId == null || ignored.has(projectId) || isBeingReplaced(row)) {
      return;
    }
    const engine = await engines.get(row.hostId);
    const facts = await engine.containers.inspect(row.containerId);
    if (facts !== null) {
      await followLog(row, engine, facts.id);
      await followPort(row, engine, facts);
    }
    const isGoingBack = facts !== null && (await goBackIfCrashing(parts, parts.rollback, row, facts));
    const { runState, move } = observe(row, facts, runtimeLogs.lastWordsOf(row.id));
    remember(row, runState);
    if (move?.to === 'running') {
      moves.move(row.id, 'stopped', 'running', { error: null, explanation: null });
      await routeToCurrent(parts, projectId);
      await runtimeLogs.say(row.id, 'Started again.');
    } else if (move?.to === 'stopped') {
      const { error } = move;
      const ending = endingOf(row, error, facts);
      const explanation = isGoingBack ? null : await endings.explain(ending);
      moves.move(row.id, 'running', 'stopped', isGoingBack ? {} : { error, explanation });
      await routeToCurrent(parts, projectId);
      await runtimeLogs.say(row.id, error.message);
      if (!isGoingBack) {
        endings.explainWhenRead(ending);
      }
    }
  }

  /** A release stops the container of the one before it on purpose; its end brings us back here. */
  function isBeingReplaced({ projectId }: DeploymentRow): boolean {
    return store.listActive().some((row) => row.projectId === projectId && row.status === 'starting');
  }

  async function followLog(row: DeploymentRow, engine: DeploymentEngine, containerId: string): Promise<void> {
    if (!runtimeLogs.isFollowing(row.id, containerId)) {
      // Without its secrets the log could not mask them: then nothing is written.
      await openVariables(parts, row);
    }
    runtimeLogs.follow({ id: row.id, containerId, containers: engine.containers });
  }

  /** Where the port is the engine's choice it is another one after each start. */
  async function followPort(row: DeploymentRow, engine: DeploymentEngine, facts: ContainerFacts): Promise<void> {
    const port = facts.publishedPorts.get(row.snapshot.containerPort ?? 0) ?? facts.publishedPort;
    if (port === null || port === row.publishedPort) {
      return;
    }
    if (row.publishedPort !== null) {
      await engine.closePort?.(row.publishedPort);
    }
    const url = releaseUrl(engine.address, (await engine.openPort?.(port)) ?? port);
    moves.patch(row.id, { publishedPort: port, url });
  }

  function remember({ projectId, id }: DeploymentRow, runState: RunState): void {
    const before = states.get(projectId);
    states.set(projectId, { id, runState });
    if (before?.id !== id || before.runState !== runState) {
      publisher.project(projectId);
    }
  }

  function refresh(projectId: ProjectId): Promise<void> {
    const before = waiting.get(projectId);
    if (before !== undefined) {
      return before;
    }
    const looked = locks
      .run(projectId, () => {
        // From here on a change may be missed by this look: the next call makes another.
        waiting.delete(projectId);
        return look(projectId);
      })
      .catch((error: unknown) => {
        if (closing.signal.aborted || isEngineAway(toAppError(error).code)) {
          // The host says when it is there again.
          return;
        }
        diagnostics.warn('The state of a running application could not be read', { projectId, error });
        // A keychain that is locked, most of all: nobody says when it is opened.
        clock.sleep(RETRY_MS, closing.signal).then(
          () => refresh(projectId),
          () => undefined,
        );
      });
    waiting.set(projectId, looked);
    return looked;
  }

  function hear({ action, actorId, attributes }: ContainerEvent): void {
    const isOurs = Object.entries(parts.labels.own).every(([name, value]) => attributes[name] === value);
    const id = isOurs ? deploymentOf(attributes) : null;
    const row = id === null ? null : store.get(id);
    if (row === null || !(telling.has(action) || action.startsWith('health_status'))) {
      return;
    }
    if (action === 'start') {
      runtimeLogs.wake(actorId);
    }
    if (row.isCurrent) {
      void refresh(row.projectId);
    }
  }

  return {
    refresh,
    onEvent(event) {
      try {
        hear(event);
      } catch (error) {
        // Whoever brings events brings those of everybody.
        diagnostics.warn('A container event could not be looked at', { event, error });
      }
    },
    ignore: (projectId) => void ignored.add(projectId),
    heed(projectId) {
      ignored.delete(projectId);
      void refresh(projectId);
    },
    lose: (row) => remember(row, 'unknown'),
    close: () => closing.abort(),
    seenRunState: (projectId) => states.get(projectId)?.runState ?? null,
    runStateOf(projectId) {
      const current = store.current(projectId);
      if (current === null) {
        return 'none';
      }
      const seen = states.get(projectId);
      if (current.status === 'stopped') {
        return 'stopped';
      }
      if (seen?.id === current.id) {
        return seen.runState;
      }
      // Not looked at yet. One that was released by this very process has just been proven.
      return (current.finishedAt ?? 0) > openedAt ? 'running' : 'unknown';
    },
  };
}
