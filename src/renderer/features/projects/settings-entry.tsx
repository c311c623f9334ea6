import type { ReactNode } from 'react';
import type { Project } from '../../../contract/projects.ts';
import type { Edited } from '../../ui/edited-form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { SettingsDraft } from './settings-draft.ts';

export interface SectionProps extends Edited<SettingsDraft> {
  readonly project: Project;
}

type TextKey = { [K in keyof SettingsDraft]: SettingsDraft[K] extends string ? K : never }[keyof SettingsDraft];

interface SettingsEntryProps {
  readonly section: SectionProps;
  readonly field: TextKey;
  readonly label: string;
  readonly description: ReactNode;
  readonly unit?: string;
  readonly placeholder?: string;
}

/** One field of text of a project's settings. */
export function SettingsEntry({ section: { draft, onChange, errors }, field, unit, ...rest }: SettingsEntryProps) {
  return (
    <TextField
      {...rest}
      {...(unit === undefined ? {} : { unit, inputMode: 'numeric' as const })}
      value={draft[field]}
      onChange={(value) => onChange({ [field]: value })}
      error={errors[field]}
    />
  );
}
