// The steps of time that are kept, and what was used in one of them. Integrals, not means: they can be added and split without error.

/** Lengths in seconds of the steps that are kept. */
export const steps = [15, 60, 900] as const;
export type StepSeconds = (typeof steps)[number];

/** Counted over the measured time. Bytes, ms of processor time, scheduling periods, responses by the first digit of their status. */
export interface Counted {
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
export interface Peaks {
  /** Millicores. */
  readonly cpuPeak: number;
  readonly memoryPeak: number;
  readonly processesPeak: number;
  /** 1: somebody counts these here. */
  readonly hasDisk: number;
  readonly hasRequests: number;
}

export interface Happened {
  readonly restarts: number;
  readonly outOfMemory: number;
}

/** Null: no limit. */
export interface LimitsThen {
  readonly cpuLimit: number | null;
  readonly memoryLimit: number | null;
}

export interface Bucket extends Counted, Peaks, Happened, LimitsThen {
  /** Beginning, ms since the epoch. */
  readonly at: number;
  /** How much of it was measured. */
  readonly seconds: number;
}

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
