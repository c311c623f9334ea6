import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { emptyPlace, type PlaceDraft, placeErrors, toPlace } from './place-draft.ts';
import { S3Fields } from './s3-fields.tsx';
import { useBackupsChanged } from './use-backups-changed.ts';

const kinds = [
  { value: 'folder', label: 'A folder of the machine that runs miniPaaS' },
  { value: 'host', label: 'A host' },
  { value: 's3', label: 'An S3 bucket' },
] as const;

export function AddPlaceDialog({ onClose }: { readonly onClose: () => void }) {
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const secret = useRef<HTMLInputElement>(null);
  const hosts = useQuery(query.hosts.list.queryOptions()).data ?? [];
  const [draft, setDraft] = useState<PlaceDraft>(emptyPlace);
  const [shown, setShown] = useState<Readonly<Record<string, string>>>({});
  const add = useMutation(query.backups.addPlace.mutationOptions());
  const problem = formProblem(add.error, [...Object.keys(emptyPlace), 'secretAccessKey']);
  const errors = { ...problem.errors, ...shown };
  const edited = () => {
    setShown({});
    add.reset();
  };
  const change = (part: Partial<PlaceDraft>) => {
    setDraft((old) => ({ ...old, ...part }));
    edited();
  };
  const save = () => {
    const key = secret.current?.value ?? '';
    const wrong = placeErrors(draft, key);
    setShown(wrong);
    if (Object.keys(wrong).length > 0) return;
    add.mutate(toPlace(draft, key), {
      onSuccess: ({ name }) => {
        changed();
        announce(`${name} is added: it could be used.`);
        onClose();
      },
    });
  };
  return (
    <FormDialog
      isAtTop
      title="Add a place for backups"
      description="It is tried first, and added only if it can be used."
      action="Try and add"
      busy={add.isPending && 'Trying it…'}
      problem={problem.rest}
      onSubmit={save}
      onClose={onClose}
    >
      <SelectField label="What it is" value={draft.kind} options={kinds} onChange={(kind) => change({ kind })} />
      <TextField
        label="Name"
        placeholder="NAS"
        value={draft.name}
        onChange={(name) => change({ name })}
        error={errors['name']}
      />
      {draft.kind === 'folder' && (
        <TextField
          label="Folder"
          description="Its absolute path; better on another disk than the volumes."
          placeholder="/mnt/nas/minipaas"
          value={draft.path}
          onChange={(path) => change({ path })}
          error={errors['path']}
        />
      )}
      {draft.kind === 'host' && (
        <SelectField
          label="Host"
          description="In a Docker volume of its own there."
          value={draft.hostId}
          options={[
            { value: '', label: 'Choose…' },
            ...hosts.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={(hostId) => change({ hostId })}
          error={errors['hostId']}
        />
      )}
      {draft.kind === 's3' && (
        <S3Fields draft={draft} onChange={change} secret={secret} onSecret={edited} errors={errors} />
      )}
    </FormDialog>
  );
}
