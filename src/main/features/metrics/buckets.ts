// What was used, put into steps of time. Pure.
import {
  type Bucket,
  type Counted,
  type Happened,
  type LimitsThen,
  nothing,
  type Peaks,
  type StepSeconds,
} from './ports/steps.ts';

/** What was used between two readings. */
export interface Usage extends Counted, Peaks, Happened, LimitsThen {
  readonly from: number;
  readonly to: number;
  /** Time before this was measured already (by another container's reading): it does not count twice. */
  readonly coveredUntil: number;
}

const counted = [
  'cpuMs',
  'cpuPeriods',
  'cpuThrottledPeriods',
  'memoryByteSeconds',
  'networkIn',
  'networkOut',
  'diskRead',
  'diskWritten',
  'responses1xx',
  'responses2xx',
  'responses3xx',
  'responses4xx',
  'responses5xx',
] as const satisfies readonly (keyof Counted)[];
const peaks = [
  'cpuPeak',
  'memoryPeak',
  'processesPeak',
  'hasDisk',
  'hasRequests',
] as const satisfies readonly (keyof Peaks)[];
const happened = ['restarts', 'outOfMemory'] as const satisfies readonly (keyof Happened)[];

/** The usage as parts of the steps it touches, in proportion to the time; what happened at once goes to the last of them. */
export function split(usage: Usage, step: StepSeconds): readonly Bucket[] {
  const length = step * 1000;
  const whole = usage.to - usage.from;
  const parts: Bucket[] = [];
  for (let at = usage.from - (usage.from % length); at < usage.to || parts.length === 0; at += length) {
    const begin = Math.max(at, usage.from);
    const end = Math.min(at + length, usage.to);
    const share = whole === 0 ? 1 : (end - begin) / whole;
    parts.push({
      ...nothing,
      ...mapped(counted, (key) => usage[key] * share),
      ...mapped(peaks, (key) => usage[key]),
      at,
      seconds: Math.max(0, end - Math.max(begin, usage.coveredUntil)) / 1000,
      cpuLimit: usage.cpuLimit,
      memoryLimit: usage.memoryLimit,
    });
  }
  const last = parts.pop();
  return last === undefined ? [] : [...parts, { ...last, ...mapped(happened, (key) => usage[key]) }];
}

/** Both in one; the limits are those of the later one. */
export function merge(earlier: Bucket, later: Bucket): Bucket {
  return {
    at: earlier.at,
    seconds: earlier.seconds + later.seconds,
    ...mapped([...counted, ...happened], (key) => earlier[key] + later[key]),
    ...mapped(peaks, (key) => Math.max(earlier[key], later[key])),
    cpuLimit: later.seconds > 0 ? later.cpuLimit : earlier.cpuLimit,
    memoryLimit: later.seconds > 0 ? later.memoryLimit : earlier.memoryLimit,
  };
}

/** In longer steps. `buckets` are in order; steps in which nothing is known are left out. */
export function regroup(buckets: readonly Bucket[], stepSeconds: number): readonly Bucket[] {
  const length = stepSeconds * 1000;
  const groups: Bucket[] = [];
  for (const bucket of buckets) {
    const at = bucket.at - (bucket.at % length);
    const last = groups.at(-1);
    if (last?.at === at) {
      groups[groups.length - 1] = merge(last, bucket);
    } else {
      groups.push({ ...bucket, at });
    }
  }
  return groups;
}

function mapped<K extends string>(keys: readonly K[], value: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, number>;
}
