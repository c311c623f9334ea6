// What projects and hosts used: over time, now, and live.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import {
  type EndedDeployment,
  type HostMetrics,
  type LiveMetrics,
  MAX_POINTS,
  type MetricsPoint,
  type MetricsRange,
  type ProjectMetrics,
  type UsageNow,
} from '../../../contract/metrics.ts';
import { regroup } from './buckets.ts';
import { createLive } from './live.ts';
import type {
  DeploymentHistory,
  MetricsHosts,
  MetricsProjects,
  MetricsStore,
  PastDeployment,
  Subject,
} from './ports.ts';
import { planRange, toPoint, windowOf } from './ranges.ts';
import { createSampler, type SamplerDeps } from './sampler.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface MetricsDeps extends SamplerDeps {
  readonly store: MetricsStore;
  readonly history: DeploymentHistory;
  readonly projects: MetricsProjects;
  readonly hosts: MetricsHosts;
}

interface OverTime {
  readonly range: MetricsRange;
  readonly from: string;
  readonly to: string;
  readonly stepSeconds: number;
  readonly knownSince: string | null;
  readonly points: MetricsPoint[];
}

export function createMetrics(deps: MetricsDeps) {
  const { store, clock, history } = deps;
  const sampler = createSampler(deps);
  const live = createLive({
    stats: async (projectId) => {
      const running = sampler.runningOf(projectId);
      if (running === null) {
        throw new AppError('NOT_FOUND', { what: `running container of project ${projectId}` });
      }
      return deps.engines.get(running.hostId);
    },
    runningOf: (projectId) => sampler.runningOf(projectId)?.ids ?? [],
    limits: deps.limits,
    clock,
  });

  function assertExists(id: ProjectId): void {
    if (!deps.projects.exists(id)) {
      throw new AppError('NOT_FOUND', { what: `project ${id}` });
    }
  }

  function overTime(subject: Subject, range: MetricsRange): OverTime {
    sampler.watch();
    sampler.flush();
    const plan = planRange(range);
    const { from, to } = windowOf(clock.now(), plan);
    const oldest = store.oldest(subject);
    return {
      range,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      stepSeconds: plan.stepSeconds,
      knownSince: oldest === null ? null : new Date(oldest).toISOString(),
      points: regroup(store.read(subject, plan.source, from, to), plan.stepSeconds).map(toPoint),
    };
  }

  return {
    project({ id, range }: { readonly id: ProjectId; readonly range: MetricsRange }): ProjectMetrics {
      assertExists(id);
      const series = overTime({ kind: 'project', id }, range);
      const ended = history.endedBetween(id, Date.parse(series.from), Date.parse(series.to), MAX_POINTS);
      return { projectId: id, ...series, deployments: ended.map(endedView) };
    },
    host({ id, range }: { readonly id: HostId; readonly range: MetricsRange }): HostMetrics {
      const capacity = deps.hosts.capacityOf(id);
      return {
        hostId: id,
        cpus: capacity?.cpus ?? null,
        memoryBytes: capacity?.memoryBytes ?? null,
        ...overTime({ kind: 'host', id }, range),
      };
    },
    live(
      { id, after, waitMs }: { readonly id: ProjectId; readonly after: number; readonly waitMs: number },
      { signal }: Pick<Caller, 'signal'>,
    ): Promise<LiveMetrics> {
      assertExists(id);
      return live.read(id, after, waitMs, signal);
    },
    usage(): UsageNow {
      sampler.flush();
      const outOfMemory = [...store.outOfMemorySince(clock.now() - DAY_MS)].map(([projectId, at]) => ({
        projectId,
        at: new Date(at).toISOString(),
      }));
      return { projects: [...sampler.usage()], outOfMemory };
    },

    start: sampler.start,
    onHostConnected: sampler.onHostConnected,
    onContainerEvent: sampler.onContainerEvent,
    async stop(): Promise<void> {
      live.close();
      await sampler.stop();
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

function endedView(past: PastDeployment): EndedDeployment {
  const { id, status, trigger, createdAt, startedAt, finishedAt, buildMs } = past;
  const endedAt = finishedAt ?? createdAt;
  return {
    id,
    status,
    trigger,
    endedAt: new Date(endedAt).toISOString(),
    buildSeconds: buildMs === null ? null : buildMs / 1000,
    totalSeconds: startedAt === null ? null : Math.max(0, endedAt - startedAt) / 1000,
  };
}
