// Steps of time and what was used in them. Integrals are kept, not means: they can be added and split without error. Pure.

/** Lengths in seconds of the steps that are kept. */
export const steps = [15, 60, 900] as const;
export type StepSeconds = (typeof steps)[number];

/** Counted over the measured time. Bytes, ms of processor time, scheduling periods, responses by the first digit of their status. */
interface Counted {
  readonly cpuMs: number;
  readonly cpuPeriods: number;
  readonly cpuThrottledPeriods: number;
  readonly memoryByteSeconds: number;
  readonly networkIn: number;
  readonly networkOut: number;
  readonly diskRead: number;
  readonly diskWritten: number;
  readonly responses1xx: number;
  readonly responses2xx: number;
  readonly responses3xx: number;
  readonly responses4xx: number;
  readonly responses5xx: number;
}

/** The highest of what was seen. */
interface Peaks {
  /** Millicores. */
  readonly cpuPeak: number;
  readonly memoryPeak: number;
  readonly processesPeak: number;
  /** 1: somebody counts these here. */
  readonly hasDisk: number;
  readonly hasRequests: number;
}

interface Happened {
  readonly restarts: number;
  readonly outOfMemory: number;
}

/** Null: no limit. */
interface LimitsThen {
  readonly cpuLimit: number | null;
  readonly memoryLimit: number | null;
}

export interface Bucket extends Counted, Peaks, Happened, LimitsThen {
  /** Beginning, ms since the epoch. */
  readonly at: number;
  /** How much of it was measured. */
  readonly seconds: number;
}

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

export const nothing: Omit<Bucket, 'at'> = {
  seconds: 0,
  cpuMs: 0,
  cpuPeak: 0,
  cpuPeriods: 0,
  cpuThrottledPeriods: 0,
  memoryByteSeconds: 0,
  memoryPeak: 0,
  networkIn: 0,
  networkOut: 0,
  diskRead: 0,
  diskWritten: 0,
  hasDisk: 0,
  processesPeak: 0,
  restarts: 0,
  outOfMemory: 0,
  hasRequests: 0,
  responses1xx: 0,
  responses2xx: 0,
  responses3xx: 0,
  responses4xx: 0,
  responses5xx: 0,
  cpuLimit: null,
  memoryLimit: null,
};

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
