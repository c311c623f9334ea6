import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useId, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './shared-secrets.module.css';

export function AddSharedDialog({ onClose }: { readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const form = useId();
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [value, setValue] = useState('');
  const create = useMutation(query.sharedSecrets.create.mutationOptions());
  const problem = create.isError ? toProblem(create.error) : null;
  const errorOf = (field: string) => (problem?.field === field ? `${problem.message} ${problem.hint}` : undefined);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), value, note },
      {
        onSuccess: () => {
          void cache.invalidateQueries({ queryKey: query.sharedSecrets.key() });
          announce(`${name.trim()} is there. A project uses it under Environment.`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Add a shared secret"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form={form}
            disabled={name.trim() === '' || value === ''}
            busy={create.isPending && 'Saving…'}
          >
            Add it
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit} noValidate>
        <TextField
          label="Name"
          description="Letters, digits and _. Variables have it too, unless a project gives its own another name."
          placeholder="SMTP_PASSWORD"
          autoFocus
          value={name}
          onChange={setName}
          error={errorOf('name')}
        />
        <TextArea label="Value" rows={4} value={value} onChange={setValue} error={errorOf('value')} />
        <TextField
          label="Note"
          description="What it is for; may be left empty."
          value={note}
          onChange={setNote}
          error={errorOf('note')}
        />
        {problem !== null && !['name', 'value', 'note'].includes(problem.field ?? '') && (
          <ProblemNotice problem={problem} />
        )}
      </form>
    </Dialog>
  );
}
