import { type ReactNode, useState } from 'react';
import { formProblem } from '../lib/form-problem.ts';
import { countOf } from '../lib/numbers.ts';
import { toProblem } from '../lib/problem.ts';
import layout from './form.module.css';
import { SaveBar } from './save-bar.tsx';

/** What the fields of the form show and say. */
export interface Edited<Draft extends object> {
  readonly draft: Draft;
  readonly errors: Readonly<Record<string, string | undefined>>;
  readonly onChange: (part: Partial<Draft>) => void;
}

interface EditedFormProps<Draft extends object> {
  readonly saved: Draft;
  /** The fields that differ. */
  readonly changedOf: (saved: Draft, draft: Draft) => readonly string[];
  /** By field, what is known to be wrong before it is sent. */
  readonly errorsOf: (draft: Draft) => Readonly<Record<string, string>>;
  readonly update: { readonly isPending: boolean; readonly error: unknown; readonly reset: () => void };
  /** Calls `done` when it is saved. */
  readonly onSave: (draft: Draft, done: () => void) => void;
  readonly children: (edited: Edited<Draft>) => ReactNode;
}

/** A long form that stays on its page. What is not saved yet stays when what is saved changes meanwhile. */
export function EditedForm<Draft extends object>(props: EditedFormProps<Draft>) {
  const { saved, changedOf, errorsOf, update, onSave, children } = props;
  const [edits, setEdits] = useState<Partial<Draft>>({});
  const draft: Draft = { ...saved, ...edits };
  const count = changedOf(saved, draft).length;
  const local = errorsOf(draft);
  const isBlocked = Object.keys(local).length > 0;
  const onChange = (part: Partial<Draft>) => {
    setEdits((old) => ({ ...old, ...part }));
    update.reset();
  };
  return (
    <form
      className={layout.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (count > 0 && !isBlocked) onSave(draft, () => setEdits({}));
      }}
    >
      {children({ draft, errors: { ...formProblem(update.error, Object.keys(draft)).errors, ...local }, onChange })}
      <SaveBar
        isShown={count > 0}
        text={`${countOf(count, 'change')} not saved`}
        isBlocked={isBlocked}
        isSaving={update.isPending}
        problem={update.error === null ? null : toProblem(update.error)}
        onDiscard={() => {
          setEdits({});
          update.reset();
        }}
      />
    </form>
  );
}
