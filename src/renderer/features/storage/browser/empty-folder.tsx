import type { KeyboardEvent } from 'react';
import styles from './browser.module.css';
import { shownName } from './shown-name.ts';

/** A folder without files takes keys like one that has some: up, paste. */
export function EmptyFolder({
  path,
  onKey,
}: {
  readonly path: string;
  readonly onKey: (event: KeyboardEvent) => void;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it stands for the list, whose keys it takes
    <div
      className={styles.empty}
      tabIndex={0}
      role="group"
      aria-label={`Files in ${shownName(path)}`}
      onKeyDown={onKey}
    >
      <p>{path === '/' ? 'The volume is empty.' : 'The folder is empty.'}</p>
      <p className={styles.soft}>Drop files or folders here, or use the buttons below.</p>
    </div>
  );
}
