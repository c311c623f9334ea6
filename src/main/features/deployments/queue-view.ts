// The queue as its pages show it: who works, who waits, at which place, until when.
import type { Queue } from '../../../contract/deployments.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { forecastStarts, typicalDuration } from './estimate.ts';
import type { Clock, ProjectReader, SettingsReader } from './ports.ts';
import type { DeploymentRow, DeploymentStore } from './ports/deployment-store.ts';
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
  function placesOf(waiting: readonly DeploymentRow[], active: readonly DeploymentRow[]): Places {
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
      waiting: waiting.map((row) => ({ id: row.id, projectId: row.projectId, notBefore: row.nextAttemptAt })),
      durationOf,
    });
    return new Map(
      waiting.map((row, index) => [row.id, { position: index + 1, startsAt: starts.get(row.id) ?? null }]),
    );
  }

  function item(row: DeploymentRow, place: QueuePlace | null): Queue['active'][number] {
    const project = projects.get(row.projectId);
    return {
      deployment: deploymentView(row, place),
      projectName: project?.name ?? '',
      projectSlug: project?.slug ?? '',
    };
  }

  return {
    places: (): Places => placesOf(store.listWaiting(), store.listActive()),
    queue(): Queue {
      const waiting = store.listWaiting();
      const active = store.listActive();
      const places = placesOf(waiting, active);
      return {
        concurrency: settings().maxConcurrentBuilds,
        active: active.map((row) => item(row, null)),
        waiting: waiting.map((row) => item(row, places.get(row.id) ?? null)),
      };
    },
    /** Since when the longest waiting deployment could have begun, ms; null when none waits. */
    oldestWaitingSince(): number | null {
      const since = store
        .listWaiting()
        .map((row) => row.nextAttemptAt ?? row.createdAt)
        .filter((at) => at <= clock.now());
      return since.length === 0 ? null : Math.min(...since);
    },
  };
}
