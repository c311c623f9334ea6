import { Menu as Base } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';
import styles from './menu.module.css';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
  readonly isDanger?: boolean;
  /** Shown, but cannot be chosen: says why. */
  readonly refusal?: string | undefined;
}

interface MenuProps {
  readonly label: ReactNode;
  /** For a screen reader, when the label alone does not tell: `Actions of deployment 12`. */
  readonly name?: string;
  readonly items: readonly MenuItem[];
  readonly isSmall?: boolean;
  /** A line above the items, for what is known and cannot be chosen. */
  readonly title?: string | undefined;
}

export function Menu({ label, name, items, isSmall = false, title }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger className={buttonClass('normal', isSmall)} aria-label={name}>
        {label}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={2} align="end">
          <Base.Popup className={styles.popup}>
            {title !== undefined && (
              <div className={styles.title} role="presentation">
                {title}
              </div>
            )}
            {items.map((item) => (
              <Base.Item
                key={item.label}
                className={`${styles.item} ${item.isDanger === true ? styles.danger : ''}`}
                disabled={item.refusal !== undefined}
                onClick={item.run}
              >
                {item.label}
                {item.refusal !== undefined && <span className={styles.refusal}>{item.refusal}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
