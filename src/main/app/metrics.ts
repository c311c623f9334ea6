// The metrics feature with what it measures, and its start and end.
import type { HostId, ProjectId } from '../../contract/ids.ts';
import type { MetricsRange } from '../../contract/metrics.ts';
import { metricsCsv } from '../../contract/metrics-csv.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { ContainerStats, RequestCounter } from '../features/metrics/ports.ts';
import { startMetricsRetention } from '../features/metrics/retention.ts';
import { createMetrics, type Metrics } from '../features/metrics/service.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Stores } from './stores.ts';

interface MetricsParts {
  readonly stores: Pick<Stores, 'metrics' | 'deploymentHistory' | 'installation' | 'projects'>;
  readonly diagnostics: Diagnostics;
  readonly hosts: {
    engine(id: HostId): Promise<{ readonly stats: ContainerStats }>;
    get(input: { readonly id: HostId }): {
      readonly engine: { readonly cpus: number; readonly memoryBytes: number } | null;
    };
  };
  readonly deployments: {
    runningLimits(id: ProjectId): { readonly cpuLimitMillicores: number | null } | null;
  };
  readonly requests: RequestCounter;
}

export function composeMetrics({ stores, diagnostics, hosts, deployments, requests }: MetricsParts): Metrics {
  return createMetrics({
    store: stores.metrics,
    history: stores.deploymentHistory,
    engines: { get: async (id) => (await hosts.engine(id)).stats },
    requests,
    limits: { cpuLimitOf: (id) => deployments.runningLimits(id)?.cpuLimitMillicores ?? null },
    projects: { exists: (id) => stores.projects.get(id)?.removalRequestedAt === null },
    hosts: { capacityOf: (id) => hosts.get({ id }).engine },
    labels: { 'minipaas.managed': 'true', 'minipaas.instance': stores.installation.id },
    clock: systemClock,
    diagnostics,
  });
}

/** For programs that read tables. */
export function csvOf(metrics: Metrics): (id: ProjectId, range: MetricsRange) => string {
  return (id, range) => metricsCsv(metrics.project({ id, range }).points);
}

interface StartedParts {
  readonly metrics: Metrics;
  readonly stores: Pick<Stores, 'metrics'>;
  readonly days: () => number;
  readonly diagnostics: Diagnostics;
}

/** The returned function ends it: what was measured last is stored then. */
export function startMetrics({ metrics, stores, days, diagnostics }: StartedParts): () => Promise<void> {
  metrics.start();
  const stopRetention = startMetricsRetention({
    store: stores.metrics,
    days,
    clock: systemClock,
    warn: diagnostics.warn,
  });
  return async () => {
    await stopRetention();
    await metrics.stop();
  };
}
