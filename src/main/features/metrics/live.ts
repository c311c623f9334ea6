// What a project uses now, once a second, for as long as somebody looks.
import type { ProjectId } from '../../../contract/ids.ts';
import type { LiveFigures, LiveMetrics } from '../../../contract/metrics.ts';
import { type ContainerUsage, difference, ratesOf } from './difference.ts';
import type { Clock, ContainerReading, ContainerStats, LimitReader } from './ports.ts';
import { throttledShare } from './ranges.ts';

/** Nobody has asked for so long: nobody looks any more. */
const UNWATCHED_MS = 10_000;

export interface LiveDeps {
  /** Of the host of the project; throws why it cannot be asked. */
  readonly stats: (projectId: ProjectId) => Promise<ContainerStats>;
  readonly runningOf: (projectId: ProjectId) => readonly string[];
  readonly limits: LimitReader;
  readonly clock: Clock;
}

interface Feed {
  seq: number;
  figures: LiveFigures | null;
  askedAt: number;
  /** By container. */
  readonly followed: Map<string, { readonly stop: AbortController; usage: ContainerUsage | null }>;
  readonly waiting: Set<() => void>;
}

export interface Live {
  read(id: ProjectId, after: number, waitMs: number, signal: AbortSignal): Promise<LiveMetrics>;
  close(): void;
}

export function createLive({ stats, runningOf, limits, clock }: LiveDeps): Live {
  const feeds = new Map<ProjectId, Feed>();

  function feedOf(id: ProjectId): Feed {
    const known = feeds.get(id);
    const feed = known ?? { seq: 0, figures: null, askedAt: 0, followed: new Map(), waiting: new Set() };
    feeds.set(id, feed);
    return feed;
  }

  function closeFeed(id: ProjectId, feed: Feed): void {
    feeds.delete(id);
    for (const { stop } of feed.followed.values()) {
      stop.abort();
    }
  }

  function tell(id: ProjectId, feed: Feed): void {
    const usages = [...feed.followed.values()].map(({ usage }) => usage).filter((usage) => usage !== null);
    feed.figures = usages.length === 0 ? null : toFigures(usages, clock.now(), limits.cpuLimitOf(id));
    // The time, so that the numbers of a later feed are higher.
    feed.seq = Math.max(feed.seq + 1, clock.now());
    for (const wake of [...feed.waiting]) {
      wake();
    }
  }

  async function follow(id: ProjectId, feed: Feed, containerId: string): Promise<void> {
    const stop = new AbortController();
    const followed = { stop, usage: null as ContainerUsage | null };
    feed.followed.set(containerId, followed);
    let last: ContainerReading | null = null;
    try {
      const source = await stats(id);
      await source.follow(containerId, {
        signal: stop.signal,
        onReading(reading) {
          if (clock.now() - feed.askedAt > UNWATCHED_MS) {
            closeFeed(id, feed);
            return;
          }
          followed.usage = last === null ? null : difference(last, reading);
          last = reading;
          // With several containers, one of them sets the pace.
          if (followed.usage !== null && feed.followed.keys().next().value === containerId) {
            tell(id, feed);
          }
        },
      });
    } catch {
      // The engine is away, or nobody looks any more: the next who asks begins anew, and hears of what is wrong from the host.
    }
    feed.followed.delete(containerId);
    if (feed.followed.size === 0 && feed.figures !== null) {
      tell(id, feed);
    }
  }

  function watch(id: ProjectId, feed: Feed): void {
    feed.askedAt = clock.now();
    for (const containerId of runningOf(id)) {
      if (!feed.followed.has(containerId)) {
        void follow(id, feed, containerId);
      }
    }
  }

  /** Resolves when there are other figures, or the time is over. */
  async function changed(feed: Feed, waitMs: number, signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    feed.waiting.add(resolve);
    try {
      await Promise.race([
        promise,
        clock.sleep(waitMs, AbortSignal.any([timer.signal, signal])).catch(() => undefined),
      ]);
    } finally {
      feed.waiting.delete(resolve);
      timer.abort();
    }
    signal.throwIfAborted();
  }

  return {
    async read(id, after, waitMs, signal) {
      const feed = feedOf(id);
      watch(id, feed);
      if (feed.seq <= after && waitMs > 0) {
        await changed(feed, waitMs, signal);
      }
      if (feed.followed.size === 0 && feed.waiting.size === 0) {
        feeds.delete(id);
      }
      return { seq: Math.max(feed.seq, after), figures: feed.figures };
    },
    close() {
      for (const [id, feed] of feeds) {
        closeFeed(id, feed);
      }
    },
  };
}

function toFigures(usages: readonly ContainerUsage[], now: number, cpuLimit: number | null): LiveFigures {
  const rates = ratesOf(usages);
  return {
    at: new Date(now).toISOString(),
    containers: usages.length,
    cpuMillicores: Math.round(rates.cpuMillicores),
    cpuLimitMillicores: cpuLimit,
    cpuThrottledShare: throttledShare(rates),
    memoryBytes: rates.memoryBytes,
    memoryLimitBytes: rates.memoryLimitBytes,
    networkInBytesPerSecond: Math.round(rates.networkInPerSecond),
    networkOutBytesPerSecond: Math.round(rates.networkOutPerSecond),
    diskReadBytesPerSecond: rounded(rates.diskReadPerSecond),
    diskWriteBytesPerSecond: rounded(rates.diskWrittenPerSecond),
    processes: rates.processes,
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
