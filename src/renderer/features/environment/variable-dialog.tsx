import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';

export interface VariableSeed {
  readonly isNew: boolean;
  readonly key: string;
  /** Null for a secret: it is replaced without being shown. */
  readonly value: string | null;
  readonly isSecret: boolean;
}

interface VariableDialogProps {
  readonly projectId: ProjectId;
  readonly seed: VariableSeed;
  readonly onClose: () => void;
}

export function VariableDialog({ projectId, seed, onClose }: VariableDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [key, setKey] = useState(seed.key);
  const [value, setValue] = useState(seed.value ?? '');
  const [isSecret, setSecret] = useState(seed.isSecret);
  const set = useMutation(query.environment.set.mutationOptions());
  const problem = set.isError ? toProblem(set.error) : null;
  const errorOf = (field: string) => (problem?.field === field ? `${problem.message} ${problem.hint}` : undefined);

  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    set.mutate(
      { id: projectId, key: key.trim(), value, isSecret },
      {
        onSuccess: (variable) => {
          void cache.invalidateQueries({ queryKey: query.environment.key() });
          announce(
            variable.isPending ? `${variable.key} is set. The next deployment applies it.` : `${variable.key} is set.`,
          );
          onClose();
        },
      },
    );
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
            busy={set.isPending && 'Saving…'}
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
              ? 'Replaces the secret that is stored; that one is not shown here.'
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
        {problem !== null && problem.field === undefined && <ProblemNotice problem={problem} />}
      </form>
    </Dialog>
  );
}
