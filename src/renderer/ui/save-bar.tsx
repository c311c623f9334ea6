import type { Problem } from '../lib/problem.ts';
import { Button } from './button.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import styles from './save-bar.module.css';

interface SaveBarProps {
  readonly isShown: boolean;
  readonly text: string;
  /** A field holds what cannot be saved. */
  readonly isBlocked: boolean;
  readonly isSaving: boolean;
  readonly problem: Problem | null;
  readonly onDiscard: () => void;
}

/** Stays in sight at the foot of a long form as long as something is not saved. */
export function SaveBar({ isShown, text, isBlocked, isSaving, problem, onDiscard }: SaveBarProps) {
  if (!isShown) return null;
  return (
    <div className={styles.bar}>
      {problem !== null && <ProblemNotice problem={problem} />}
      <div className={styles.row}>
        <span role="status">{isBlocked ? `${text}; a marked field must be corrected first` : text}</span>
        <Button onClick={onDiscard}>Discard</Button>
        <Button kind="primary" type="submit" disabled={isBlocked} busy={isSaving && 'Saving…'}>
          Save
        </Button>
      </div>
    </div>
  );
}
