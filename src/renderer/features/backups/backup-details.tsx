import { useQuery } from '@tanstack/react-query';
import type { Backup } from '../../../contract/backups.ts';
import { formatBytes } from '../../../contract/bytes.ts';
import { useApi } from '../../api/api-context.tsx';
import { formatDuration } from '../../lib/duration.ts';
import { formatCount } from '../../lib/numbers.ts';
import { localTime } from '../../lib/time.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import styles from './backups.module.css';
import { usePlaceWhere } from './use-place-where.ts';

/** Everything that is known of one backup, and where a person finds its file. */
export function BackupDetails({ backup, onClose }: { readonly backup: Backup; readonly onClose: () => void }) {
  const { id, createdAt, finishedAt, contentBytes, fileCount, archiveBytes, sha256, trigger, wasPaused } = backup;
  const { query } = useApi();
  const where = usePlaceWhere();
  const place = useQuery(query.backups.places.queryOptions()).data?.find((one) => one.id === backup.placeId);
  const took = finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(createdAt);
  return (
    <Dialog isOpen onClose={onClose} title={`Backup ${id} of ${backup.volumeName}`}>
      <Facts
        facts={[
          { label: 'Project', value: backup.projectName },
          { label: 'Made', value: `${localTime(createdAt)}, ${trigger === 'manual' ? 'by hand' : 'by its schedule'}` },
          { label: 'Took', value: took === null ? 'still under way' : formatDuration(took) },
          { label: 'Application', value: wasPaused ? 'was paused' : 'went on' },
          {
            label: 'Content',
            value: `${formatBytes(contentBytes)}${fileCount === null ? '' : `, files: ${formatCount(fileCount)}`}`,
          },
          { label: 'Archive', value: archiveBytes === null ? 'none' : formatBytes(archiveBytes) },
        ]}
      />
      <Facts
        facts={[
          { label: 'Kept in', value: backup.placeName },
          { label: 'That is', value: place === undefined ? 'not known any more' : where(place) },
          { label: 'File name ends in', value: `_${id}.tar.gz` },
        ]}
      />
      {sha256 !== null && (
        <div>
          <p className={styles.soft}>SHA-256 of the archive</p>
          <p className={styles.sum}>
            <code>{sha256}</code>
            <CopyButton text={sha256} what="the checksum" />
          </p>
        </div>
      )}
    </Dialog>
  );
}
