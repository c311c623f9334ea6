import { useMutation, useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import type { Volume } from '../../../contract/volumes.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './backups.module.css';
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
  const problem = clone.isError ? toProblem(clone.error) : null;
  const begin = (event: SyntheticEvent) => {
    event.preventDefault();
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
    <Dialog
      isOpen
      onClose={onClose}
      title={`Copy ${volume.name} into a new volume`}
      description="Everything in it as it is now, with owners, modes, times and links; also to the host of another project."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form="clone"
            disabled={!isNewVolumeReady(draft)}
            busy={clone.isPending && 'Beginning…'}
          >
            Copy
          </Button>
        </>
      }
    >
      <form id="clone" onSubmit={begin} noValidate className={styles.form}>
        <NewVolumeFields
          projects={projects}
          draft={draft}
          onChange={(part) => setDraft((old) => ({ ...old, ...part }))}
          problem={problem}
        />
        {problem !== null && !newVolumeFields.has(problem.field ?? '') && <ProblemNotice problem={problem} />}
      </form>
    </Dialog>
  );
}
