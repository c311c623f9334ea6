import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { formProblem } from '../../../lib/form-problem.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { changedFields, draftOf, parseSize } from './volume-draft.ts';
import { VolumeFields, volumeFields } from './volume-fields.tsx';
import styles from './volumes.module.css';

export function EditVolumeDialog({ volume, onClose }: { readonly volume: Volume; readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [draft, setDraft] = useState(() => draftOf(volume));
  const update = useMutation(query.volumes.update.mutationOptions());
  const problem = formProblem(update.error, volumeFields);
  const changes = changedFields(volume, draft);
  const isReady = Object.keys(changes).length > 0 && draft.name.trim() !== '' && parseSize(draft.size) !== null;

  const save = () =>
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
  return (
    <FormDialog
      title={`Edit ${volume.name}`}
      action="Save"
      isReady={isReady}
      busy={update.isPending && 'Saving…'}
      problem={problem.rest}
      onSubmit={save}
      onClose={onClose}
    >
      <VolumeFields
        draft={draft}
        onChange={(change) => setDraft((old) => ({ ...old, ...change }))}
        errorOf={problem.errorOf}
        namePlaceholder={volume.name}
        isMountPathOptional={false}
      />
      <p className={styles.soft}>{volume.quota.note}</p>
    </FormDialog>
  );
}
