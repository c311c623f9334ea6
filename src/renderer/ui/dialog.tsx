import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, useState } from 'react';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly isWide?: boolean;
  /** Begins near the top, for content whose height changes while one types. */
  readonly isAtTop?: boolean;
  /** Stays in sight below the scrolling content. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** Focus goes in and comes back, Escape closes. A press beside it does not: a form half filled in must not vanish. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  isWide = false,
  isAtTop = false,
  footer,
  children,
}: DialogProps) {
  const opener = useOpener(isOpen);
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()} disablePointerDismissal>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={classNames(styles.popup, isWide && styles.wide, (isWide || isAtTop) && styles.atTop)}
          finalFocus={() => (opener instanceof HTMLElement && opener.isConnected ? opener : true)}
        >
          <header className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close className={styles.close}>Close</Base.Close>
          </header>
          <div className={styles.body}>
            {description !== undefined && <Base.Description>{description}</Base.Description>}
            {children}
          </div>
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** What had the focus when the dialog opened, read before a field with autoFocus takes it: there it belongs afterwards. */
function useOpener(isOpen: boolean): Element | null {
  const [seen, setSeen] = useState<{ readonly isOpen: boolean; readonly opener: Element | null }>({
    isOpen: false,
    opener: null,
  });
  if (seen.isOpen === isOpen) return seen.opener;
  const focused = document.activeElement === document.body ? null : document.activeElement;
  setSeen({ isOpen, opener: isOpen ? focused : seen.opener });
  return seen.opener;
}
