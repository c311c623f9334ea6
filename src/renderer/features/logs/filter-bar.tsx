import { useEffect, useState } from 'react';
import { SearchField } from '../../ui/search-field.tsx';
import { Check, LevelChoice } from './level-choice.tsx';
import { formatLevels, parseLevels } from './log-filter.ts';
import styles from './log.module.css';
import type { LogSearch } from './log-search.ts';

interface FilterBarProps {
  readonly search: LogSearch;
  readonly onSearch: (part: Partial<LogSearch>) => void;
}

/** So long after the last key the log is read anew. */
const TYPING_MS = 300;

/** Which lines are shown, of those there are and of those that come. */
export function FilterBar({ search, onSearch }: FilterBarProps) {
  const [text, setText] = useState(search.only ?? '');
  useEffect(() => {
    if (text === (search.only ?? '')) return;
    const timer = setTimeout(() => onSearch({ only: text === '' ? undefined : text }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, search.only, onSearch]);
  return (
    <div className={styles.filterBar} role="search" aria-label="Filter">
      <div className={styles.filterText}>
        <SearchField label="Filter by text" value={text} onChange={setText} />
      </div>
      <Check
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
