import { Link } from '@tanstack/react-router';
import type { Deployment } from '../../../contract/deployments.ts';
import type { Explanation } from '../../../contract/explanation.ts';
import styles from './explanation.module.css';

interface ExplanationViewProps {
  readonly deployment: Deployment;
  readonly explanation: Explanation;
}

/** Why it failed and what puts it right, with the lines that show it. */
export function ExplanationView({ deployment, explanation }: ExplanationViewProps) {
  const { cause, fix, log, lines } = explanation;
  return (
    <dl className={styles.explanation}>
      <dt>Why</dt>
      <dd>{cause}</dd>
      <dt>What puts it right</dt>
      <dd>{fix}</dd>
      {lines.length > 0 && (
        <>
          <dt>Seen in the {log} log</dt>
          <dd>
            <ol className={styles.lines}>
              {lines.map(({ seq, text }) => (
                <li key={seq}>
                  <Link
                    to="/projects/$projectId/logs"
                    params={{ projectId: String(deployment.projectId) }}
                    search={{ kind: log, deployment: deployment.id, line: seq }}
                    aria-label={`Line ${seq} of the ${log} log`}
                  >
                    {seq}
                  </Link>
                  <code>{text}</code>
                </li>
              ))}
            </ol>
          </dd>
        </>
      )}
    </dl>
  );
}
