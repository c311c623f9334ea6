/**
 * A menu button by the pattern of the ARIA practices, over the browser's own popover: it lies above everything, closes by
 * Escape or a press elsewhere, and stays where it stands in the page for a screen reader.
 */
import { type KeyboardEvent, type ReactNode, type ToggleEvent, useId, useRef, useState } from 'react';
import { buttonClass } from './button.tsx';
import { classNames } from './class-names.ts';
import { menuKey } from './menu-key.ts';
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
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const entries = () => [...(popup.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];

  const open = (at: 'first' | 'last') => {
    const [button, menu] = [trigger.current, popup.current];
    if (button === null || menu === null) return;
    menu.showPopover();
    place(menu, button.getBoundingClientRect());
    entries()
      .at(at === 'first' ? 0 : -1)
      ?.focus();
  };
  const close = () => {
    popup.current?.hidePopover();
    trigger.current?.focus();
  };
  const toggled = (event: ToggleEvent) => setOpen(event.newState === 'open');
  const pressTrigger = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event.key === 'ArrowDown' ? 'first' : 'last');
  };
  const pressMenu = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = menuKey(
      event.key,
      at,
      all.map((entry) => entry.textContent ?? ''),
    );
    if (next === null) return;
    // Tab goes on from the button, as if the menu had not been there.
    if (event.key !== 'Tab') event.preventDefault();
    if (next === 'close') close();
    else all[next]?.focus();
  };

  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={buttonClass('normal', isSmall)}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => (isOpen ? close() : open('first'))}
        onKeyDown={pressTrigger}
      >
        {label}
      </button>
      <div
        ref={popup}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={name ?? (typeof label === 'string' ? label : undefined)}
        className={styles.popup}
        onToggle={toggled}
        onKeyDown={pressMenu}
      >
        {title !== undefined && (
          <div className={styles.title} role="presentation">
            {title}
          </div>
        )}
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            className={classNames(styles.item, item.isDanger === true && styles.danger)}
            aria-disabled={item.refusal === undefined ? undefined : true}
            onMouseEnter={(event) => event.currentTarget.focus()}
            onClick={() => {
              if (item.refusal !== undefined) return;
              close();
              item.run();
            }}
          >
            {item.label}
            {item.refusal !== undefined && <span className={styles.refusal}>{item.refusal}</span>}
          </button>
        ))}
      </div>
    </>
  );
}

const MARGIN = 2;

/** Below the button and to its right edge; above it where there is no room below. */
function place(menu: HTMLElement, button: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const below = button.bottom + MARGIN;
  const top = below + height > window.innerHeight ? Math.max(MARGIN, button.top - MARGIN - height) : below;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(MARGIN, Math.min(button.right - width, window.innerWidth - width - MARGIN))}px`;
}
