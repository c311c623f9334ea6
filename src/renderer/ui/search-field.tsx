import { type KeyboardEvent, useRef } from 'react';
import styles from './search-field.module.css';
import { useShortcut } from './shortcuts.tsx';

interface SearchFieldProps {
  /** Also the accessible name: `Search projects`. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter?: (isShifted: boolean) => void;
  /** `/` goes here. One field of a page has it. */
  readonly hasShortcut?: boolean;
}

export function SearchField({ label, value, onChange, onEnter, hasShortcut = false }: SearchFieldProps) {
  const ref = useRef<HTMLInputElement>(null);
  useShortcut(hasShortcut ? { keys: '/', label, run: () => ref.current?.select() } : null);
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && onEnter !== undefined) {
      event.preventDefault();
      onEnter(event.shiftKey);
    }
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
      onKeyDown={press}
    />
  );
}
