import { formatBytes } from './bytes.ts';
import { formatCount } from './numbers.ts';

/** Thousandths of a core as they are set: `1,500 millicores`. */
export function formatMillicores(value: number): string {
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${formatCount(rounded)} ${rounded === 1 ? 'millicore' : 'millicores'}`;
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
