import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useRef } from 'react';
import type { Problem } from '../lib/problem.ts';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { ProblemNotice } from './problem-notice.tsx';

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Names what goes. */
  readonly children: ReactNode;
  /** The deed itself, never “OK”: `Delete shop`. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly busy?: string | false;
  readonly problem?: Problem | null;
  readonly isReady?: boolean;
}

/** The safe choice has the focus. */
export function Confirm({
  isOpen,
  onClose,
  title,
  children,
  action,
  onConfirm,
  busy,
  problem,
  isReady = true,
}: ConfirmProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.popup} initialFocus={cancel}>
          <header className={styles.header}>
            <AlertDialog.Title className={styles.title}>{title}</AlertDialog.Title>
          </header>
          <div className={styles.body}>
            <AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>
            {problem !== null && problem !== undefined && <ProblemNotice problem={problem} />}
          </div>
          <footer className={styles.footer}>
            <Button ref={cancel} onClick={onClose}>
              Cancel
            </Button>
            <Button kind="danger" onClick={onConfirm} busy={busy} disabled={!isReady}>
              {action}
            </Button>
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
