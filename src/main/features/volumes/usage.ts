// How full a volume is, and what is said about it. Pure.
import type { UsageLevel, Volume } from '../../../contract/volumes.ts';

const WARNING = 0.8;

export function usageLevel(sizeBytes: number, maxSizeBytes: number): UsageLevel {
  const fraction = sizeBytes / maxSizeBytes;
  return fraction >= 1 ? 'full' : fraction >= WARNING ? 'warning' : 'ok';
}

export function quotaOf(kind: 'measured' | 'hard'): Volume['quota'] {
  return kind === 'hard'
    ? { kind, note: 'The file system refuses what would be more than the limit, whoever writes it.' }
    : {
        kind,
        note: 'Uploads beyond the limit are refused. What the application itself writes is measured and warned of, but not stopped: Docker’s volumes have no limits of their own here.',
      };
}

/** `5 GB`: as people read sizes, in powers of 1024 like the limits that are set. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[power]}`;
}
