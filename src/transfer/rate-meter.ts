/** How fast something runs: over the last seconds, so that a pause shows and a burst does not lie. */

export interface RateMeter {
  /** So much in all until now. */
  add(total: number, now: number): void;
  /** Per second; null before there is enough to tell. */
  rate(now: number): number | null;
}

const WINDOW_MS = 5_000;
/** Less time than this tells nothing. */
const LEAST_MS = 500;

export function createRateMeter(): RateMeter {
  let samples: { readonly total: number; readonly at: number }[] = [];
  return {
    add(total, now) {
      const last = samples.at(-1);
      // A transfer that began anew has less than before: what was measured is void.
      if (last !== undefined && total < last.total) samples = [];
      // The one before the window stays, so that the window is always covered.
      const firstInside = samples.findIndex(({ at }) => at >= now - WINDOW_MS);
      if (firstInside > 1) samples = samples.slice(firstInside - 1);
      samples.push({ total, at: now });
    },
    rate(now) {
      const [first, last] = [samples[0], samples.at(-1)];
      if (first === undefined || last === undefined || now - first.at < LEAST_MS) return null;
      return ((last.total - first.total) / (now - first.at)) * 1000;
    },
  };
}

/** Milliseconds to go; null where nobody knows. */
export function timeLeft(left: number, rate: number | null): number | null {
  return rate === null || rate <= 0 ? null : (left / rate) * 1000;
}
