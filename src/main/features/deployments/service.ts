// Deployments: from a request to a running release, and everything about it afterwards.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { Deployment, Queue, QueueMove } from '../../../contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { ResourceLimits } from '../../../contract/projects.ts';
import type { ReleaseOrigins } from '../../../contract/release-origins.ts';
import { stagesOf } from './attempt.ts';
import type { DeploymentParts, DeploymentsDeps } from './deps.ts';
import { createDiscards } from './discard.ts';
import { createEndings } from './endings.ts';
import { isEngineAway, toAppError } from './failure.ts';
import { runJob } from './job.ts';
import { limitsOf } from './limits.ts';
import { createKeptImages, type SurplusImage } from './kept-images.ts';
import { createLiveLimits } from './live-limits.ts';
import { createDeploymentMoves } from './moves.ts';
import type { RunState } from './observe.ts';
import { createObserver } from './observer.ts';
import { openPorts } from './open-ports.ts';
import { removeOrphans } from './orphans.ts';
import { deploy } from './pipeline.ts';
import type { ContainerEvent } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { createProjectLocks } from './project-locks.ts';
import { createPublisher } from './publisher.ts';
import { createQueueView } from './queue-view.ts';
import { createQueueControl } from './queue-control.ts';
import { recover } from './recovery.ts';
import { listProjectObjects, type ProjectObjects, type RemovalOptions, removeProjectObjects } from './removal.ts';
import { createRequests, type DeploymentRequest } from './requests.ts';
import { settleRoll } from './roll.ts';
import { createRunningRelease } from './running-release.ts';
import { createRuntimeLogs } from './runtime-logs.ts';
import { removeLeftSecretFiles } from './secret-files.ts';
import { createSecretUpdates } from './secret-update.ts';
import { deploymentView } from './view.ts';
import { createTakenAt } from './taken-at.ts';
import { releaseOrigins } from './take-repository-file.ts';
import { createWorker } from './worker.ts';

interface ById {
  readonly id: DeploymentId;
}

export type Deployments = ReturnType<typeof createDeployments>;

