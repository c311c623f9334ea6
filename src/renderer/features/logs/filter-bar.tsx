import { useEffect, useState } from 'react';
import { SearchField } from '../../ui/search-field.tsx';
import { Tick } from '../../ui/tick.tsx';
import { LevelChoice } from './level-choice.tsx';
import { formatLevels, parseLevels } from './log-filter.ts';
import styles from './log.module.css';
import type { LogSearch } from './log-search.ts';

interface FilterBarProps {
  readonly search: LogSearch;
  readonly onSearch: (part: Partial<LogSearch>) => void;
}

interface Draft {
  readonly text: string;
  readonly of: string;
  readonly sent: string | null;
}

/** So long after the last key the log is read anew. */
const TYPING_MS = 300;

/** Which lines are shown, of those there are and of those that come. */
export function FilterBar({ search, onSearch }: FilterBarProps) {
  const only = search.only ?? '';
  // `of`: the address that the text was typed on top of; `sent`: what it is to become.
  const [draft, setDraft] = useState<Draft>({ text: only, of: only, sent: null });
  if (draft.of !== only) {
    // Somebody else changed it, such as a press on a line: what was typed is over.
    setDraft({ text: draft.sent === only ? draft.text : only, of: only, sent: null });
  }
  const { text } = draft;
  useEffect(() => {
    if (text === only) return;
    const timer = setTimeout(() => {
      setDraft((old) => ({ ...old, sent: text }));
      onSearch({ only: text === '' ? undefined : text });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, only, onSearch]);
  return (
    <div className={styles.filterBar} role="search" aria-label="Filter">
      <div className={styles.filterText}>
        <SearchField
          label="Filter by text"
          value={text}
          onChange={(typed) => setDraft((old) => ({ ...old, text: typed }))}
        />
      </div>
      <Tick
        label="Regular expression"
        isOn={search.onlyRegex === true}
        onChange={(isOn) => onSearch({ onlyRegex: isOn ? true : undefined })}
      />
      <LevelChoice
        levels={parseLevels(search.onlyLevels)}
        onChange={(levels) => onSearch({ onlyLevels: formatLevels(levels) })}
      />
    </div>
  );
}
