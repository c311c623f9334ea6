import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Volume } from '../../../contract/volumes.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { isNewVolumeReady, toNewVolume } from './new-volume-draft.ts';
import { NewVolumeFields, newVolumeFields } from './new-volume-fields.tsx';
import { useBackupsChanged } from './use-backups-changed.ts';

export function CloneDialog({ volume, onClose }: { readonly volume: Volume; readonly onClose: () => void }) {
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const projects = useQuery(query.projects.list.queryOptions()).data ?? [];
  const [draft, setDraft] = useState({
    projectId: String(volume.projectId),
    name: `${volume.name}-copy`,
    mountPath: '',
  });
  const clone = useMutation(query.backups.clone.mutationOptions());
  const problem = formProblem(clone.error, newVolumeFields);
  const begin = () => {
    if (!isNewVolumeReady(draft)) return;
    clone.mutate(
      { id: volume.id, ...toNewVolume(draft) },
      {
        onSuccess: () => {
          changed();
          announce(`${volume.name} is being copied into ${draft.name.trim()}.`);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={`Copy ${volume.name} into a new volume`}
      description="Everything in it as it is now, with owners, modes, times and links; also to the host of another project."
      action="Copy"
      isReady={isNewVolumeReady(draft)}
      busy={clone.isPending && 'Beginning…'}
      problem={problem.rest}
      onSubmit={begin}
      onClose={onClose}
    >
      <NewVolumeFields
        projects={projects}
        draft={draft}
        onChange={(part) => setDraft((old) => ({ ...old, ...part }))}
        errorOf={problem.errorOf}
      />
    </FormDialog>
  );
}
