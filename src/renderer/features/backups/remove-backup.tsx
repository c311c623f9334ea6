import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Backup } from '../../../contract/backups.ts';
import { formatBytes } from '../../../contract/bytes.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { localTime } from '../../lib/time.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { useBackupsChanged } from './use-backups-changed.ts';

export function RemoveBackup({ backup, onClose }: { readonly backup: Backup; readonly onClose: () => void }) {
  const { id, volumeName, projectName, placeName, archiveBytes, createdAt } = backup;
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const [isForced, setForced] = useState(false);
  const remove = useMutation(query.backups.remove.mutationOptions());
  const problem = remove.isError ? toProblem(remove.error) : null;
  const confirm = () =>
    remove.mutate(
      { id, ...(isForced ? { force: true } : {}) },
      {
        onSuccess: () => {
          changed();
          announce(`Backup ${id} is deleted.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Delete backup ${id} of ${volumeName}?`}
      action={`Delete backup ${id}`}
      onConfirm={confirm}
      busy={remove.isPending && 'Deleting…'}
      problem={problem}
    >
      <p>
        {archiveBytes === null ? 'Its line in the list' : `Its archive of ${formatBytes(archiveBytes)} in ${placeName}`}{' '}
        goes, and cannot be brought back: what {volumeName} of {projectName} held on {localTime(createdAt)}. The volume
        itself is not touched.
      </p>
      {problem?.code === 'BACKUP_PLACE_UNUSABLE' && (
        <CheckField
          label="Forget it all the same"
          description={`Its file stays in ${placeName}.`}
          isChecked={isForced}
          onChange={setForced}
        />
      )}
    </Confirm>
  );
}
