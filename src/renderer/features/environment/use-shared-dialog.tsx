import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useId, useState } from 'react';
import type { ProjectId } from '../../../contract/ids.ts';
import type { SharedSecret } from '../../../contract/shared-secrets.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './environment.module.css';

interface UseSharedProps {
  readonly projectId: ProjectId;
  readonly onClose: () => void;
}

/** A variable that follows a shared secret. */
export function UseSharedDialog({ projectId, onClose }: UseSharedProps) {
  const { query } = useApi();
  const secrets = useQuery(query.sharedSecrets.list.queryOptions());
  const form = useId();
  const hasAny = (secrets.data?.length ?? 0) > 0;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Use a shared secret"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} disabled={!hasAny}>
            Use it
          </Button>
        </>
      }
    >
      <Loaded query={secrets} what="the shared secrets">
        {(all) =>
          all.length === 0 ? (
            <p>There is none yet. Shared secrets are made under Settings.</p>
          ) : (
            <UseSharedForm form={form} projectId={projectId} secrets={all} onClose={onClose} />
          )
        }
      </Loaded>
    </Dialog>
  );
}

interface FormProps extends UseSharedProps {
  readonly form: string;
  readonly secrets: readonly SharedSecret[];
}

function UseSharedForm({ form, projectId, secrets, onClose }: FormProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [name, setName] = useState(secrets[0]?.name ?? '');
  const [key, setKey] = useState('');
  const use = useMutation(query.sharedSecrets.use.mutationOptions());
  const problem = use.isError ? toProblem(use.error) : null;
  const chosen = secrets.find((secret) => secret.name === name);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (chosen === undefined) return;
    use.mutate(
      { id: chosen.id, projectId, ...(key.trim() === '' ? {} : { key: key.trim() }) },
      {
        onSuccess: (variable) => {
          void cache.invalidateQueries({ queryKey: query.environment.key() });
          announce(`${variable.key} follows the shared secret ${name}.`);
          onClose();
        },
      },
    );
  };
  return (
    <form id={form} className={styles.page} onSubmit={submit} noValidate>
      <SelectField
        label="Shared secret"
        description={chosen?.note === '' ? undefined : chosen?.note}
        value={name}
        options={secrets.map((secret) => ({ value: secret.name, label: secret.name }))}
        onChange={setName}
      />
      <TextField
        label="Name in this project"
        description="Left empty, it is that of the secret. A variable of this name is replaced."
        placeholder={name}
        value={key}
        onChange={setKey}
        error={problem?.field === 'key' ? `${problem.message} ${problem.hint}` : undefined}
      />
      {problem !== null && problem.field !== 'key' && <ProblemNotice problem={problem} />}
    </form>
  );
}
