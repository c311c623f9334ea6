import type { Project } from '../../../contract/projects.ts';
import layout from '../../ui/form.module.css';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { NewVolumeDraft } from './new-volume-draft.ts';

interface NewVolumeFieldsProps {
  readonly projects: readonly Project[];
  readonly draft: NewVolumeDraft;
  readonly onChange: (part: Partial<NewVolumeDraft>) => void;
  readonly errorOf: (field: (typeof newVolumeFields)[number]) => string | undefined;
}

/** Fields whose problem is said beside them. */
export const newVolumeFields = ['name', 'mountPath'] as const;

export function NewVolumeFields({ projects, draft, onChange, errorOf }: NewVolumeFieldsProps) {
  return (
    <>
      <SelectField
        label="Project"
        description="Its next deployment mounts the new volume."
        value={draft.projectId}
        options={[
          ...(draft.projectId === '' ? [{ value: '', label: 'Choose…' }] : []),
          ...projects.map(({ id, name, hostName }) => ({ value: String(id), label: `${name} (on ${hostName})` })),
        ]}
        onChange={(projectId) => onChange({ projectId })}
      />
      <div className={layout.pair}>
        <TextField
          label="Name of the new volume"
          value={draft.name}
          onChange={(name) => onChange({ name })}
          error={errorOf('name')}
        />
        <TextField
          label="Mount path"
          description="Where the application finds it. Empty: /app/storage where that is free, else /app/ and its name."
          placeholder="/app/storage"
          value={draft.mountPath}
          onChange={(mountPath) => onChange({ mountPath })}
          error={errorOf('mountPath')}
        />
      </div>
    </>
  );
}
