import { useMutation, useQuery } from '@tanstack/react-query';
import type { VolumeCopy } from '../../../contract/backups.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import type { Tone } from '../../lib/tone.ts';
import { Button } from '../../ui/button.tsx';
import { Mark } from '../../ui/mark.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { copyTitle, progressText } from './backup-words.ts';
import styles from './backups.module.css';
import { useBackupsChanged } from './use-backups-changed.ts';

interface CopyListProps {
  readonly isShown: (copy: VolumeCopy) => boolean;
  /** What a volume is called, as far as it is known. */
  readonly nameOf: (volumeId: number) => string | undefined;
}

/** Restorations, copies and verifications that are under way or ended in the last hour. */
export function CopyList({ isShown, nameOf }: CopyListProps) {
  const { query } = useApi();
  const copies = useQuery(query.backups.copies.queryOptions());
  const shown = (copies.data ?? []).filter(isShown);
  if (shown.length === 0) return null;
  return (
    <ul className={styles.copies} aria-label="Restorations and copies">
      {shown.map((copy) => (
        <Copy key={copy.id} copy={copy} nameOf={nameOf} />
      ))}
    </ul>
  );
}

function Copy({ copy, nameOf }: { readonly copy: VolumeCopy } & Pick<CopyListProps, 'nameOf'>) {
  const { id, status, volumeId, doneBytes, totalBytes, error, startedAt } = copy;
  const { query } = useApi();
  // A new volume of another project is in no list that is here.
  const into = useQuery({
    ...query.volumes.get.queryOptions({ input: { id: volumeId ?? (0 as VolumeId) } }),
    enabled: volumeId !== null && nameOf(volumeId) === undefined,
  }).data;
  const title = copyTitle(copy, (wanted) => (wanted === into?.id ? into.name : nameOf(wanted)));
  const changed = useBackupsChanged();
  const cancel = useMutation({ ...query.backups.cancelCopy.mutationOptions(), onSuccess: changed });
  const text = progressText(doneBytes, totalBytes);
  const isCancelled = error?.code === 'BACKUP_CANCELLED';
  const tone: Tone = isCancelled ? 'idle' : tones[status];
  return (
    <li className={styles.copy}>
      <div className={styles.line}>
        <span>
          <Mark tone={tone} /> {title}{' '}
          <span className={styles.soft}>
            {status === 'running' ? (
              text
            ) : (
              <>
                begun <RelativeTime at={startedAt} />
              </>
            )}
          </span>
        </span>
        {status === 'running' && (
          <Button
            isSmall
            onClick={() => cancel.mutate({ id })}
            busy={cancel.isPending && 'Cancelling…'}
            aria-label={`Cancel: ${title}`}
          >
            Cancel
          </Button>
        )}
      </div>
      {status === 'running' && <ProgressBar done={doneBytes} total={totalBytes} label={title} text={text} />}
      {status === 'failed' && error !== null && !isCancelled && <ProblemNotice problem={error} isQuiet />}
      {cancel.isError && <ProblemNotice problem={toProblem(cancel.error)} />}
    </li>
  );
}

const tones = { running: 'busy', complete: 'ok', failed: 'bad' } as const;
