import { useState } from 'react';
import { canReplace } from '../../../../transfer/conflicts.ts';
import { formatBytes } from '../../../../contract/bytes.ts';
import type { ConflictDecision, TransferConflict } from '../../../../contract/transfers.ts';
import { countOf } from '../../../lib/numbers.ts';
import { localTime } from '../../../lib/time.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { shownName } from '../browser/shown-name.ts';
import type { NamedDecision } from '../../../../transfer/upload-run.ts';
import styles from './transfers.module.css';

interface ConflictDialogProps {
  /** The first of them. */
  readonly conflicts: readonly TransferConflict[];
  readonly conflictCount: number;
  /** What is under way: `Upload of photos`. */
  readonly what: string;
  readonly folder: string;
  /** `Cancel the upload` */
  readonly cancel: string;
  readonly onDecide: (named: readonly NamedDecision[], rest: ConflictDecision) => void;
  readonly onCancel: () => void;
  /** Closed without an answer: it goes on asking. */
  readonly onClose: () => void;
}

const words: Readonly<Record<ConflictDecision, string>> = { replace: 'Replace', keepBoth: 'Keep both', skip: 'Skip' };
const answers: readonly ConflictDecision[] = ['replace', 'keepBoth', 'skip'];
/** Rows that can be answered one by one; the answer for all is for the rest. */
const SHOWN = 100;

export function ConflictDialog(props: ConflictDialogProps) {
  const { conflicts, conflictCount, what, folder, cancel, onDecide, onCancel, onClose } = props;
  const [rest, setRest] = useState<ConflictDecision>('keepBoth');
  const [named, setNamed] = useState<ReadonlyMap<string, ConflictDecision>>(new Map());
  const shown = conflicts.slice(0, SHOWN);
  const decide = () =>
    onDecide(
      [...named].map(([path, decision]) => ({ path, decision })),
      rest,
    );
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={`${countOf(conflictCount, 'name is', 'names are')} taken in ${shownName(folder)}`}
      footer={
        <>
          <Button onClick={onCancel}>{cancel}</Button>
          <Button kind="primary" onClick={decide}>
            Go on
          </Button>
        </>
      }
    >
      <p>
        {what}: what shall become of {conflictCount === 1 ? 'it' : 'them'}? Folders that meet are put together in any
        case.
      </p>
      <fieldset className={styles.answers}>
        <legend>{conflictCount === 1 ? 'This one' : `For all ${conflictCount}`}</legend>
        {answers.map((answer) => (
          <label key={answer}>
            <input
              type="radio"
              name="for-all"
              checked={rest === answer}
              onChange={() => {
                setRest(answer);
                setNamed(new Map());
              }}
            />
            {words[answer]}
          </label>
        ))}
      </fieldset>
      {conflictCount > 0 && (
        <div className={styles.conflicts} tabIndex={0} role="group" aria-label="Names that are taken">
          <table className={styles.conflictTable}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">There now</th>
                <th scope="col">Yours</th>
                <th scope="col">Then</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((conflict) => (
                <ConflictRow
                  key={conflict.path}
                  conflict={conflict}
                  decision={named.get(conflict.path) ?? rest}
                  onDecide={(decision) => setNamed((old) => new Map(old).set(conflict.path, decision))}
                />
              ))}
            </tbody>
          </table>
          {conflictCount > shown.length && (
            <p className={styles.soft}>and {countOf(conflictCount - shown.length, 'more', 'more')}, as for all</p>
          )}
        </div>
      )}
    </Dialog>
  );
}

interface ConflictRowProps {
  readonly conflict: TransferConflict;
  readonly decision: ConflictDecision;
  readonly onDecide: (decision: ConflictDecision) => void;
}

function ConflictRow({ conflict, decision, onDecide }: ConflictRowProps) {
  const { path, existing, incoming } = conflict;
  const allowed = canReplace(conflict) ? answers : answers.filter((answer) => answer !== 'replace');
  const chosen = allowed.includes(decision) ? decision : 'keepBoth';
  return (
    <tr>
      <th scope="row">{shownName(path)}</th>
      <td>{describe(existing)}</td>
      <td>{describe(incoming)}</td>
      <td>
        <select
          aria-label={`What becomes of ${shownName(path)}`}
          value={chosen}
          onChange={(event) => {
            const answer = answers.find((known) => known === event.target.value);
            if (answer !== undefined) onDecide(answer);
          }}
        >
          {allowed.map((answer) => (
            <option key={answer} value={answer}>
              {words[answer]}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}

function describe({
  kind,
  sizeBytes,
  modifiedAt,
}: TransferConflict['existing'] | TransferConflict['incoming']): string {
  const size = kind === 'folder' ? 'folder' : formatBytes(sizeBytes);
  return modifiedAt === null ? size : `${size}, ${localTime(modifiedAt)}`;
}
