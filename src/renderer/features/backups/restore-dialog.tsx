import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Backup, RestoreInput } from '../../../contract/backups.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { localTime } from '../../lib/time.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import styles from './backups.module.css';
import { sizeText } from './backup-words.ts';
import { isNewVolumeReady, toNewVolume } from './new-volume-draft.ts';
import { NewVolumeFields, newVolumeFields } from './new-volume-fields.tsx';
import { ReplacedVolume } from './replaced-volume.tsx';
import { useBackupsChanged } from './use-backups-changed.ts';

type Target = { readonly kind: 'same'; readonly id: VolumeId } | { readonly kind: 'new' };

/** Into the volume that it was made of, as long as that is there; or into a new one of any project. */
export function RestoreDialog({ backup, onClose }: { readonly backup: Backup; readonly onClose: () => void }) {
  const { id, volumeId, volumeName, projectId } = backup;
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const projects = useQuery(query.projects.list.queryOptions()).data ?? [];
  const [target, setTarget] = useState<Target>(volumeId === null ? { kind: 'new' } : { kind: 'same', id: volumeId });
  const [isPausing, setPausing] = useState(false);
  const [draft, setDraft] = useState({
    projectId: projectId === null ? '' : String(projectId),
    name: volumeId === null ? volumeName : `${volumeName}-restored`,
    mountPath: '',
  });
  const restore = useMutation(query.backups.restore.mutationOptions());
  const problem = formProblem(restore.error, target.kind === 'same' ? [] : newVolumeFields);
  const isReady = target.kind === 'same' || isNewVolumeReady(draft);
  const begin = () => {
    if (!isReady) return;
    const into: Omit<RestoreInput, 'id'> =
      target.kind === 'same' ? { volumeId: target.id, isPausing } : { newVolume: toNewVolume(draft), isPausing: false };
    restore.mutate(
      { id, ...into },
      {
        onSuccess: () => {
          changed();
          announce(`Backup ${id} is being restored into ${target.kind === 'same' ? volumeName : draft.name.trim()}.`);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={`Restore backup ${id} of ${volumeName}`}
      description={`Made ${localTime(backup.createdAt)}: ${sizeText(backup)}. Its checksum is compared before anything is put in its place.`}
      action={target.kind === 'same' ? `Replace everything in ${volumeName}` : 'Restore into a new volume'}
      kind={target.kind === 'same' ? 'danger' : 'primary'}
      isReady={isReady}
      busy={restore.isPending && 'Beginning…'}
      problem={problem.rest}
      onSubmit={begin}
      onClose={onClose}
    >
      <fieldset className={styles.choice}>
        <legend className="said">Where to</legend>
        {volumeId === null ? (
          <p>
            The volume {volumeName} of {backup.projectName} is gone, so it is restored into a new one.
          </p>
        ) : (
          <>
            <TargetOption
              label={`Into ${volumeName}, which it was made of`}
              isChosen={target.kind === 'same'}
              onChoose={() => setTarget({ kind: 'same', id: volumeId })}
            />
            <TargetOption
              label="Into a new volume"
              isChosen={target.kind === 'new'}
              onChoose={() => setTarget({ kind: 'new' })}
            />
          </>
        )}
      </fieldset>
      {target.kind === 'same' ? (
        <ReplacedVolume id={target.id} isPausing={isPausing} onPausing={setPausing} />
      ) : (
        <NewVolumeFields
          projects={projects}
          draft={draft}
          onChange={(part) => setDraft((old) => ({ ...old, ...part }))}
          errorOf={problem.errorOf}
        />
      )}
    </FormDialog>
  );
}

function TargetOption({ label, isChosen, onChoose }: { label: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <label>
      <input type="radio" name="restore-target" checked={isChosen} onChange={onChoose} />
      {label}
    </label>
  );
}
