// What a row of the bench is, and how its verdict is reached.

export interface Measurement {
  /** What was measured, when a row measures several things: `rollback`, `memory`. */
  readonly part?: string;
  readonly ours: number;
  /** Null for a goal that is an absolute number. */
  readonly baseline: number | null;
  readonly unit: 'ms' | 'MiB' | '%';
  /** Largest ratio ours / baseline, or largest value where there is no baseline. */
  readonly goal: number;
}

export interface Row {
  readonly id: string;
  readonly title: string;
  run(context: BenchContext): Promise<readonly Measurement[]>;
}

export interface BenchContext {
  /** A directory of this run, removed at its end. */
  readonly directory: string;
  /** Runs at the end, last registered first, whatever happened. */
  onEnd(cleanUp: () => unknown): void;
  log(text: string): void;
}

export interface Result extends Measurement {
  readonly id: string;
  readonly title: string;
  readonly ratio: number | null;
  readonly isMet: boolean;
}

export function judge(row: Row, measurement: Measurement): Result {
  const ratio = measurement.baseline === null ? null : measurement.ours / measurement.baseline;
  return {
    id: row.id,
    title: row.title,
    ...measurement,
    ratio,
    isMet: (ratio ?? measurement.ours) <= measurement.goal,
  };
}

/** The middle value: noise has a long tail on one side only. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) {
    throw new Error('No values to take the median of.');
  }
  return middle;
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
