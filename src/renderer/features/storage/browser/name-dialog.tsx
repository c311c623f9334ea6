import { useRef, useState } from 'react';
import { type Problem, toProblem } from '../../../lib/problem.ts';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { nameProblem } from './file-name.ts';

interface NameDialogProps {
  readonly title: string;
  readonly action: string;
  readonly busy: string;
  /** What the field begins with. */
  readonly initial: string;
  /** Rejects with what is wrong with the name. */
  readonly onName: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

/** One name, for a new folder or in place of another one. */
export function NameDialog({ title, action, busy, initial, onName, onClose }: NameDialogProps) {
  const [name, setName] = useState(initial);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isSelected = useRef(false);
  const refusal = name === '' ? null : nameProblem(name);

  const save = async () => {
    if (name === '' || name === initial || refusal !== null || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      await onName(name);
      onClose();
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={title}
      action={action}
      isReady={name !== '' && name !== initial && refusal === null}
      busy={isBusy && busy}
      problem={problem}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <TextField
        label="Name"
        autoFocus
        value={name}
        onChange={setName}
        error={refusal ?? undefined}
        onFocus={(event) => {
          // The ending of a name is seldom what is to be changed.
          if (isSelected.current) return;
          isSelected.current = true;
          const dot = initial.lastIndexOf('.');
          event.target.setSelectionRange(0, dot > 0 ? dot : initial.length);
        }}
      />
    </FormDialog>
  );
}