export function createDeployments(deps: DeploymentsDeps) {
  const { store, clock, diagnostics } = deps;
  const queueView = createQueueView(deps);
  const publisher = createPublisher({
    events: deps.events,
    views: (ids) => viewsOf(ids.map((id) => store.get(id)).filter((row) => row !== null)),
    onError: (error) => diagnostics.error('An event could not be made', { error }),
  });
  const moves = createDeploymentMoves({ store, clock, publisher });
  const runtimeLogs = createRuntimeLogs(deps);
  const endings = createEndings({ ...deps, moves, runtimeLogs });
  const parts: DeploymentParts = { ...deps, moves, locks: createProjectLocks(), runtimeLogs, endings };
  const observer = createObserver({ ...parts, publisher, rollback: (target) => requests.rollback(target, null) });
  const discards = createDiscards(parts);
  const takenAt = createTakenAt(store);
  const worker = createWorker({
    ...deps,
    run: (row, signal) => runJob(parts, discards, row, { stages: stagesOf(row), work: deploy, prepare }, signal),
    recover: (row, signal) => runJob(parts, discards, row, { stages: row.stages, work: recover }, signal),
    onClaimed: moves.tell,
    onEnded: (row) => void observer.refresh(row.projectId),
  });
  const requests = createRequests(parts, worker, takenAt);
  const queueControl = createQueueControl({ store, clock, publisher, worker });
  const running = createRunningRelease(parts);
  const keptImages = createKeptImages(parts);
  const liveLimits = createLiveLimits(parts);
  const secretUpdates = createSecretUpdates(parts);

  function view(row: DeploymentRow): Deployment {
    const place = row.status === 'queued' ? queueView.places().get(row.id) : undefined;
    return deploymentView(row, place ?? null, deps.router.addressOf(row.projectId));
  }

  /** The queue is looked at once for all of them. */
  function viewsOf(rows: readonly DeploymentRow[]): Deployment[] {
    const places = rows.some((row) => row.status === 'queued') ? queueView.places() : null;
    return rows.map((row) => deploymentView(row, places?.get(row.id) ?? null, deps.router.addressOf(row.projectId)));
  }

  function existing(id: DeploymentId): DeploymentRow {
    const row = store.get(id);
    if (row === null) {
      throw new AppError('NOT_FOUND', { what: `deployment ${id}` });
    }
    return row;
  }

  function viewOf(row: DeploymentRow | null): Deployment | null {
    return row === null ? null : view(row);
  }

  function prepare(row: DeploymentRow): DeploymentRow {
    return row.imageOf === null ? row : settleRoll(parts, row, takenAt);
  }

  /** Never throws. Not connected is not an error here: it is done when the host says that it is. */
  async function lookAround(hostId: HostId): Promise<void> {
    const steps = [
      () => openPorts(parts, hostId),
      () => discards.retry(hostId),
      () => removeOrphans(parts, hostId),
      () => removeLeftSecretFiles(parts, hostId),
      () => keptImages.tidy(hostId),
      async () => {
        const current = store.listCurrent().filter((row) => row.hostId === hostId);
        await Promise.all(current.map((row) => observer.refresh(row.projectId)));
      },
    ];
    for (const step of steps) {
      await step().catch((error: unknown) => {
        const level = isEngineAway(toAppError(error).code) ? 'debug' : 'warn';
        diagnostics[level]('A host could not be looked at', { hostId, error });
      });
    }
  }

  return {
    list(input: { readonly id: ProjectId; readonly limit: number; readonly cursor?: string | undefined }): {
      items: Deployment[];
      nextCursor: string | null;
    } {
      if (deps.projects.get(input.id) === null) {
        throw new AppError('NOT_FOUND', { what: `project ${input.id}` });
      }
      const beforeId = input.cursor === undefined ? null : toCursor(input.cursor);
      const rows = store.listByProject(input.id, { limit: input.limit, beforeId });
      const last = rows.length < input.limit ? undefined : rows.at(-1);
      return { items: viewsOf(rows), nextCursor: last === undefined ? null : String(last.id) };
    },
    create: (
      input: { readonly id: ProjectId; readonly commitSha?: string | undefined; readonly branch?: string | undefined },
      caller: Caller,
    ): Deployment => {
      const { id: projectId, commitSha, branch } = input;
      return view(requests.enqueue({ projectId, trigger: 'manual', commitSha, branch, createdBy: caller.userId }));
    },
    get: ({ id }: ById): Deployment => view(existing(id)),
    origins: ({ id }: ById): ReleaseOrigins => releaseOrigins(existing(id)),
    cancel: ({ id }: ById): Deployment => view(requests.cancel(id)),
    retry: ({ id }: ById, caller: Caller): Deployment => view(requests.retry(existing(id), caller.userId)),
    rollback: ({ id }: ById, caller: Caller): Deployment => view(requests.rollback(existing(id), caller.userId)),
    queue: (): Queue => queueView.queue(),
    moveInQueue({ id, to }: ById & { readonly to: QueueMove }): Queue {
      queueControl.move(existing(id), to);
      return queueView.queue();
    },
    pauseQueue({ hostId }: { readonly hostId: HostId }): Queue {
      queueControl.pause(hostId);
      return queueView.queue();
    },
    resumeQueue({ hostId }: { readonly hostId: HostId }): Queue {
      queueControl.resume(hostId);
      return queueView.queue();
    },

    /** Takes up what was left behind, then works on the queue. Engines may be connected later. */
    start(): void {
      worker.start(store.listActive());
      const current = store.listCurrent();
      for (const row of current) {
        // Its build is over, also where the program ended before it could say so.
        void deps.log.complete(row.id, 'build').catch((error: unknown) => {
          diagnostics.warn('A build log could not be ended', { deploymentId: row.id, error });
        });
      }
      for (const hostId of new Set(current.map((row) => row.hostId))) {
        void lookAround(hostId);
      }
    },
    /** Aborts and requeues what is worked on; applications go on running. */
    async stop(): Promise<void> {
      observer.close();
      await worker.stop();
      await secretUpdates.settle();
      await parts.runtimeLogs.close();
      await parts.endings.close();
    },
    /** Resolves when nobody works on the deployment: what it leaves behind is tidied up then. */
    settled: (id: DeploymentId): Promise<void> => worker.settled(id),
    enqueue: (request: DeploymentRequest): Deployment => view(requests.enqueue(request)),
    /** Null: nothing runs, so there is nothing to prove elsewhere before the project is said to be there. */
    moveTo(projectId: ProjectId, hostId: HostId, createdBy: UserId | null): Deployment | null {
      const isIdle =
        store.current(projectId) === null && store.listActive().every((row) => row.projectId !== projectId);
      return isIdle ? null : view(requests.move(projectId, hostId, createdBy));
    },
    currentOf: (projectId: ProjectId): Deployment | null => viewOf(store.current(projectId)),
    latestOf: (projectId: ProjectId): Deployment | null => viewOf(store.latest(projectId)),
    countOf: (projectId: ProjectId): number => store.countByProject(projectId),
    /** When the settings and variables of the current release were taken, ms since the epoch. */
    currentTakenAt: (projectId: ProjectId): number | null => {
      const current = store.current(projectId);
      return current === null ? null : takenAt(current);
    },
    /** The image that serves with the values that these variables have now. Null: nothing runs. */
    roll: (projectId: ProjectId, keys: readonly string[], createdBy: UserId | null): DeploymentId | null =>
      requests.roll(projectId, keys, createdBy)?.id ?? null,
    /** Files of secrets of the release that is there get the values of now. */
    updateFiles: secretUpdates.update,
    runStateOf: (projectId: ProjectId): RunState => observer.runStateOf(projectId),
    runningCount: (hostId: HostId): number =>
      store.listCurrent().filter((row) => row.hostId === hostId && row.status === 'running').length,
    /** Of the release that serves, or that served until it was stopped. */
    runningLimits: (projectId: ProjectId): ResourceLimits | null => {
      const row = store.current(projectId);
      return row === null ? null : limitsOf(row.snapshot.settings);
    },
    applyLimits: (projectId: ProjectId, limits: ResourceLimits): Promise<void> => liveLimits.apply(projectId, limits),
    stopCurrent: (projectId: ProjectId): Promise<void> => afterwards(projectId, running.stop(projectId)),
    startCurrent: (projectId: ProjectId): Promise<void> => afterwards(projectId, running.start(projectId)),
    restartCurrent: (projectId: ProjectId): Promise<void> => afterwards(projectId, running.restart(projectId)),
    /** Stops a release that crashes again and again; its row says so. */
    giveUpCurrent: (projectId: ProjectId, crashes: number, minutes: number): Promise<void> => {
      const row = store.current(projectId);
      const lastLine = row === null ? '' : parts.runtimeLogs.lastWordsOf(row.id);
      const reason = new AppError('CRASH_LOOPING', { crashes, minutes, lastLine });
      return afterwards(projectId, running.giveUp(projectId, reason));
    },
    /** As last heard from the engine; null before it was looked at. */
    seenRunState: (projectId: ProjectId): RunState | null => observer.seenRunState(projectId),
    /** Images kept for more rollbacks than the project's settings say now. */
    surplusImages: (projectId: ProjectId): readonly SurplusImage[] => keptImages.surplus(projectId),
    /** Null: it is gone. Else why it stays. */
    removeKeptImage: (id: DeploymentId): Promise<string | null> => keptImages.remove(id),
    /** Resolves when the row of the current release says what the engine says. */
    settleCurrent: (projectId: ProjectId): Promise<void> => observer.refresh(projectId),
    listObjects: (projectId: ProjectId): Promise<ProjectObjects> => listProjectObjects(parts, projectId),
    /** Cancels what waits and what is worked on; removes containers, images and logs. */
    removeAll,
    oldestWaitingSince: (): number | null => queueView.oldestWaitingSince(),
    activeCount: (): number => store.listActive().length,
    /** More may be built at once now. */
    onSettingsChanged: (): void => worker.wake(),
    wakeQueue: (): void => worker.wake(),
    pausedHosts: () => queueView.pausedHosts(),
    /** What is known of its containers may change unseen now. */
    onHostLost(hostId: HostId): void {
      for (const row of store.listCurrent().filter((each) => each.hostId === hostId)) {
        observer.lose(row);
      }
    },
    onContainerEvent: (_hostId: HostId, event: ContainerEvent): void => observer.onEvent(event),
    /** Connected, for the first time or again: events may have been missed. */
    async onHostConnected(hostId: HostId): Promise<void> {
      for (const row of store.listWaiting()) {
        if (row.hostId === hostId && row.nextAttemptAt !== null && isEngineAway(row.error?.code)) {
          moves.patch(row.id, { nextAttemptAt: clock.now() });
        }
      }
      worker.wake();
      await lookAround(hostId);
    },
  };

  async function afterwards(projectId: ProjectId, done: Promise<void>): Promise<void> {
    try {
      await done;
    } catch (error) {
      // Not waited for: what refused us, a release, may hold the project for minutes.
      void observer.refresh(projectId);
      throw error;
    }
    await observer.refresh(projectId);
  }

  async function removeAll(projectId: ProjectId, options: RemovalOptions): Promise<void> {
    observer.ignore(projectId);
    try {
      await removeProjectObjects(parts, worker, projectId, options);
    } catch (error) {
      observer.heed(projectId);
      throw error;
    }
  }
}

function toCursor(text: string): DeploymentId {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new AppError('VALIDATION_FAILED', { field: 'cursor', problem: 'it is not one of ours' }, { field: 'cursor' });
  }
  return id as DeploymentId;
}
