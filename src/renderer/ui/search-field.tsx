import { type KeyboardEvent, useRef } from 'react';
import styles from './search-field.module.css';
import { useShortcut } from './shortcuts.tsx';

interface SearchFieldProps {
  /** Also the accessible name: `Search projects`. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** `/` goes here. One field of a page has it. */
  readonly hasShortcut?: boolean;
}

export function SearchField({ label, value, onChange, hasShortcut = false }: SearchFieldProps) {
  const ref = useRef<HTMLInputElement>(null);
  useShortcut(hasShortcut ? { keys: '/', label, run: () => ref.current?.select() } : null);
  const clear = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || value === '') return;
    event.stopPropagation();
    onChange('');
  };
  return (
    <input
      ref={ref}
      type="search"
      className={styles.search}
      aria-label={label}
      placeholder={hasShortcut ? `${label}  /` : label}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={clear}
    />
  );
}
