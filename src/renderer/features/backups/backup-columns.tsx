import type { Backup } from '../../../contract/backups.ts';
import { Status } from '../../ui/mark.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Column } from '../../ui/table-column.ts';
import { BackupActions, type BackupQuestion } from './backup-actions.tsx';
import { backupState, progressText, sizeText } from './backup-words.ts';
import styles from './backups.module.css';

interface BackupColumnsOptions {
  /** Of which volume: where several are listed. */
  readonly hasVolume: boolean;
  readonly onAsk: (what: BackupQuestion, backup: Backup) => void;
}

export function createBackupColumns({ hasVolume, onAsk }: BackupColumnsOptions): readonly Column<Backup>[] {
  return [
    { id: 'made', label: 'Made', width: '9.5rem', cell: (backup) => <Made backup={backup} /> },
    ...(hasVolume ? [{ id: 'volume', label: 'Volume', width: '20%', cell: ofVolume }] : []),
    { id: 'content', label: 'Content', cell: (backup) => <Content backup={backup} /> },
    { id: 'state', label: 'State', cell: (backup) => <State backup={backup} /> },
    {
      id: 'actions',
      label: 'Actions',
      width: hasVolume ? '12.5rem' : '17rem',
      isLabelHidden: true,
      cell: (backup) => <BackupActions backup={backup} onAsk={(what) => onAsk(what, backup)} />,
    },
  ];
}

function Made({ backup: { id, createdAt, trigger, wasPaused } }: { readonly backup: Backup }) {
  return (
    <div className={styles.state}>
      <RelativeTime at={createdAt} />
      <span className={styles.soft}>
        {id}, {trigger === 'manual' ? 'by hand' : 'by schedule'}
        {wasPaused && ', paused'}
      </span>
    </div>
  );
}

function ofVolume({ volumeName, projectName, volumeId }: Backup) {
  return (
    <div className={styles.state}>
      <span>{volumeName}</span>
      <span className={styles.soft}>
        of {projectName}
        {volumeId === null && ', gone'}
      </span>
    </div>
  );
}

function Content({ backup }: { readonly backup: Backup }) {
  return (
    <div className={styles.state}>
      <span>{sizeText(backup)}</span>
      <span className={styles.soft}>
        in {backup.placeName}
        {backup.sha256 !== null && (
          <>
            , SHA-256 <span title={backup.sha256}>{backup.sha256.slice(0, 8)}…</span>
          </>
        )}
      </span>
    </div>
  );
}

function State({ backup }: { readonly backup: Backup }) {
  const { id, doneBytes, contentBytes, error, status } = backup;
  const text = doneBytes === null ? '' : progressText(doneBytes, contentBytes);
  return (
    <div className={styles.state}>
      <Status {...backupState(backup)} />
      {doneBytes !== null && (
        <>
          {contentBytes > 0 && <ProgressBar done={doneBytes} total={contentBytes} label={`Backup ${id}`} text={text} />}
          <span className={styles.soft}>{text}</span>
        </>
      )}
      {status === 'failed' && error !== null && error.code !== 'BACKUP_CANCELLED' && (
        <span className={styles.soft}>
          {error.message} {error.hint}
        </span>
      )}
    </div>
  );
}
