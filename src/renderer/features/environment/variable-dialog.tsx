import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import type { EnvScope, EnvVar } from '../../../contract/environment.ts';
import type { EnvVarId, ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';

export interface VariableSeed {
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
  const set = useMutation(query.environment.set.mutationOptions());
  const setOptions = useMutation(query.environment.setOptions.mutationOptions());
  const failed = set.isError ? set.error : setOptions.error;
  const problem = failed === null ? null : toProblem(failed);
  const used = scope ?? (isSecret ? 'run' : 'both');
  /** The value of a secret that is not entered anew stays. */
  const keptId = seed.value === null && isSecret && value === '' ? seed.id : null;
  const errorOf = (field: string) => (problem?.field === field ? `${problem.message} ${problem.hint}` : undefined);

  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    const done = {
      onSuccess: (variable: EnvVar) => {
        void cache.invalidateQueries({ queryKey: query.environment.key() });
        announce(
          variable.isPending ? `${variable.key} is set. The next deployment applies it.` : `${variable.key} is set.`,
        );
        onClose();
      },
    };
    if (keptId === null) set.mutate({ id: projectId, key: key.trim(), value, isSecret, scope: used }, done);
    else setOptions.mutate({ id: keptId, scope: used }, done);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={seed.isNew ? 'Add a variable' : `Edit ${seed.key}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form="variable"
            disabled={key.trim() === ''}
            busy={(set.isPending || setOptions.isPending) && 'Saving…'}
          >
            Save
          </Button>
        </>
      }
    >
      <form id="variable" onSubmit={save} noValidate style={{ display: 'grid', gap: 'var(--s4)' }}>
        <TextField
          label="Name"
          description="Letters, digits and _, not beginning with a digit."
          placeholder="DATABASE_URL"
          readOnly={!seed.isNew}
          autoFocus={seed.isNew && seed.key === ''}
          value={key}
          onChange={setKey}
          error={errorOf('key')}
        />
        <TextArea
          label="Value"
          description={
            seed.value === null
              ? 'Replaces the secret that is stored, at the next release. Left empty, that one stays.'
              : 'Line breaks are kept.'
          }
          rows={4}
          autoFocus={!seed.isNew || seed.key !== ''}
          value={value}
          onChange={setValue}
          error={errorOf('value')}
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
        {problem !== null && problem.field === undefined && <ProblemNotice problem={problem} />}
      </form>
    </Dialog>
  );
}
