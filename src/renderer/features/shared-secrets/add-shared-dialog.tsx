import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';

export function AddSharedDialog({ onClose }: { readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [value, setValue] = useState('');
  const create = useMutation(query.sharedSecrets.create.mutationOptions());
  const problem = formProblem(create.error, ['name', 'value', 'note']);
  const add = () =>
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
  return (
    <FormDialog
      title="Add a shared secret"
      action="Add it"
      isReady={name.trim() !== '' && value !== ''}
      busy={create.isPending && 'Saving…'}
      problem={problem.rest}
      onSubmit={add}
      onClose={onClose}
    >
      <TextField
        label="Name"
        description="Letters, digits and _. Variables have it too, unless a project gives its own another name."
        placeholder="SMTP_PASSWORD"
        autoFocus
        value={name}
        onChange={setName}
        error={problem.errorOf('name')}
      />
      <TextArea label="Value" rows={4} value={value} onChange={setValue} error={problem.errorOf('value')} />
      <TextField
        label="Note"
        description="What it is for; may be left empty."
        value={note}
        onChange={setNote}
        error={problem.errorOf('note')}
      />
    </FormDialog>
  );
}
