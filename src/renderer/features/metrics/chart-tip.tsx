import { localTime } from '../../lib/time.ts';
import type { GraphSpec } from './graphs.ts';
import styles from './metrics.module.css';
import type { ChartRow } from './series.ts';

interface ChartTipProps {
  readonly spec: GraphSpec;
  /** From recharts: whether the pointer is over the graph, and over which step. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: ChartRow }[];
}

export function ChartTip({ spec, active, payload }: ChartTipProps) {
  const row = payload?.[0]?.payload;
  if (active !== true || row === undefined) return null;
  return (
    <div className={styles.tip}>
      <p>{localTime(new Date(row.at).toISOString())}</p>
      {spec.lines.map(({ key, label }) => {
        const value = row.values[key] ?? null;
        return (
          <p key={key}>
            {label}: {value === null ? 'not measured' : spec.format(value)}
          </p>
        );
      })}
    </div>
  );
}
