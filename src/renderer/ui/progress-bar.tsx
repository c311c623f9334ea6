import styles from './progress-bar.module.css';

interface ProgressBarProps {
  readonly done: number;
  readonly total: number;
  /** For a screen reader: `build`. */
  readonly label: string;
  readonly text?: string | undefined;
}

/** A bar only where the whole is known. */
export function ProgressBar({ done, total, label, text }: ProgressBarProps) {
  const percent = total <= 0 ? 0 : Math.min(100, Math.round((done / total) * 100));
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={text ?? `${percent} %`}
    >
      <div className={styles.fill} style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}
