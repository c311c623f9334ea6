import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import type { BackupPlaceId } from '../../../contract/ids.ts';
import type { Volume } from '../../../contract/volumes.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './backups.module.css';
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
  const begin = (event: SyntheticEvent) => {
    event.preventDefault();
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
    <Dialog
      isOpen
      onClose={onClose}
      title={`Back up ${volume.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="back-up" busy={create.isPending && 'Beginning…'}>
            Back up now
          </Button>
        </>
      }
    >
      <form id="back-up" onSubmit={begin} noValidate className={styles.form}>
        <PlaceField value={placeId} onChange={setPlaceId} />
        <PauseField isChecked={isPausing} onChange={setPausing} />
        {create.isError && <ProblemNotice problem={toProblem(create.error)} />}
      </form>
    </Dialog>
  );
}
