import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProjectId } from '../../../../contract/ids.ts';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { formProblem } from '../../../lib/form-problem.ts';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { CandidateField } from './candidate-field.tsx';
import { createFields, emptyDraft, GIGABYTE, parseSize, type VolumeDraft } from './volume-draft.ts';
import { VolumeFields, volumeFields } from './volume-fields.tsx';
import styles from './volumes.module.css';

interface NewVolumeDialogProps {
  readonly projectId: ProjectId;
  readonly onClose: () => void;
  readonly onMade: (volume: Volume) => void;
}

type Source = 'new' | 'existing';

/** As the specification has it. */
const DEFAULT_BYTES = 5 * GIGABYTE;

export function NewVolumeDialog({ projectId, onClose, onMade }: NewVolumeDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const settings = useQuery(query.settings.get.queryOptions()).data;
  const [source, setSource] = useState<Source>('new');
  const [typed, setTyped] = useState<Partial<VolumeDraft>>({});
  const [dockerName, setDockerName] = useState('');
  const create = useMutation(query.volumes.create.mutationOptions());
  const attach = useMutation(query.volumes.attach.mutationOptions());
  const draft = { ...emptyDraft(defaultSize(settings)), ...typed };
  const { isPending, error } = source === 'new' ? create : attach;
  const problem = formProblem(error, source === 'new' ? volumeFields : ['dockerName', ...volumeFields]);
  const isReady = source === 'new' ? draft.name.trim() !== '' : dockerName !== '';

  const done = (volume: Volume) => {
    void cache.invalidateQueries({ queryKey: query.volumes.key() });
    announce(`${volume.name} is there. The next deployment mounts it at ${volume.mountPath}.`);
    onMade(volume);
  };
  const save = () => {
    const fields = createFields(draft);
    if (source === 'new') return create.mutate({ id: projectId, ...fields }, { onSuccess: done });
    const { name, ...rest } = fields;
    attach.mutate({ id: projectId, dockerName, ...(name === '' ? {} : { name }), ...rest }, { onSuccess: done });
  };
  return (
    <FormDialog
      title="New volume"
      action={source === 'new' ? 'Create volume' : 'Attach volume'}
      isReady={isReady && (draft.size.trim() === '' || parseSize(draft.size) !== null)}
      busy={isPending && (source === 'new' ? 'Creating…' : 'Attaching…')}
      problem={problem.rest}
      onSubmit={save}
      onClose={onClose}
    >
      <fieldset className={styles.choice}>
        <legend className="said">Where it comes from</legend>
        <SourceOption label="A new, empty one" isChosen={source === 'new'} onChoose={() => setSource('new')} />
        <SourceOption
          label="A Docker volume that exists"
          isChosen={source === 'existing'}
          onChoose={() => setSource('existing')}
        />
      </fieldset>
      {source === 'existing' && (
        <CandidateField
          projectId={projectId}
          value={dockerName}
          onChange={setDockerName}
          error={problem.errorOf('dockerName')}
        />
      )}
      <VolumeFields
        draft={draft}
        onChange={(change) => setTyped((old) => ({ ...old, ...change }))}
        errorOf={problem.errorOf}
        namePlaceholder={source === 'new' ? 'project-storage' : dockerName}
        isMountPathOptional
      />
    </FormDialog>
  );
}

function defaultSize(settings: object | undefined): number {
  const set = settings !== undefined && 'volumeDefaultSize' in settings ? settings.volumeDefaultSize : null;
  return typeof set === 'number' ? set : DEFAULT_BYTES;
}

function SourceOption({ label, isChosen, onChoose }: { label: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <label>
      <input type="radio" name="volume-source" checked={isChosen} onChange={onChoose} />
      {label}
    </label>
  );
}
