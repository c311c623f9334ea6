import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Domain } from '../../../contract/domains.ts';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import layout from '../../ui/form.module.css';
import { SecretField } from '../../ui/secret-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { type DomainDraft, domainErrors, draftOf, toInput } from './domain-draft.ts';
import { putDomain } from './put-domain.ts';

interface DomainDialogProps {
  readonly project: Project;
  /** Null: a new one. */
  readonly domain: Domain | null;
  readonly onClose: () => void;
}

const certificates = [
  { value: 'auto', label: 'public (Let’s Encrypt)' },
  { value: 'internal', label: 'own: browsers warn' },
  { value: 'none', label: 'none: plain HTTP' },
] as const;

export function DomainDialog({ project, domain, onClose }: DomainDialogProps) {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const password = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<DomainDraft>(() => draftOf(domain));
  const [shown, setShown] = useState<Readonly<Record<string, string>>>({});
  const save = useMutation({
    mutationFn: () => {
      const input = toInput(draft, password.current?.value ?? '', domain);
      return domain === null
        ? client.domains.create({ id: project.id, ...input })
        : client.domains.update({ id: domain.id, ...input });
    },
    onSuccess: (saved) => {
      const key = query.domains.list.queryKey({ input: { id: project.id } });
      cache.setQueryData(key, (list) => putDomain(list ?? [], saved));
      announce(`${saved.hostName} is ${domain === null ? 'added' : 'saved'}.`);
      onClose();
    },
  });
  const problem = formProblem(save.error, [...Object.keys(draft), 'auth.user', 'auth.password']);
  const errors = { ...problem.errors, ...shown };
  const change = (part: Partial<DomainDraft>) => {
    setDraft((old) => ({ ...old, ...part }));
    setShown({});
    save.reset();
  };
  const submit = () => {
    const wrong = domainErrors(draft, password.current?.value ?? '', domain);
    setShown(wrong);
    if (Object.keys(wrong).length === 0) save.mutate();
  };
  return (
    <FormDialog
      isWide
      title={domain === null ? `Add a domain to ${project.name}` : `Edit ${domain.hostName}`}
      action={domain === null ? 'Add domain' : 'Save'}
      busy={save.isPending && 'Saving…'}
      problem={problem.rest}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={layout.pair}>
        <TextField
          label="Name"
          description={`Its A record leads to ${project.hostName}.`}
          placeholder="shop.example.com"
          autoFocus
          value={draft.hostName}
          onChange={(hostName) => change({ hostName })}
          error={errors['hostName']}
        />
        <SelectField
          label="Certificate"
          description="A public one is asked for when the name leads here."
          value={draft.tls}
          options={certificates}
          onChange={(tls) => change({ tls })}
        />
        <TextField
          label="Path"
          description="Only what is below it leads to this project. Empty: everything."
          placeholder="/"
          value={draft.pathPrefix}
          onChange={(pathPrefix) => change({ pathPrefix })}
          error={errors['pathPrefix']}
        />
        <TextField
          label="Send visitors to"
          description="Another address instead of the application; the path is kept. Empty: the application answers."
          placeholder="https://example.com"
          value={draft.redirectTo}
          onChange={(redirectTo) => change({ redirectTo })}
          error={errors['redirectTo']}
        />
      </div>
      <CheckField
        label="Leave the path out"
        description="The application sees /orders where visitors ask for /shop/orders."
        isChecked={draft.stripPrefix}
        onChange={(stripPrefix) => change({ stripPrefix })}
        isDisabled={draft.pathPrefix.trim() === '' || draft.pathPrefix.trim() === '/'}
      />
      <CheckField
        label="Ask for a name and a password"
        isChecked={draft.hasAuth}
        onChange={(hasAuth) => change({ hasAuth })}
      />
      {draft.hasAuth && (
        <div className={layout.pair}>
          <TextField
            label="User"
            value={draft.authUser}
            onChange={(authUser) => change({ authUser })}
            error={errors['auth.user'] ?? errors['authUser']}
          />
          <SecretField
            ref={password}
            label="Password"
            description={
              domain?.authUser === draft.authUser && domain.authUser !== null
                ? 'Empty: it stays as it is. Only a hash of it is kept.'
                : 'At least 8 characters. Only a hash of it is kept.'
            }
            error={errors['auth.password'] ?? errors['password']}
            onEdit={() => change({})}
          />
        </div>
      )}
    </FormDialog>
  );
}
