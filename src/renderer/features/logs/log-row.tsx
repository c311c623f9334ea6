import { memo, type MouseEvent, type Ref } from 'react';
import { type JsonLine, readJsonLine } from '../../../contract/json-line.ts';
import { type LineLevel, levelOf } from '../../../contract/log-level.ts';
import type { LogLine } from '../../../contract/logs.ts';
import { parseAnsi, stripAnsi } from '../../lib/ansi.ts';
import { classNames } from '../../ui/class-names.ts';
import { lineTime, type TimeStyle } from './line-time.ts';
import styles from './log.module.css';
import { excerpt } from './excerpt.ts';
import { type Marks, markSpans } from './mark-spans.ts';

export interface RowOptions {
  readonly times: TimeStyle | undefined;
  /** ms since the epoch, for times that say how long ago. */
  readonly now: number;
  readonly isRaw: boolean;
  readonly marks: Marks;
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
  const json = line === undefined || options.isRaw ? null : readJsonLine(line.text);
  const level = line === undefined ? null : (json?.level ?? levelOf(line.text));
  const marks = marksOf(line, options.marks);
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
      {options.times !== undefined && (
        <span className={styles.time}>{line === undefined ? '' : lineTime(line.at, options.times, options.now)}</span>
      )}
      <Level level={level} />
      <span className={styles.text}>
        {json !== null ? (
          <JsonText json={json} marks={marks} />
        ) : line === undefined ? (
          ''
        ) : (
          <LogText text={line.text} marks={marks} />
        )}
      </span>
    </div>
  );
});

const letters = { error: 'E', warn: 'W', info: 'i', debug: 'd' } as const satisfies Record<LineLevel, string>;

/** A letter, so that it is told without its colour too. */
function Level({ level }: { readonly level: LineLevel | null }) {
  return (
    <span className={classNames(styles.level, level !== null && styles[`level-${level}`])} title={level ?? undefined}>
      {level === null ? '' : letters[level]}
      {level !== null && <span className="said"> {level}: </span>}
    </span>
  );
}

/** So much of a field stands in the row; all of it below, when the line is pointed at. */
const FIELD_CHARACTERS = 60;

/** What a regular expression found in the line, else what is looked for in all of them. */
export function marksOf(line: LogLine | undefined, all: Marks): Marks {
  return line?.marks === undefined ? all : { texts: line.marks.map(stripAnsi), isCaseSensitive: true };
}

/** What a structured line says, first its message. */
export function JsonText({ json: { message, fields }, marks }: { readonly json: JsonLine; readonly marks: Marks }) {
  return (
    <>
      {message !== null && <LogText text={message} marks={marks} />}
      {fields.map(({ key, value }) => {
        const flat = value.replaceAll(/\s+/g, ' ');
        return (
          <span key={key}>
            {'  '}
            <span className={styles.key}>{key}=</span>
            <LogText text={excerpt(flat, FIELD_CHARACTERS, marks)} marks={marks} />
          </span>
        );
      })}
    </>
  );
}

/** Coloured as the terminal would, what was looked for marked. */
export function LogText({ text, marks }: { readonly text: string; readonly marks: Marks }) {
  const spans = parseAnsi(text);
  if (marks.texts.length === 0 && spans.length === 1 && spans[0]?.className === '') return spans[0].text;
  return markSpans(spans, marks).map(({ text: part, className, isMark }, index) => {
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
