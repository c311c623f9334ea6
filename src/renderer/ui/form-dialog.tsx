import { type ReactNode, useId } from 'react';
import type { Problem } from '../lib/problem.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import layout from './form.module.css';
import { ProblemNotice } from './problem-notice.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly isWide?: boolean;
  readonly isAtTop?: boolean;
  /** What the button says that does it. */
  readonly action: string;
  readonly kind?: 'primary' | 'danger';
  readonly isReady?: boolean;
  /** What is being done now, else false. */
  readonly busy: string | false;
  /** `Close` where the dialog stays open after it is done. */
  readonly leave?: 'Cancel' | 'Close';
  /** What no field shows. */
  readonly problem: Problem | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form in a dialog: Enter sends it, what failed stands below the fields, and the way out is beside the way on. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, isWide = false, isAtTop = false, children, onClose, onSubmit } = props;
  const { action, kind = 'primary', isReady = true, busy, leave = 'Cancel', problem } = props;
  const form = useId();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={description}
      isWide={isWide}
      isAtTop={isAtTop}
      footer={
        <>
          <Button onClick={onClose}>{leave}</Button>
          <Button kind={kind} type="submit" form={form} disabled={!isReady} busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={layout.stack}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {problem !== null && <ProblemNotice problem={problem} />}
      </form>
    </Dialog>
  );
}
