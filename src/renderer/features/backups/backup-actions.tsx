import { useMutation } from '@tanstack/react-query';
import type { Backup } from '../../../contract/backups.ts';
import { useApi } from '../../api/api-context.tsx';
import { desktopBridge } from '../../lib/bridge.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './backups.module.css';
import { useBackupsChanged } from './use-backups-changed.ts';

/** What is asked in a dialog before it is done. */
export type BackupQuestion = 'restore' | 'details' | 'remove';

interface BackupActionsProps {
  readonly backup: Backup;
  readonly onAsk: (what: BackupQuestion) => void;
}

export function BackupActions({ backup, onAsk }: BackupActionsProps) {
  const { id, status } = backup;
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const cancel = useMutation({ ...query.backups.cancel.mutationOptions(), onSuccess: changed });
  const verify = useMutation({
    ...query.backups.verify.mutationOptions(),
    onSuccess: () => {
      changed();
      announce(`Backup ${id} is being verified.`);
    },
  });
  const failed = cancel.error ?? verify.error;
  const isComplete = status === 'complete';
  return (
    <div className={styles.state}>
      <div className={styles.buttons}>
        {isComplete && (
          <Button isSmall onClick={() => onAsk('restore')} aria-label={`Restore backup ${id}`}>
            Restore…
          </Button>
        )}
        {status === 'running' ? (
          <Button
            isSmall
            onClick={() => cancel.mutate({ id })}
            busy={cancel.isPending && 'Cancelling…'}
            aria-label={`Cancel backup ${id}`}
          >
            Cancel
          </Button>
        ) : (
          <Menu
            isSmall
            label="More…"
            name={`More of backup ${id}`}
            items={[
              { label: 'Details…', run: () => onAsk('details') },
              ...(isComplete
                ? [{ label: verify.isPending ? 'Verifying…' : 'Verify', run: () => verify.mutate({ id }) }]
                : []),
              { label: 'Delete…', run: () => onAsk('remove'), isDanger: true },
            ]}
          />
        )}
        {isComplete && <Download id={id} />}
      </div>
      {failed !== null && <ProblemNotice problem={toProblem(failed)} />}
    </div>
  );
}

/** The desktop has no place for a browser's downloads: there the details say where the file is. */
function Download({ id }: Pick<Backup, 'id'>) {
  if (desktopBridge() !== undefined) return null;
  return (
    <a
      className={buttonClass('normal', true)}
      href={`/api/backups/${id}/download`}
      download
      aria-label={`Download backup ${id}`}
    >
      Download
    </a>
  );
}
