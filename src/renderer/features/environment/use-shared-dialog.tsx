import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProjectId } from '../../../contract/ids.ts';
import type { SharedSecret } from '../../../contract/shared-secrets.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { type Delivery, DeliveryFields } from './delivery-fields.tsx';

interface UseSharedProps {
  readonly projectId: ProjectId;
  readonly onClose: () => void;
}

const title = 'Use a shared secret';

/** A variable that follows a shared secret. */
export function UseSharedDialog({ projectId, onClose }: UseSharedProps) {
  const { query } = useApi();
  const secrets = useQuery(query.sharedSecrets.list.queryOptions());
  if (secrets.data !== undefined && secrets.data.length > 0) {
    return <UseSharedForm projectId={projectId} secrets={secrets.data} onClose={onClose} />;
  }
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <Loaded query={secrets} what="the shared secrets">
        {() => <p>There is none yet. Shared secrets are made under Settings.</p>}
      </Loaded>
    </Dialog>
  );
}

interface FormProps extends UseSharedProps {
  readonly secrets: readonly SharedSecret[];
}

function UseSharedForm({ projectId, secrets, onClose }: FormProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [name, setName] = useState(secrets[0]?.name ?? '');
  const [key, setKey] = useState('');
  const [delivery, setDelivery] = useState<Delivery>({ delivery: 'variable', signal: null });
  const use = useMutation(query.sharedSecrets.use.mutationOptions());
  const problem = formProblem(use.error, ['key']);
  const chosen = secrets.find((secret) => secret.name === name);
  const submit = () => {
    if (chosen === undefined) return;
    use.mutate(
      { id: chosen.id, projectId, ...delivery, ...(key.trim() === '' ? {} : { key: key.trim() }) },
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
    <FormDialog
      title={title}
      action="Use it"
      busy={use.isPending && 'Taking it over…'}
      problem={problem.rest}
      onSubmit={submit}
      onClose={onClose}
    >
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
        error={problem.errorOf('key')}
      />
      <DeliveryFields name={key.trim() === '' ? name : key.trim()} value={delivery} onChange={setDelivery} />
    </FormDialog>
  );
}
