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
