// The queue as its pages show it: who works, who waits, at which place, until when.
import type { Queue } from '../../../contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import { forecastStarts, typicalDuration } from './estimate.ts';
import type { Clock, ProjectReader, SettingsReader } from './ports.ts';
import type { DeploymentRow, DeploymentStore, QueuedPlace } from './ports/deployment-store.ts';
import { deploymentView, type QueuePlace } from './view.ts';

/** Durations of a project that are looked at for its estimate. */
const REMEMBERED_DURATIONS = 5;

interface QueueViewDeps {
  readonly store: DeploymentStore;
  readonly projects: ProjectReader;
  readonly settings: SettingsReader;
  readonly clock: Clock;
}

export type Places = ReadonlyMap<DeploymentId, QueuePlace>;

export function createQueueView({ store, projects, settings, clock }: QueueViewDeps) {
  function placesOf(waiting: readonly QueuedPlace[], active: readonly DeploymentRow[]): Places {
    const durations = new Map<ProjectId, number | null>();
    const durationOf = (id: ProjectId): number | null => {
      if (!durations.has(id)) {
        durations.set(id, typicalDuration(store.recentDurations(id, REMEMBERED_DURATIONS)));
      }
      return durations.get(id) ?? null;
    };
    const starts = forecastStarts({
      now: clock.now(),
      concurrency: settings().maxConcurrentBuilds,
      active: active.map((row) => ({ projectId: row.projectId, startedAt: row.startedAt ?? clock.now() })),
      waiting: waiting.filter(({ isPaused }) => !isPaused),
      durationOf,
    });
    return new Map(
      waiting.map((row, index) => [row.id, { position: index + 1, startsAt: starts.get(row.id) ?? null }]),
    );
  }

  function item(row: DeploymentRow, place: QueuePlace | null, isPaused: boolean): Queue['active'][number] {
    const project = projects.get(row.projectId);
    return {
      deployment: deploymentView(row, place, null),
      projectName: project?.name ?? '',
      projectSlug: project?.slug ?? '',
      isPaused,
    };
  }

  return {
    places: (): Places => placesOf(store.queuedPlaces(), store.listActive()),
    queue(): Queue {
      const waiting = store.listWaiting();
      const active = store.listActive();
      const places = placesOf(store.queuedPlaces(), active);
      const pauses = store.listPauses();
      const paused = new Set(pauses.map(({ hostId }) => hostId));
      return {
        concurrency: settings().maxConcurrentBuilds,
        pausedHosts: pauses.map(({ hostId, since }) => ({ hostId, since: new Date(since).toISOString() })),
        active: active.map((row) => item(row, null, false)),
        waiting: waiting.map((row) => item(row, places.get(row.id) ?? null, paused.has(row.hostId))),
      };
    },
    /** With how many wait for each. */
    pausedHosts(): readonly { readonly hostId: HostId; readonly since: number; readonly waiting: number }[] {
      const waiting = store.queuedPlaces();
      return store
        .listPauses()
        .map((pause) => ({ ...pause, waiting: waiting.filter(({ hostId }) => hostId === pause.hostId).length }));
    },
    /** Since when the longest waiting deployment could have begun, ms; null when none waits. */
    oldestWaitingSince(): number | null {
      const since = store
        .queuedPlaces()
        .filter(({ isPaused }) => !isPaused)
        .map(({ readyAt }) => readyAt)
        .filter((at) => at <= clock.now());
      return since.length === 0 ? null : Math.min(...since);
    },
  };
}
