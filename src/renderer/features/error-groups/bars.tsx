import { formatCount } from '../../lib/numbers.ts';
import styles from './errors.module.css';

interface BarsProps {
  readonly counts: readonly number[];
  /** In a sentence: `in the last 24 hours`. */
  readonly when: string;
  readonly isLarge?: boolean;
}

const WIDTH = 4;
const HEIGHT = 20;

/** How often over time, a bar for each step. What it shows is said in words too. */
export function Bars({ counts, when, isLarge = false }: BarsProps) {
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = counts.length * WIDTH;
  return (
    <svg
      className={isLarge ? styles.barsLarge : styles.bars}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${formatCount(total)} ${when}, at most ${formatCount(Math.max(0, ...counts))} at a time`}
    >
      <line x1="0" y1={HEIGHT - 0.5} x2={width} y2={HEIGHT - 0.5} className={styles.base} />
      {counts.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(2, (count / most) * (HEIGHT - 1));
        // A step's place is what it is: they never change their order.
        return (
          <rect key={index} x={index * WIDTH + 0.5} y={HEIGHT - height} width={WIDTH - 1} height={height}>
            <title>{formatCount(count)}</title>
          </rect>
        );
      })}
    </svg>
  );
}
