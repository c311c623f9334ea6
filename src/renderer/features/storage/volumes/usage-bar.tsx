import { formatBytes } from '../../../../contract/bytes.ts';
import type { UsageLevel } from '../../../../contract/volumes.ts';
import { classNames } from '../../../ui/class-names.ts';
import styles from './volumes.module.css';

interface UsageBarProps {
  readonly name: string;
  /** Null before it was first measured. */
  readonly sizeBytes: number | null;
  readonly maxSizeBytes: number;
  readonly level: UsageLevel;
}

/** `247 MB / 5 GB` and how much of it that is. */
export function UsageBar({ name, sizeBytes, maxSizeBytes, level }: UsageBarProps) {
  if (sizeBytes === null) return <span className={styles.soft}>not measured yet / {formatBytes(maxSizeBytes)}</span>;
  const percent = Math.floor((sizeBytes / Math.max(1, maxSizeBytes)) * 100);
  const text = `${formatBytes(sizeBytes)} / ${formatBytes(maxSizeBytes)}`;
  return (
    <span className={styles.usage}>
      <span>{text}</span>
      <span
        role="meter"
        aria-label={`Used of ${name}`}
        aria-valuenow={Math.min(100, percent)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={`${text}, ${percent} %`}
        className={classNames(styles.meter, level !== 'ok' && styles[level])}
      >
        <span className={styles.filled} style={{ inlineSize: `${Math.min(100, percent)}%` }} />
      </span>
      <span className={classNames(styles.percent, level !== 'ok' && styles[level])}>{percent} %</span>
    </span>
  );
}
