import type { Project } from '../../../contract/projects.ts';
import type { Problem } from '../../lib/problem.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './backups.module.css';
import type { NewVolumeDraft } from './new-volume-draft.ts';

interface NewVolumeFieldsProps {
  readonly projects: readonly Project[];
  readonly draft: NewVolumeDraft;
  readonly onChange: (part: Partial<NewVolumeDraft>) => void;
  readonly problem: Problem | null;
}

/** Fields whose problem is said beside them. */
export const newVolumeFields: ReadonlySet<string> = new Set(['name', 'mountPath']);

export function NewVolumeFields({ projects, draft, onChange, problem }: NewVolumeFieldsProps) {
  const errorOf = (field: string) => (problem?.field === field ? `${problem.message} ${problem.hint}` : undefined);
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
      <div className={styles.pair}>
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
