import { type ReactNode, useState } from 'react';
import { formProblem } from '../lib/form-problem.ts';
import { Button } from './button.tsx';
import { FormDialog } from './form-dialog.tsx';
import styles from './new-value-dialog.module.css';
import { RelativeTime } from './relative-time.tsx';
import { TextArea } from './text-area.tsx';

interface NewValueDialogProps {
  /** Whose value it is. */
  readonly name: string;
  /** What happens to those who use it. */
  readonly consequence: string;
  /** Why it cannot be changed just now is shown by the children. */
  readonly isLocked?: boolean;
  readonly leave: 'Cancel' | 'Close';
  readonly isRotating: boolean;
  readonly isRestoring: boolean;
  /** Of the last attempt, else null. */
  readonly error: unknown;
  /** When the value before was replaced, null where none is kept. */
  readonly formerSince: string | null;
  readonly onRotate: (value: string, emptied: () => void) => void;
  readonly onRestore: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Another value in place of a secret one, which is not shown, and the way back to the one before. */
export function NewValueDialog(props: NewValueDialogProps) {
  const { name, consequence, isLocked = false, leave, isRotating, isRestoring, formerSince } = props;
  const [value, setValue] = useState('');
  const problem = formProblem(props.error, ['value']);
  return (
    <FormDialog
      title={`Rotate ${name}`}
      action="Rotate"
      isReady={value !== '' && !isLocked}
      busy={isRotating && 'Rotating…'}
      leave={leave}
      problem={problem.rest}
      onSubmit={() => props.onRotate(value, () => setValue(''))}
      onClose={props.onClose}
    >
      <p>{consequence}</p>
      <TextArea
        label="New value"
        description="Line breaks are kept."
        rows={4}
        autoFocus
        value={value}
        onChange={setValue}
        error={problem.errorOf('value')}
      />
      {props.children}
      {formerSince !== null && !isLocked && (
        <div className={styles.former}>
          <span>
            Rotated <RelativeTime at={formerSince} />. The value before is kept.
          </span>
          <Button onClick={props.onRestore} busy={isRestoring && 'Going back…'}>
            Back to the former value
          </Button>
        </div>
      )}
    </FormDialog>
  );
}
