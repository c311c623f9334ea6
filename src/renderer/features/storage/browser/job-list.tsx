import { formatBytes } from '../../../../contract/bytes.ts';
import type { FileJob } from '../../../../contract/files.ts';
import { countOf, formatCount } from '../../../lib/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import styles from './browser.module.css';
import type { ShownJob } from './use-file-jobs.ts';

interface JobListProps {
  readonly jobs: readonly ShownJob[];
  readonly onCancel: (job: FileJob) => void;
  readonly onDismiss: (key: number) => void;
}

/** Moves, copies and removals under way, and those that went wrong. */
export function JobList({ jobs, onCancel, onDismiss }: JobListProps) {
  return jobs.map(({ key, label, job, problem }) =>
    problem === null ? (
      <div key={key} className={styles.job}>
        <div className={styles.jobLine}>
          <span>
            {label}: {job === null ? 'beginning' : howFar(job)}
          </span>
          {job !== null && (
            <Button isSmall onClick={() => onCancel(job)}>
              Stop
            </Button>
          )}
        </div>
        {job?.totalCount != null && (
          <ProgressBar label={label} done={job.doneCount} total={job.totalCount} text={howFar(job)} />
        )}
      </div>
    ) : (
      <div key={key} className={styles.job}>
        <ProblemNotice
          title={`${label} did not work`}
          problem={problem}
          actions={<Button onClick={() => onDismiss(key)}>Dismiss</Button>}
        />
      </div>
    ),
  );
}

function howFar({ doneCount, totalCount, doneBytes, totalBytes }: FileJob): string {
  const count =
    totalCount === null ? countOf(doneCount, 'file') : `${formatCount(doneCount)} of ${countOf(totalCount, 'file')}`;
  return totalBytes === null || totalBytes === 0
    ? count
    : `${count}, ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
}
