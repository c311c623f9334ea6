/** Microseconds. The kernel's own default. */
const PERIOD = 100_000;
/** The kernel takes no smaller quota. */
const MIN_QUOTA = 1_000;

/**
 * Microseconds of processor time in each period. Period and quota, not `NanoCpus`: a limit given that way cannot be lifted while the
 * container lives.
 */
export function cpuQuota(millicores: number): { readonly period: number; readonly quota: number } {
  return { period: PERIOD, quota: Math.max(MIN_QUOTA, Math.round((millicores / 1000) * PERIOD)) };
}
