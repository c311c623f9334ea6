import { memo, type MouseEvent, type Ref } from 'react';
import type { LogLine } from '../../../contract/logs.ts';
import { parseAnsi } from '../../lib/ansi.ts';
import { clockTime } from '../../lib/time.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './log.module.css';
import { markSpans } from './mark-spans.ts';

export interface RowOptions {
  readonly hasTimes: boolean;
  readonly query: string;
  readonly onPick: (seq: number, isExtending: boolean) => void;
}

interface LogRowProps {
  readonly seq: number;
  /** Not here yet: its number stands there and the text follows. */
  readonly line: LogLine | undefined;
  readonly options: RowOptions;
  readonly isPicked: boolean;
  readonly isCurrentMatch: boolean;
  readonly index?: number;
  readonly measure?: Ref<HTMLDivElement>;
}

/** Drawn anew only when something of it changed: a frame of a busy log touches no row that stays. */
export const LogRow = memo(function LogRow({
  seq,
  line,
  options,
  isPicked,
  isCurrentMatch,
  index,
  measure,
}: LogRowProps) {
  const pick = (event: MouseEvent) => options.onPick(seq, event.shiftKey);
  return (
    <div
      ref={measure}
      data-index={index}
      data-seq={seq}
      className={classNames(
        styles.row,
        isPicked && styles.picked,
        isCurrentMatch && styles.currentMatch,
        line && styles[line.stream],
      )}
    >
      {/* By keyboard a line is pointed at with the field “Line”. */}
      <button type="button" tabIndex={-1} aria-hidden="true" className={styles.number} onClick={pick}>
        {seq}
      </button>
      {options.hasTimes && <span className={styles.time}>{line === undefined ? '' : clockTime(line.at)}</span>}
      <span className={styles.text}>
        {line === undefined ? '' : <LogText text={line.text} query={options.query} />}
      </span>
    </div>
  );
});

/** Coloured as the terminal would, what was looked for marked. */
export function LogText({ text, query }: { readonly text: string; readonly query: string }) {
  const spans = parseAnsi(text);
  if (query === '' && spans.length === 1 && spans[0]?.className === '') return spans[0].text;
  return markSpans(spans, query).map(({ text: part, className, isMark }, index) => {
    const names = className === '' ? undefined : ansiClasses(className);
    // Pieces of a line never change their order.
    return isMark ? (
      <mark key={index} className={names}>
        {part}
      </mark>
    ) : (
      <span key={index} className={names}>
        {part}
      </span>
    );
  });
}

function ansiClasses(className: string): string {
  return className
    .split(' ')
    .map((name) => styles[name] ?? '')
    .join(' ');
}
