import { type SyntheticEvent, useRef, useState } from 'react';
import { type Problem, toProblem } from '../../../lib/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { nameProblem } from './file-name.ts';
import styles from './browser.module.css';

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

  const save = async (event: SyntheticEvent) => {
    event.preventDefault();
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
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form="name"
            disabled={name === '' || name === initial || refusal !== null}
            busy={isBusy && busy}
          >
            {action}
          </Button>
        </>
      }
    >
      <form id="name" onSubmit={(event) => void save(event)} noValidate className={styles.form}>
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
        {problem !== null && <ProblemNotice problem={problem} />}
      </form>
    </Dialog>
  );
}
