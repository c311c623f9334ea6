import type { SharedRolloutStep } from '../../../contract/shared-secrets.ts';
import styles from './shared-secrets.module.css';

/** How far the last rotation has got. */
export function RolloutSteps({ steps }: { readonly steps: readonly SharedRolloutStep[] }) {
  if (steps.length === 0) return null;
  return (
    <ol className={styles.steps} aria-label="Projects of the last rotation" aria-live="polite">
      {steps.map(({ projectId, projectName, status, problem }) => (
        <li key={projectId}>
          <span className={styles.names}>{projectName}</span>
          <span>{status}</span>
          {problem !== null && <span className={styles.problem}>{problem}</span>}
        </li>
      ))}
    </ol>
  );
}
