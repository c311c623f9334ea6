import type { ConnectStage, HostTest } from '../../../contract/hosts.ts';
import { classNames } from '../../ui/class-names.ts';
import { Mark } from '../../ui/mark.tsx';
import { HostProblem } from './host-key-question.tsx';
import styles from './hosts.module.css';

const stageNames: readonly (readonly [stage: ConnectStage, name: string])[] = [
  ['prepare', 'Preparation'],
  ['name', 'Name'],
  ['connect', 'Connect'],
  ['hostKey', 'Host key'],
  ['login', 'Login'],
  ['docker', 'Docker'],
];

interface ConnectStagesProps {
  readonly result: HostTest;
  readonly onTrust: (fingerprint: string) => void;
}

/** How far a try came: what each stage was about, and beside the one that failed why it did. */
export function ConnectStages({ result, onTrust }: ConnectStagesProps) {
  return (
    <ol className={styles.stages} aria-label="Stages of the test">
      {stageNames.map(([stage, name]) => {
        // On the way through jump hosts a stage is passed more than once.
        const passed = result.stages.filter((other) => other.stage === stage);
        const isFailed = passed.some(({ isOk }) => !isOk);
        const word = isFailed ? 'failed' : passed.length === 0 ? 'not reached' : 'done';
        return (
          <li key={stage} className={classNames(styles.stage, isFailed && styles.failed)}>
            <p className={styles.stageName}>
              <Mark tone={isFailed ? 'bad' : passed.length === 0 ? 'idle' : 'ok'} />
              <strong>{name}</strong>
            </p>
            <p className={styles.stageWord}>{word}</p>
            <p className={styles.detail}>{detailsOf(passed)}</p>
            {isFailed && result.error !== null && (
              <div className={styles.why}>
                <HostProblem problem={result.error} onTrust={onTrust} />
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** The name that was entered and what it stands for are often the same. */
function detailsOf(passed: HostTest['stages']): string {
  return [...new Set(passed.map(({ detail }) => detail))].join(', then ');
}
