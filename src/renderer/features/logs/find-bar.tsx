import { formatCount } from '../../lib/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import type { FindState } from './line-finder.ts';
import styles from './log.module.css';
import type { LogSnapshot } from './log-store.ts';
import type { ReadLog } from './use-log.ts';
import { useFindEverywhere } from './use-find-everywhere.ts';

interface FindBarProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly log: { readonly read: ReadLog; readonly snapshot: LogSnapshot };
  readonly found: FindState;
  /** The line that is shown now. */
  readonly match: number | null;
  readonly onMatch: (seq: number) => void;
}

/** Searches what is here while one types; the whole log when asked, and always says which it was. */
export function FindBar({ value, onChange, log, found, match, onMatch }: FindBarProps) {
  const { snapshot } = log;
  const everywhere = useFindEverywhere(log.read, snapshot, value);
  const matches = everywhere.matches ?? found.matches;
  const at = match === null ? -1 : matches.indexOf(match);
  const total = snapshot.last === 0 ? 0 : snapshot.last - snapshot.first + 1;
  const isPartial = everywhere.matches === null && snapshot.loaded < total;

  const step = (by: 1 | -1) => {
    if (matches.length === 0) return;
    // From nowhere, forward is the first and backward the last.
    const next = at === -1 ? (by === 1 ? 0 : matches.length - 1) : (at + by + matches.length) % matches.length;
    onMatch(matches[next] ?? 1);
  };
  return (
    <div className={styles.find} role="search">
      <SearchField
        label="Find in this log"
        value={value}
        onChange={onChange}
        onEnter={(isBack) => step(isBack ? -1 : 1)}
        hasShortcut
      />
      {value !== '' && (
        <>
          <span role="status">{findText(matches.length, at, found.isSearching && everywhere.matches === null)}</span>
          <Button isSmall aria-label="Previous match" disabled={matches.length === 0} onClick={() => step(-1)}>
            ↑
          </Button>
          <Button isSmall aria-label="Next match" disabled={matches.length === 0} onClick={() => step(1)}>
            ↓
          </Button>
          {everywhere.done !== null && (
            <Button isSmall onClick={everywhere.cancel}>
              {formatCount(everywhere.done)} of {formatCount(total)} lines: cancel
            </Button>
          )}
          {isPartial && everywhere.done === null && (
            <>
              <span className={styles.soft}>in the {formatCount(snapshot.loaded)} lines that are here</span>
              <Button isSmall onClick={everywhere.start}>
                Find in all {formatCount(total)} lines
              </Button>
            </>
          )}
        </>
      )}
    </div>
  );
}

function findText(count: number, at: number, isSearching: boolean): string {
  if (isSearching) return `${formatCount(count)} so far`;
  if (count === 0) return 'not found';
  return at === -1
    ? `${formatCount(count)} ${count === 1 ? 'line' : 'lines'}`
    : `${formatCount(at + 1)} of ${formatCount(count)}`;
}
