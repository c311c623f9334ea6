// What the applications of the world in memory use: made by rule of the time, the same for every look at one moment.
import type { LiveMetrics, MetricsPoint, ProjectMetrics, UsageNow } from '../../../src/contract/metrics.ts';
import type { HostId, ProjectId } from '../../../src/contract/ids.ts';
import type { Project } from '../../../src/contract/projects.ts';
import { planRange, windowOf } from '../../../src/main/features/metrics/ranges.ts';
import type { World } from './world.ts';

const MB = 1024 * 1024;
const HOUR = 3_600_000;
/** Of a project by its number: how busy it is, and what it may use. */
const LIMITS = { cpuLimitMillicores: 1000, memoryLimitBytes: 512 * MB };
/** This one is held back and runs out of memory. */
const SQUEEZED = 3;
/** Measured for so long. */
const KNOWN_MS = 40 * HOUR;

interface Measured {
  readonly id: ProjectId;
  readonly range: ProjectMetrics['range'];
}

export function metricsWorld(world: () => World) {
  const projectOf = (id: ProjectId): Project | undefined => world().projects.get(id);
  const deploymentsOf = (id: ProjectId, from: number): ProjectMetrics['deployments'] =>
    world()
      .deployments.filter(({ projectId, finishedAt }) => projectId === id && Date.parse(finishedAt ?? '') >= from)
      .map((deployment) => ({
        id: deployment.id,
        status: deployment.status,
        trigger: deployment.trigger,
        endedAt: deployment.finishedAt ?? deployment.createdAt,
        buildSeconds: 20 + ((deployment.id * 7) % 40),
        totalSeconds: 32 + ((deployment.id * 7) % 40),
      }))
      .toReversed();
  const series = (subject: number, range: Measured['range'], isRunning: boolean) => {
    const plan = planRange(range);
    const now = Date.now();
    const { from, to } = windowOf(now, plan);
    const knownSince = now - KNOWN_MS;
    const points: MetricsPoint[] = [];
    for (let at = from; at < to && isRunning; at += plan.stepSeconds * 1000) {
      if (at >= knownSince && !isGap(at, from, to)) points.push(pointAt(subject, at, plan.stepSeconds));
    }
    const iso = (ms: number) => new Date(ms).toISOString();
    const known = isRunning ? iso(knownSince) : null;
    return { range, from: iso(from), to: iso(to), stepSeconds: plan.stepSeconds, knownSince: known, points };
  };
  const runs = (id: ProjectId): boolean => projectOf(id)?.runState === 'running';

  return {
    project: ({ id, range }: Measured): ProjectMetrics => {
      const measured = series(id, range, runs(id));
      return { projectId: id, ...measured, deployments: deploymentsOf(id, Date.parse(measured.from)) };
    },
    host: ({ id, range }: { readonly id: HostId; readonly range: Measured['range'] }) => ({
      hostId: id,
      cpus: 8,
      memoryBytes: 32 * 1024 * MB,
      ...series(id, range, true),
    }),
    async live({ id, after, waitMs }: { id: ProjectId; after: number; waitMs: number }): Promise<LiveMetrics> {
      await new Promise((resolve) => setTimeout(resolve, after === 0 ? 0 : Math.min(waitMs, 1000)));
      if (!runs(id)) return { seq: after, figures: null };
      const point = pointAt(id, Date.now(), 1);
      return { seq: Date.now(), figures: { ...figuresOf(point), containers: 1 } };
    },
    usage: (): UsageNow => ({
      projects: [...world().projects.values()]
        .filter(({ id }) => runs(id))
        .map(({ id }) => ({ projectId: id, ...figuresOf(pointAt(id, Date.now(), 15)) })),
      outOfMemory: runs(SQUEEZED as ProjectId)
        ? [{ projectId: SQUEEZED as ProjectId, at: new Date(Date.now() - 11 * 60_000).toISOString() }]
        : [],
    }),
  };
}

/** The engine was away for a twelfth of the range. */
function isGap(at: number, from: number, to: number): boolean {
  const share = (at - from) / (to - from);
  return share > 0.55 && share < 0.63;
}

function wave(at: number, seconds: number, shift: number): number {
  return (Math.sin(at / 1000 / seconds + shift) + 1) / 2;
}

function pointAt(subject: number, at: number, stepSeconds: number): MetricsPoint {
  const busy = wave(at, 400, subject) * 0.6 + wave(at, 47, subject * 2) * 0.4;
  const isSqueezed = subject === SQUEEZED;
  const cpu = isSqueezed ? 700 + busy * 300 : 40 + busy * 220;
  const memory = (isSqueezed ? 430 + busy * 80 : 96 + busy * 40) * MB;
  const isOutOfMemory = isSqueezed && Math.floor(at / 1000 / stepSeconds) % 61 === 0;
  const requests = Math.round(busy * stepSeconds * 3);
  return {
    at: new Date(at).toISOString(),
    measuredSeconds: stepSeconds,
    cpuMillicores: Math.round(cpu),
    cpuPeakMillicores: Math.round(Math.min(1000, cpu * 1.4)),
    cpuLimitMillicores: LIMITS.cpuLimitMillicores,
    cpuThrottledShare: isSqueezed ? Math.round(busy * 60) / 100 : 0,
    memoryBytes: Math.round(memory),
    memoryPeakBytes: Math.round(memory * 1.05),
    memoryLimitBytes: LIMITS.memoryLimitBytes,
    networkInBytesPerSecond: Math.round(busy * 40_000),
    networkOutBytesPerSecond: Math.round(busy * 210_000),
    diskReadBytesPerSecond: subject === 1 ? null : Math.round(busy * 9_000),
    diskWriteBytesPerSecond: subject === 1 ? null : Math.round((1 - busy) * 20_000),
    processes: 11,
    restarts: isOutOfMemory ? 1 : 0,
    outOfMemory: isOutOfMemory ? 1 : 0,
    responses: {
      '1xx': 0,
      '2xx': requests,
      '3xx': Math.round(requests / 12),
      '4xx': Math.round(requests / 30),
      '5xx': isSqueezed ? Math.round(requests / 9) : 0,
    },
  };
}

function figuresOf(point: MetricsPoint) {
  return {
    at: point.at,
    cpuMillicores: point.cpuMillicores ?? 0,
    cpuLimitMillicores: point.cpuLimitMillicores,
    cpuThrottledShare: point.cpuThrottledShare,
    memoryBytes: point.memoryBytes ?? 0,
    memoryLimitBytes: point.memoryLimitBytes,
    networkInBytesPerSecond: point.networkInBytesPerSecond ?? 0,
    networkOutBytesPerSecond: point.networkOutBytesPerSecond ?? 0,
    diskReadBytesPerSecond: point.diskReadBytesPerSecond,
    diskWriteBytesPerSecond: point.diskWriteBytesPerSecond,
    processes: point.processes ?? 0,
  };
}
