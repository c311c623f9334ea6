import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { toProblem } from '../../../lib/problem.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { changedFields, draftOf, parseSize } from './volume-draft.ts';
import { VolumeFields } from './volume-fields.tsx';
import styles from './volumes.module.css';

export function EditVolumeDialog({ volume, onClose }: { readonly volume: Volume; readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [draft, setDraft] = useState(() => draftOf(volume));
  const update = useMutation(query.volumes.update.mutationOptions());
  const problem = update.isError ? toProblem(update.error) : null;
  const errorOf = (field: string) => (problem?.field === field ? `${problem.message} ${problem.hint}` : undefined);
  const changes = changedFields(volume, draft);
  const isReady = Object.keys(changes).length > 0 && draft.name.trim() !== '' && parseSize(draft.size) !== null;

  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    update.mutate(
      { id: volume.id, ...changes },
      {
        onSuccess: (changed) => {
          void cache.invalidateQueries({ queryKey: query.volumes.key() });
          announce(
            changed.isPending && changes.mountPath !== undefined
              ? `${changed.name} is changed. The next deployment applies it.`
              : `${changed.name} is changed.`,
          );
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Edit ${volume.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="volume" disabled={!isReady} busy={update.isPending && 'Saving…'}>
            Save
          </Button>
        </>
      }
    >
      <form id="volume" onSubmit={save} noValidate className={styles.form}>
        <VolumeFields
          draft={draft}
          onChange={(change) => setDraft((old) => ({ ...old, ...change }))}
          errorOf={errorOf}
          namePlaceholder={volume.name}
          isMountPathOptional={false}
        />
        <p className={styles.soft}>{volume.quota.note}</p>
        {problem !== null && problem.field === undefined && <ProblemNotice problem={problem} />}
      </form>
    </Dialog>
  );
}
