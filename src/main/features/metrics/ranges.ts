// Which steps a range is shown in, and what its points say. Pure.
import { assertNever } from '../../../contract/assert-never.ts';
import type { MetricsPoint, MetricsRange } from '../../../contract/metrics.ts';
import type { Bucket, StepSeconds } from './ports/steps.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface RangePlan {
  readonly seconds: number;
  /** Of the points. */
  readonly stepSeconds: number;
  /** The kept steps that they are made of. */
  readonly source: StepSeconds;
}

/** 168 to 288 points each: at most 300 are drawn. */
export function planRange(range: MetricsRange): RangePlan {
  switch (range) {
    case '1h':
      return { seconds: HOUR, stepSeconds: 15, source: 15 };
    case '6h':
      return { seconds: 6 * HOUR, stepSeconds: 2 * MINUTE, source: 60 };
    case '24h':
      return { seconds: DAY, stepSeconds: 5 * MINUTE, source: 60 };
    case '7d':
      return { seconds: 7 * DAY, stepSeconds: HOUR, source: 900 };
    case '30d':
      return { seconds: 30 * DAY, stepSeconds: 3 * HOUR, source: 900 };
    default:
      return assertNever(range);
  }
}

/** How long steps are kept: a little longer than the longest range that is made of them. */
export function keptSeconds(step: StepSeconds, metricsDays: number): number {
  switch (step) {
    case 15:
      return 2 * HOUR;
    case 60:
      return DAY + HOUR;
    case 900:
      return metricsDays * DAY;
    default:
      return assertNever(step);
  }
}

/** Whole steps that end with the one under way, ms since the epoch. */
export function windowOf(now: number, { seconds, stepSeconds }: RangePlan): { from: number; to: number } {
  const step = stepSeconds * 1000;
  const to = Math.floor(now / step) * step + step;
  return { from: to - seconds * 1000, to };
}

export function toPoint(bucket: Bucket): MetricsPoint {
  const { seconds } = bucket;
  const perSecond = (total: number): number | null => (seconds > 0 ? round(total / seconds) : null);
  const measured = (value: number): number | null => (seconds > 0 ? round(value) : null);
  const disk = (total: number): number | null => (bucket.hasDisk === 1 ? perSecond(total) : null);
  return {
    at: new Date(bucket.at).toISOString(),
    measuredSeconds: round(seconds),
    // Milliseconds of processor time in a second are millicores.
    cpuMillicores: perSecond(bucket.cpuMs),
    cpuPeakMillicores: measured(bucket.cpuPeak),
    cpuLimitMillicores: bucket.cpuLimit,
    cpuThrottledShare: throttledShare(bucket),
    memoryBytes: seconds > 0 ? Math.round(bucket.memoryByteSeconds / seconds) : null,
    memoryPeakBytes: measured(bucket.memoryPeak),
    memoryLimitBytes: bucket.memoryLimit,
    networkInBytesPerSecond: perSecond(bucket.networkIn),
    networkOutBytesPerSecond: perSecond(bucket.networkOut),
    diskReadBytesPerSecond: disk(bucket.diskRead),
    diskWriteBytesPerSecond: disk(bucket.diskWritten),
    processes: measured(bucket.processesPeak),
    restarts: bucket.restarts,
    outOfMemory: bucket.outOfMemory,
    responses:
      bucket.hasRequests === 1
        ? {
            '1xx': round(bucket.responses1xx),
            '2xx': round(bucket.responses2xx),
            '3xx': round(bucket.responses3xx),
            '4xx': round(bucket.responses4xx),
            '5xx': round(bucket.responses5xx),
          }
        : null,
  };
}

export function throttledShare(counts: {
  readonly cpuPeriods: number;
  readonly cpuThrottledPeriods: number;
}): number | null {
  return counts.cpuPeriods > 0 ? Math.round((1000 * counts.cpuThrottledPeriods) / counts.cpuPeriods) / 1000 : null;
}

/** To a tenth: what is below is noise of the measuring. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
