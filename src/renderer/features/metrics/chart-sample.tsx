import { lineStyles } from './chart-line.ts';
import styles from './metrics.module.css';
import type { LineTone } from './series.ts';

export function LineSample({ tone }: { readonly tone: LineTone }) {
  const { stroke, dash, width } = lineStyles[tone];
  return (
    <svg className={styles.sample} viewBox="0 0 24 10" aria-hidden="true" focusable="false">
      <line x1="0" y1="5" x2="24" y2="5" stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
    </svg>
  );
}

export function BarSample({ tone }: { readonly tone: LineTone }) {
  return (
    <svg className={styles.sample} viewBox="0 0 24 10" aria-hidden="true" focusable="false">
      <rect x="7" y="0" width="10" height="10" fill={lineStyles[tone].stroke} />
    </svg>
  );
}
