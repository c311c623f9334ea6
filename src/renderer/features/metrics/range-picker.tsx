import { type MetricsRange, metricsRange } from '../../../contract/metrics.ts';
import { Button } from '../../ui/button.tsx';
import styles from './metrics.module.css';

export const rangeLabels: Readonly<Record<MetricsRange, string>> = {
  '1h': 'the last hour',
  '6h': 'the last 6 hours',
  '24h': 'the last 24 hours',
  '7d': 'the last 7 days',
  '30d': 'the last 30 days',
};

interface RangePickerProps {
  readonly range: MetricsRange;
  readonly onPick: (range: MetricsRange) => void;
}

export function RangePicker({ range, onPick }: RangePickerProps) {
  return (
    <div className={styles.ranges} role="group" aria-label="Time that is shown">
      {metricsRange.options.map((option) => (
        <Button
          key={option}
          isSmall
          className={option === range ? styles.on : undefined}
          aria-pressed={option === range}
          onClick={() => onPick(option)}
        >
          {option}
          <span className="said">, {rangeLabels[option]}</span>
        </Button>
      ))}
    </div>
  );
}

/** Pulled: figures come every 15 seconds whether anybody looks or not, so nobody is told of each. */
export function refetchEvery(range: MetricsRange): number {
  return range === '1h' ? 15_000 : 60_000;
}
