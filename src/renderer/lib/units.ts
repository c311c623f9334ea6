import { formatBytes } from '../../contract/bytes.ts';
import { formatCount } from './numbers.ts';

/** Thousandths of a core as they are set: `1,500 millicores`. */
export function formatMillicores(value: number): string {
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${formatCount(rounded)} ${rounded === 1 ? 'millicore' : 'millicores'}`;
}

/** `230 of 1,000 millicores`; `230 millicores` without a limit. */
export function formatMillicoresOf(value: number, limit: number | null): string {
  return limit === null ? formatMillicores(value) : `${formatCount(Math.round(value))} of ${formatMillicores(limit)}`;
}

/** Thousandths of a core where there is little room: `0.23 cores`, `0.004 cores`, `1 core`. */
export function shortCores(millicores: number): string {
  const cores = millicores < 100 ? Math.round(millicores) / 1000 : Math.round(millicores / 10) / 100;
  return `${cores} ${cores === 1 ? 'core' : 'cores'}`;
}

/** `12 KB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** 0.123 is `12 %`; what is there but rounds to nothing is `< 1 %`. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  return `${Math.round(share * 100)} %`;
}
