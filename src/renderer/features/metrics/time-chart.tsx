import { useMemo } from 'react';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  type DotItemDotProps,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { timeTickLabel, timeTicks, valueTicks } from '../../lib/axis.ts';
import { ChartTip } from './chart-tip.tsx';
import { lineStyles } from './chart-line.ts';
import type { GraphSpec } from './graphs.ts';
import styles from './metrics.module.css';
import type { ChartRow, Span } from './series.ts';

interface TimeChartProps {
  readonly spec: GraphSpec;
  readonly rows: readonly ChartRow[];
  readonly from: number;
  readonly to: number;
  /** Of the values and the limit that is drawn. */
  readonly highest: number;
  readonly limit: number | null;
  readonly marks: readonly Span[];
}

const tick = { fill: 'var(--ink-soft)', fontSize: 12 } as const;

/** At most 300 points a line. What it shows is in the table under it as well. */
export function TimeChart({ spec, rows, from, to, highest, limit, marks }: TimeChartProps) {
  const ticks = useMemo(() => timeTicks(from, to), [from, to]);
  const values = useMemo(() => valueTicks(highest, spec.base), [highest, spec.base]);
  const top = values.at(-1) ?? 1;
  return (
    <div className={styles.chart} role="img" aria-label={`${spec.title} over time, as in the table of the same name`}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={rows}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          barCategoryGap={0}
          barGap={0}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={[from, to]}
            ticks={ticks}
            tickFormatter={(at: number) => timeTickLabel(at, from, to)}
            stroke="var(--line-strong)"
            tick={tick}
            minTickGap={8}
          />
          <YAxis
            domain={[0, top]}
            ticks={values}
            tickFormatter={spec.tickFormat ?? spec.format}
            stroke="var(--line-strong)"
            tick={tick}
            width={spec.base === 10 ? 56 : 84}
          />
          {marks.map((span) => (
            <ReferenceArea
              key={span.from}
              x1={span.from}
              x2={span.to}
              fill="var(--bad)"
              fillOpacity={0.18}
              stroke="var(--bad)"
              strokeOpacity={0.5}
            />
          ))}
          {limit !== null && (
            <ReferenceLine
              y={limit}
              stroke={lineStyles.limit.stroke}
              strokeDasharray={lineStyles.limit.dash}
              strokeWidth={lineStyles.limit.width}
            />
          )}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--line-strong)', fill: 'var(--hover)' }}
            content={<ChartTip spec={spec} />}
          />
          {spec.lines.map(({ key, label, tone }) =>
            spec.isBars === true ? (
              <Bar
                key={key}
                name={label}
                dataKey={(row: ChartRow) => row.values[key] ?? null}
                stackId="all"
                {...(spec.barSize === undefined ? {} : { barSize: spec.barSize })}
                fill={lineStyles[tone].stroke}
                isAnimationActive={false}
              />
            ) : (
              <Line
                key={key}
                name={label}
                dataKey={(row: ChartRow) => row.values[key] ?? null}
                stroke={lineStyles[tone].stroke}
                strokeDasharray={lineStyles[tone].dash}
                strokeWidth={lineStyles[tone].width}
                dot={LonelyDot}
                activeDot={{ r: 3 }}
                connectNulls={false}
                isAnimationActive={false}
              />
            ),
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Only where no line leads to the point. */
function LonelyDot({ cx, cy, stroke, payload, value }: DotItemDotProps) {
  if (!(payload as ChartRow).isAlone || cx === undefined || cy === undefined || value == null) return null;
  return <circle cx={cx} cy={cy} r={2.5} fill={stroke} />;
}
