import type { WriterMode } from '../../../../contract/volumes.ts';
import type { Option } from '../../../ui/select-field.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { parseSize, type VolumeDraft } from './volume-draft.ts';

interface VolumeFieldsProps {
  readonly draft: VolumeDraft;
  readonly onChange: (change: Partial<VolumeDraft>) => void;
  readonly errorOf: (field: (typeof volumeFields)[number]) => string | undefined;
  readonly namePlaceholder: string;
  readonly isMountPathOptional: boolean;
}

/** Whose problem is said beside them. */
export const volumeFields = ['name', 'mountPath', 'maxSizeBytes'] as const;

const writers: readonly Option<WriterMode>[] = [
  { value: 'many', label: 'Several at once: uploads, caches, media' },
  { value: 'one', label: 'One at a time: a database file' },
];

export function VolumeFields({ draft, onChange, errorOf, namePlaceholder, isMountPathOptional }: VolumeFieldsProps) {
  const sizeError =
    draft.size.trim() !== '' && parseSize(draft.size) === null ? 'Give a number, 0.001 at least.' : undefined;
  return (
    <>
      <TextField
        label="Name"
        description="Unique in the project."
        placeholder={namePlaceholder}
        autoFocus
        value={draft.name}
        onChange={(name) => onChange({ name })}
        error={errorOf('name')}
      />
      <TextField
        label="Mount Path"
        description={
          isMountPathOptional
            ? 'Where the application finds it. Left empty: /app/storage, or /app/NAME where that is taken.'
            : 'Where the application finds it, from the next deployment on.'
        }
        placeholder="/app/storage"
        value={draft.mountPath}
        onChange={(mountPath) => onChange({ mountPath })}
        error={errorOf('mountPath')}
      />
      <TextField
        label="Size"
        unit="GB"
        inputMode="decimal"
        description="Uploads beyond it are refused; what the application writes is measured, with a warning from 80 % on."
        value={draft.size}
        onChange={(size) => onChange({ size })}
        error={errorOf('maxSizeBytes') ?? sizeError}
      />
      <SelectField
        label="Writers"
        description="With one at a time, a release stops the old container before the new one starts."
        value={draft.writerMode}
        options={writers}
        onChange={(writerMode) => onChange({ writerMode })}
      />
    </>
  );
}
