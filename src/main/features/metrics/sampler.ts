// Measures what runs on every host, and knows what each project used last.
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { ProjectUsage } from '../../../contract/metrics.ts';
import { createMetricsBuffer, type MetricsBuffer } from './buffer.ts';
import { type ContainerUsage, ratesOf } from './difference.ts';
import { type HostSampler, type HostSamplerDeps, SAMPLE_INTERVAL_MS, startHostSampler } from './host-sampler.ts';
import type { ContainerEvent, MetricsStore } from './ports.ts';
import { throttledShare } from './ranges.ts';

const FLUSH_INTERVAL_MS = 60_000;
/** Two rounds may fail before what was measured last is not "now" any more. */
const CURRENT_MS = 3 * SAMPLE_INTERVAL_MS;

/** Graphs are read anew at least every minute while somebody looks at them. */
const WATCHED_MS = 90_000;

export interface SamplerDeps extends Omit<HostSamplerDeps, 'hostId' | 'buffer' | 'onUsage' | 'isWatched'> {
  readonly store: Pick<MetricsStore, 'add'>;
}

export interface Sampler {
  start(): void;
  onHostConnected(hostId: HostId): void;
  onContainerEvent(hostId: HostId, event: ContainerEvent): void;
  /** Of every project that was measured a moment ago. */
  usage(): readonly ProjectUsage[];
  /** Containers of the project that run, on whichever host. */
  runningOf(projectId: ProjectId): { readonly hostId: HostId; readonly ids: readonly string[] } | null;
  /** What is not stored yet is: to be called before the store is read. */
  flush(): void;
  /** Somebody looks at graphs now. */
  watch(): void;
  stop(): Promise<void>;
}

export function createSampler(deps: SamplerDeps): Sampler {
  const { clock, diagnostics } = deps;
  const hosts = new Map<HostId, HostSampler>();
  const latest = new Map<ProjectId, ProjectUsage & { readonly measuredAt: number }>();
  const closing = new AbortController();
  const buffer: MetricsBuffer = createMetricsBuffer({ store: deps.store, warn: diagnostics.warn });
  let flushing: Promise<void> = Promise.resolve();
  let watchedAt = Number.NEGATIVE_INFINITY;
  const isWatched = (): boolean => clock.now() - watchedAt < WATCHED_MS;

  function onUsage(projectId: ProjectId, at: number, usages: readonly ContainerUsage[]): void {
    const rates = ratesOf(usages);
    latest.set(projectId, {
      projectId,
      measuredAt: at,
      at: new Date(at).toISOString(),
      cpuMillicores: Math.round(rates.cpuMillicores),
      cpuLimitMillicores: deps.limits.cpuLimitOf(projectId),
      cpuThrottledShare: throttledShare(rates),
      memoryBytes: rates.memoryBytes,
      memoryLimitBytes: rates.memoryLimitBytes,
    });
  }

  async function keepFlushing(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.sleep(FLUSH_INTERVAL_MS, closing.signal).catch(() => undefined);
      buffer.flush();
    }
  }

  return {
    start() {
      flushing = keepFlushing();
    },
    onHostConnected(hostId) {
      const known = hosts.get(hostId);
      if (known === undefined) {
        hosts.set(hostId, startHostSampler({ ...deps, hostId, buffer, onUsage, isWatched }));
      } else {
        known.refresh();
      }
    },
    onContainerEvent: (hostId, event) => hosts.get(hostId)?.hear(event),
    usage() {
      const since = clock.now() - CURRENT_MS;
      for (const [id, { measuredAt }] of latest) {
        if (measuredAt < since || this.runningOf(id) === null) {
          latest.delete(id);
        }
      }
      return [...latest.values()].map(({ measuredAt: _, ...usage }) => usage);
    },
    runningOf(projectId) {
      for (const [hostId, host] of hosts) {
        const ids = host.runningOf(projectId);
        if (ids.length > 0) {
          return { hostId, ids };
        }
      }
      return null;
    },
    flush: () => buffer.flush(),
    watch() {
      watchedAt = clock.now();
    },
    async stop() {
      closing.abort();
      await Promise.all([...hosts.values()].map((host) => host.stop()));
      hosts.clear();
      await flushing;
      buffer.flush();
    },
  };
}
