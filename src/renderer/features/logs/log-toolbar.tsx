import { type SyntheticEvent, type ReactNode, useState } from 'react';
import type { LogFilter } from '../../../contract/logs.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Download } from './download.tsx';
import type { LineRange } from './line-range.ts';
import type { LogHandle } from './log-handle.ts';
import { formatRange } from './line-range.ts';
import styles from './log.module.css';
import type { TimeStyle } from './line-time.ts';
import { timeStyles } from './line-time.ts';
import { readText } from './log-text.ts';
import type { LogSearch } from './log-search.ts';
import type { LogSnapshot } from './log-store.ts';

interface LogToolbarProps {
  readonly log: LogHandle;
  readonly search: LogSearch;
  readonly onSearch: (part: Partial<LogSearch>) => void;
  readonly picked: LineRange | null;
  /** Null: all lines are shown. */
  readonly filter: LogFilter | null;
  readonly isFollowing: boolean;
  readonly onFollow: (isOn: boolean) => void;
  readonly onGoTo: (seq: number) => void;
  readonly find: ReactNode;
}

/** More than this is a file, not a clipboard. */
const COPY_LINES = 5_000;

export function LogToolbar(props: LogToolbarProps) {
  const { log, search, onSearch, picked, filter, isFollowing, onFollow, onGoTo, find } = props;
  const { snapshot } = log;
  const range = picked ?? { from: Math.max(snapshot.first, snapshot.last - COPY_LINES + 1), to: snapshot.last };
  return (
    <div className={styles.toolbar}>
      {filter === null && (
        <Toggle label={isFollowing ? 'Following' : 'Follow'} isOn={isFollowing} onChange={onFollow} />
      )}
      <Toggle
        label="Wrap"
        isOn={search.wrap === true}
        onChange={(isOn) => onSearch({ wrap: isOn ? true : undefined })}
      />
      <TimesChoice times={search.times} onChange={(times) => onSearch({ times })} />
      <Toggle label="Raw" isOn={search.raw === true} onChange={(isOn) => onSearch({ raw: isOn ? true : undefined })} />
      <GoToLine last={snapshot.last} onGoTo={onGoTo} />
      <div className={styles.findSlot}>{find}</div>
      {snapshot.last > 0 && filter === null && (
        <CopyButton label={copyLabel(picked, snapshot)} text={() => readText(log.read, range)} />
      )}
      {picked !== null && (
        <Button isSmall onClick={() => onSearch({ line: undefined })}>
          Unmark
        </Button>
      )}
      <Download log={log} filter={filter} picked={picked} />
    </div>
  );
}

function copyLabel(picked: LineRange | null, { first, last }: LogSnapshot): string {
  if (picked !== null) return picked.from === picked.to ? `Copy line ${picked.from}` : `Copy ${formatRange(picked)}`;
  return last - first + 1 > COPY_LINES ? 'Copy last 5,000' : 'Copy all';
}

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Toggle({ label, isOn, onChange }: ToggleProps) {
  return (
    <Button isSmall className={isOn ? styles.on : undefined} aria-pressed={isOn} onClick={() => onChange(!isOn)}>
      {label}
    </Button>
  );
}

const timeNames = { local: 'local', utc: 'UTC', ago: 'how long ago' } as const satisfies Record<TimeStyle, string>;

interface TimesChoiceProps {
  readonly times: TimeStyle | undefined;
  readonly onChange: (times: TimeStyle | undefined) => void;
}

function TimesChoice({ times, onChange }: TimesChoiceProps) {
  return (
    <label className={styles.goTo}>
      Times{' '}
      <select
        className={styles.choiceSelect}
        value={times ?? ''}
        onChange={(event) => onChange(timeStyles.find((style) => style === event.target.value))}
      >
        <option value="">none</option>
        {timeStyles.map((style) => (
          <option key={style} value={style}>
            {timeNames[style]}
          </option>
        ))}
      </select>
    </label>
  );
}

function GoToLine({ last, onGoTo }: { readonly last: number; readonly onGoTo: (seq: number) => void }) {
  const [text, setText] = useState('');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const seq = Number(text);
    if (Number.isInteger(seq) && seq > 0 && last > 0) onGoTo(Math.min(seq, last));
  };
  return (
    <form onSubmit={submit} className={styles.goTo}>
      <label>
        Line{' '}
        <input
          className={styles.lineInput}
          inputMode="numeric"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Button isSmall type="submit" disabled={!/^\d+$/.test(text)}>
        Go
      </Button>
    </form>
  );
}
