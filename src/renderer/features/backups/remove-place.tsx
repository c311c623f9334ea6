import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackupPlace } from '../../../contract/backups.ts';
import { formatBytes } from '../../../contract/bytes.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { useBackupsChanged } from './use-backups-changed.ts';
import { usePlaceWhere } from './use-place-where.ts';

export function RemovePlace({ place, onClose }: { readonly place: BackupPlace; readonly onClose: () => void }) {
  const { id, name, backupCount, sizeBytes } = place;
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const where = usePlaceWhere();
  const [isForgetting, setForgetting] = useState(false);
  const remove = useMutation(query.backups.removePlace.mutationOptions());
  const problem = remove.isError ? toProblem(remove.error) : null;
  // Schedules are not counted here; the answer tells of them.
  const isInUse = backupCount > 0 || problem?.code === 'BACKUP_PLACE_IN_USE';
  const confirm = () =>
    remove.mutate(
      { id, ...(isForgetting ? { forgetBackups: true } : {}) },
      {
        onSuccess: () => {
          changed();
          announce(`${name} is removed.`);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Remove ${name}?`}
      action={`Remove ${name}`}
      onConfirm={confirm}
      busy={remove.isPending && 'Removing…'}
      isReady={backupCount === 0 || isForgetting}
      problem={problem}
    >
      <p>
        Nothing is backed up there any more.{' '}
        {backupCount === 0
          ? 'It holds no backup.'
          : `It holds ${countOf(backupCount, 'backup')} of ${formatBytes(sizeBytes)}: their files stay in ${where(place)}.`}
      </p>
      {isInUse && (
        <CheckField
          label="Forget its backups and its schedules"
          description="miniPaaS lists and restores them no more; the archives can still be unpacked by hand."
          isChecked={isForgetting}
          onChange={setForgetting}
        />
      )}
    </Confirm>
  );
}
