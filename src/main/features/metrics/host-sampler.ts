// Measures the containers of one host, again and again, for as long as the host is there.
import { isAppError } from '../../../contract/app-error.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { MetricsBuffer } from './buffer.ts';
import { type ContainerUsage, difference } from './difference.ts';
import type {
  Clock,
  ContainerEvent,
  ContainerStats,
  DiagnosticLog,
  LimitReader,
  RequestCount,
  RequestCounter,
  StatsAccess,
  Subject,
} from './ports.ts';
import { momentary, toRequestUsage, toUsage } from './usage.ts';
import { createWatchedContainers, type WatchedContainer } from './watched-containers.ts';

/** As long as the shortest step that is kept. More often costs more than anybody who does not look gains. */
export const SAMPLE_INTERVAL_MS = 15_000;
/** Rounds between two counts of requests while nobody looks: each is a command in the ingress. */
const ROUNDS_PER_COUNT = 4;
/** Two counts further apart are a gap, as two readings are. */
const MAX_COUNT_GAP_MS = 3 * ROUNDS_PER_COUNT * SAMPLE_INTERVAL_MS;
/** Readings asked for at once: an old engine takes two seconds for each. */
const AT_ONCE = 8;

export interface HostSamplerDeps {
  readonly hostId: HostId;
  readonly engines: StatsAccess;
  readonly requests: RequestCounter;
  readonly limits: LimitReader;
  readonly labels: Readonly<Record<string, string>>;
  readonly buffer: MetricsBuffer;
  readonly clock: Clock;
  readonly diagnostics: DiagnosticLog;
  /** Somebody looks at graphs. */
  readonly isWatched: () => boolean;
  /** What the containers of a project used in the last round. */
  readonly onUsage: (projectId: ProjectId, at: number, usages: readonly ContainerUsage[]) => void;
}

export interface HostSampler {
  /** Connected anew: which containers run is not known any more. */
  refresh(): void;
  hear(event: ContainerEvent): void;
  /** Ids of its containers that run. */
  runningOf(projectId: ProjectId): readonly string[];
  stop(): Promise<void>;
}

export function startHostSampler(deps: HostSamplerDeps): HostSampler {
  const { hostId, engines, buffer, clock, diagnostics, labels } = deps;
  const closing = new AbortController();
  const containers = createWatchedContainers(labels);
  const coveredUntil = new Map<string, number>();
  const responses = new Map<ProjectId, { readonly at: number; readonly responses: RequestCount['responses'] }>();
  let isListed = false;
  let isFailing = false;
  let isCountFailing = false;
  let rounds = 0;
  const host: Subject = { kind: 'host', id: hostId };

  async function sample(): Promise<void> {
    const { signal } = closing;
    const stats = await engines.get(hostId);
    if (!isListed) {
      isListed = true;
      try {
        containers.reset(await stats.listRunning(labels, signal));
      } catch (error) {
        isListed = false;
        throw error;
      }
    }
    const measured = await measureAll(stats, signal);
    const to = clock.now();
    const byProject = Map.groupBy(measured, ({ container }) => container.projectId);
    for (const [projectId, found] of byProject) {
      const usages = found.map(({ usage }) => usage);
      record({ kind: 'project', id: projectId }, usages, to, deps.limits.cpuLimitOf(projectId));
      deps.onUsage(projectId, to, usages);
    }
    if (measured.length > 0) {
      record(
        host,
        measured.map(({ usage }) => usage),
        to,
        null,
      );
    }
    if (rounds % ROUNDS_PER_COUNT === 0 || deps.isWatched()) {
      await countRequests(signal);
    }
    rounds += 1;
  }

  async function measureAll(stats: ContainerStats, signal: AbortSignal) {
    const waiting = [...containers.all()];
    const measured: { readonly container: WatchedContainer; readonly usage: ContainerUsage }[] = [];
    const work = async (): Promise<void> => {
      for (let container = waiting.pop(); container !== undefined; container = waiting.pop()) {
        const usage = await measure(stats, container, signal);
        if (usage !== null) {
          measured.push({ container, usage });
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
    return measured;
  }

  async function measure(
    stats: ContainerStats,
    container: WatchedContainer,
    signal: AbortSignal,
  ): Promise<ContainerUsage | null> {
    const { last } = container;
    const reading = await stats.read(container.id, signal);
    if (reading === null) {
      containers.drop(container.id);
      return null;
    }
    container.last = reading;
    return last === null ? null : difference(last, reading);
  }

  /** What it uses is known from the next round on, instead of from the one after it. */
  async function begin(id: string): Promise<void> {
    const { signal } = closing;
    const container = containers.all().find((each) => each.id === id);
    if (container === undefined) {
      return;
    }
    const stats = await engines.get(hostId);
    const reading = await stats.read(id, signal);
    container.last ??= reading;
  }

  function record(subject: Subject, usages: readonly ContainerUsage[], to: number, cpuLimit: number | null): void {
    const key = `${subject.kind} ${subject.id}`;
    buffer.add(subject, toUsage({ usages, to, coveredUntil: coveredUntil.get(key) ?? 0, cpuLimit }));
    coveredUntil.set(key, to);
  }

  /** Does not keep what else is measured from being so. */
  async function countRequests(signal: AbortSignal): Promise<void> {
    try {
      addCounts(await deps.requests.requestCounts(hostId, signal));
      isCountFailing = false;
    } catch (error) {
      signal.throwIfAborted();
      diagnostics[isCountFailing ? 'debug' : 'warn']('The requests of a host could not be counted', { hostId, error });
      isCountFailing = true;
    }
  }

  function addCounts(counts: readonly RequestCount[] | null): void {
    const at = clock.now();
    for (const count of counts ?? []) {
      const before = responses.get(count.projectId);
      const now = { at, responses: count.responses };
      responses.set(count.projectId, now);
      if (before !== undefined && at - before.at <= MAX_COUNT_GAP_MS) {
        const usage = toRequestUsage(before, now);
        buffer.add({ kind: 'project', id: count.projectId }, usage);
        buffer.add(host, usage);
      }
    }
    if (counts === null) {
      responses.clear();
    }
  }

  async function keepSampling(): Promise<void> {
    const { signal } = closing;
    while (!signal.aborted) {
      try {
        await sample();
        isFailing = false;
      } catch (error) {
        if (signal.aborted || (isAppError(error) && error.code === 'NOT_FOUND')) {
          // Closed, or the host was removed.
          return;
        }
        // Said once: the engine is away for as long as it is, and the host's own page says so.
        diagnostics[isFailing ? 'debug' : 'warn']('A host could not be measured', { hostId, error });
        isFailing = true;
      }
      await clock.sleep(SAMPLE_INTERVAL_MS, signal).catch(() => undefined);
    }
  }
  const done = keepSampling();

  return {
    refresh: () => {
      isListed = false;
    },
    hear(event) {
      const now = clock.now();
      const happening = containers.hear(event, now);
      if (event.action === 'start') {
        // The next round says what is wrong, if it still is.
        begin(event.actorId).catch(() => undefined);
      }
      if (happening !== null) {
        const usage = momentary(now, happening.type === 'restart' ? { restarts: 1 } : { outOfMemory: 1 });
        buffer.add({ kind: 'project', id: happening.projectId }, usage);
        buffer.add(host, usage);
      }
    },
    runningOf: (projectId) => containers.of(projectId),
    async stop() {
      closing.abort();
      await done;
    },
  };
}
