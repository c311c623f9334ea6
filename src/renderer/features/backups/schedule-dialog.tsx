import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackupPlace, BackupSchedule } from '../../../contract/backups.ts';
import type { Volume } from '../../../contract/volumes.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import layout from '../../ui/form.module.css';
import { intervalText } from './backup-words.ts';
import { PauseField } from './pause-field.tsx';
import { PlaceField } from './place-field.tsx';
import { draftOf, type Rhythm, type ScheduleDraft, scheduleErrors, toSchedule } from './schedule-draft.ts';
import { useBackupsChanged } from './use-backups-changed.ts';

interface ScheduleDialogProps {
  readonly volume: Volume;
  readonly schedule: BackupSchedule | null;
  readonly places: readonly BackupPlace[];
  readonly onClose: () => void;
}

const rhythms: readonly { readonly value: Rhythm; readonly label: string }[] = [
  { value: '1', label: 'Every hour' },
  { value: '24', label: 'Every day' },
  { value: '168', label: 'Every week' },
  { value: 'other', label: 'Every … hours' },
];

export function ScheduleDialog({ volume, schedule, places, onClose }: ScheduleDialogProps) {
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const [draft, setDraft] = useState(() => draftOf(schedule, places[0]?.id));
  const set = useMutation(query.backups.setSchedule.mutationOptions());
  const errors = scheduleErrors(draft);
  const change = (part: Partial<ScheduleDraft>) => {
    setDraft((old) => ({ ...old, ...part }));
    set.reset();
  };
  const save = () => {
    if (Object.keys(errors).length > 0) return;
    set.mutate(
      { id: volume.id, ...toSchedule(draft) },
      {
        onSuccess: ({ everyHours }) => {
          changed();
          announce(`${volume.name} is backed up ${intervalText(everyHours)}.`);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={`Back up ${volume.name} by itself`}
      action="Save"
      isReady={Object.keys(errors).length === 0}
      busy={set.isPending && 'Saving…'}
      problem={formProblem(set.error, []).rest}
      onSubmit={save}
      onClose={onClose}
    >
      <div className={layout.pair}>
        <SelectField
          label="How often"
          value={draft.rhythm}
          options={rhythms}
          onChange={(rhythm) => change({ rhythm })}
        />
        {draft.rhythm === 'other' && (
          <TextField
            label="Time between two"
            unit="hours"
            inputMode="numeric"
            value={draft.hours}
            onChange={(hours) => change({ hours })}
            error={errors['everyHours']}
          />
        )}
        <TextField
          label="Keep the last"
          description="Older ones go when a new one is complete. Those made by hand stay."
          unit="backups"
          inputMode="numeric"
          value={draft.keep}
          onChange={(keep) => change({ keep })}
          error={errors['keep']}
        />
      </div>
      <PlaceField value={draft.placeId} onChange={(placeId) => change({ placeId })} error={errors['placeId']} />
      <PauseField isChecked={draft.isPausing} onChange={(isPausing) => change({ isPausing })} />
    </FormDialog>
  );
}
