import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackupPlaceId } from '../../../contract/ids.ts';
import type { Volume } from '../../../contract/volumes.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { PauseField } from './pause-field.tsx';
import { PlaceField } from './place-field.tsx';
import { useBackupsChanged } from './use-backups-changed.ts';

export function BackUpDialog({ volume, onClose }: { readonly volume: Volume; readonly onClose: () => void }) {
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const [placeId, setPlaceId] = useState('');
  const [isPausing, setPausing] = useState(false);
  const create = useMutation(query.backups.create.mutationOptions());
  const begin = () => {
    const place = placeId === '' ? {} : { placeId: Number(placeId) as BackupPlaceId };
    create.mutate(
      { id: volume.id, isPausing, ...place },
      {
        onSuccess: () => {
          changed();
          announce(`The backup of ${volume.name} has begun.`);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={`Back up ${volume.name}`}
      action="Back up now"
      busy={create.isPending && 'Beginning…'}
      problem={formProblem(create.error, []).rest}
      onSubmit={begin}
      onClose={onClose}
    >
      <PlaceField value={placeId} onChange={setPlaceId} />
      <PauseField isChecked={isPausing} onChange={setPausing} />
    </FormDialog>
  );
}
