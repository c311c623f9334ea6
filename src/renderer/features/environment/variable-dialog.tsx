import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { EnvScope, EnvVar } from '../../../contract/environment.ts';
import type { EnvVarId, ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { type Delivery, DeliveryFields } from './delivery-fields.tsx';

export interface VariableSeed extends Delivery {
  /** Null for a new one. */
  readonly id: EnvVarId | null;
  readonly isNew: boolean;
  readonly key: string;
  /** Null for a secret: it is replaced without being shown. */
  readonly value: string | null;
  readonly isSecret: boolean;
  /** Null: what is usual. */
  readonly scope: EnvScope | null;
}

interface VariableDialogProps {
  readonly projectId: ProjectId;
  readonly seed: VariableSeed;
  readonly onClose: () => void;
}

const scopeOptions = [
  { value: 'run', label: 'run time' },
  { value: 'build', label: 'the build' },
  { value: 'both', label: 'the build and run time' },
] as const;

const scopeWords: Readonly<Record<EnvScope, string>> = {
  run: 'The application has it; the build does not.',
  build:
    'The build has it: a plain variable where the Dockerfile declares it with ARG, a secret as a mount that no layer keeps.',
  both: 'The application has it, and the build: a plain variable by ARG, a secret as a mount that no layer keeps.',
};

export function VariableDialog({ projectId, seed, onClose }: VariableDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [key, setKey] = useState(seed.key);
  const [value, setValue] = useState(seed.value ?? '');
  const [isSecret, setSecret] = useState(seed.isSecret);
  const [scope, setScope] = useState<EnvScope | null>(seed.scope);
  const [delivery, setDelivery] = useState<Delivery>({ delivery: seed.delivery, signal: seed.signal });
  const set = useMutation(query.environment.set.mutationOptions());
  const setOptions = useMutation(query.environment.setOptions.mutationOptions());
  const problem = formProblem(set.error ?? setOptions.error, ['key', 'value']);
  const used = scope ?? (isSecret ? 'run' : 'both');
  /** The value of a secret that is not entered anew stays. */
  const keptId = seed.value === null && isSecret && value === '' ? seed.id : null;

  const isFile = isSecret && used !== 'build' && delivery.delivery === 'file';

  const save = () => {
    const done = {
      onSuccess: (variable: EnvVar) => {
        void cache.invalidateQueries({ queryKey: query.environment.key() });
        announce(
          variable.isPending ? `${variable.key} is set. The next deployment applies it.` : `${variable.key} is set.`,
        );
        onClose();
      },
    };
    const options = { scope: used, ...(isSecret ? delivery : {}) };
    if (keptId === null) set.mutate({ id: projectId, key: key.trim(), value, isSecret, ...options }, done);
    else setOptions.mutate({ id: keptId, ...options }, done);
  };
  return (
    <FormDialog
      title={seed.isNew ? 'Add a variable' : `Edit ${seed.key}`}
      action="Save"
      isReady={key.trim() !== ''}
      busy={(set.isPending || setOptions.isPending) && 'Saving…'}
      problem={problem.rest}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        label="Name"
        description="Letters, digits and _, not beginning with a digit."
        placeholder="DATABASE_URL"
        readOnly={!seed.isNew}
        autoFocus={seed.isNew && seed.key === ''}
        value={key}
        onChange={setKey}
        error={problem.errorOf('key')}
      />
      <TextArea
        label="Value"
        description={
          seed.value === null
            ? `Replaces the secret that is stored, ${isFile ? 'at once where the running release has it as a file' : 'at the next release'}. Left empty, that one stays.`
            : 'Line breaks are kept.'
        }
        rows={4}
        autoFocus={!seed.isNew || seed.key !== ''}
        value={value}
        onChange={setValue}
        error={problem.errorOf('value')}
      />
      <CheckField
        label="Secret"
        description="Sealed where it is stored, hidden here, and masked in logs."
        isChecked={isSecret}
        onChange={setSecret}
      />
      <SelectField
        label="There for"
        description={scopeWords[used]}
        value={used}
        options={scopeOptions}
        onChange={setScope}
      />
      {isSecret && used !== 'build' && <DeliveryFields name={key.trim()} value={delivery} onChange={setDelivery} />}
    </FormDialog>
  );
}
