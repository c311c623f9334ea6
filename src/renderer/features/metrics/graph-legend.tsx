import { BarSample, LineSample } from './chart-sample.tsx';
import type { Drawing } from './drawing.ts';
import type { GraphSpec } from './graphs.ts';
import styles from './metrics.module.css';
import type { LineSpec, Summary } from './series.ts';

/** What each line is, and what it comes to over the whole time. */
export function GraphLegend({ spec, drawn }: { readonly spec: GraphSpec; readonly drawn: Drawing }) {
  return (
    <ul className={styles.legend}>
      {spec.lines.map((line, index) => (
        <li key={line.key}>
          {spec.isBars === true ? <BarSample tone={line.tone} /> : <LineSample tone={line.tone} />}
          {line.label} <span className={styles.soft}>{said(spec, line, drawn.summaries[index])}</span>
        </li>
      ))}
      {drawn.limit !== null && (
        <li>
          {drawn.isLimitShown && <LineSample tone="limit" />}
          {spec.limitLabel ?? 'limit'} {spec.format(drawn.limit)}
          {!drawn.isLimitShown && <span className={styles.soft}>, far above this graph</span>}
        </li>
      )}
      {drawn.marks.length > 0 && (
        <li className={styles.mark}>
          <span className={styles.markSample} aria-hidden="true" />
          {spec.marks?.label}
        </li>
      )}
    </ul>
  );
}

function said(spec: GraphSpec, { tone }: LineSpec, summary: Summary | undefined): string {
  if (summary === undefined || summary.highest === null) return 'not measured';
  if (spec.isBars === true) return `${spec.format(summary.total)} in all`;
  if (tone === 'peak') return spec.format(summary.highest);
  if (summary.mean === null) return 'not measured';
  const hasPeak = spec.lines.some((line) => line.tone === 'peak');
  return hasPeak ? spec.format(summary.mean) : `${spec.format(summary.mean)}, at most ${spec.format(summary.highest)}`;
}
