import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Registry } from '../../../contract/registries.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SecretField } from '../../ui/secret-field.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface LoginDialogProps {
  /** Null: another one. */
  readonly registry: Registry | null;
  readonly onClose: () => void;
}

export function LoginDialog({ registry, onClose }: LoginDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const password = useRef<HTMLInputElement>(null);
  const [address, setAddress] = useState(registry?.address ?? '');
  const [username, setUsername] = useState(registry?.username ?? '');
  const [isChecked, setChecked] = useState(true);
  const login = useMutation(query.registries.set.mutationOptions());
  const problem = formProblem(login.error, ['address', 'username', 'password']);
  const submit = () =>
    login.mutate(
      { address, username, password: password.current?.value ?? '', isChecked },
      {
        onSuccess: (made) => {
          void cache.invalidateQueries({ queryKey: query.registries.key() });
          announce(`Logged in to ${made.address} as ${made.username}.`);
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={registry === null ? 'Log in to a registry' : `Change the login of ${registry.address}`}
      action="Log in"
      isReady={address.trim() !== '' && username.trim() !== ''}
      busy={login.isPending && 'Logging in…'}
      problem={problem.rest}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Registry"
        description="As images name it, with the port where it has one. Docker Hub is docker.io."
        placeholder="ghcr.io"
        readOnly={registry !== null}
        autoFocus={registry === null}
        value={address}
        onChange={setAddress}
        error={problem.errorOf('address')}
      />
      <TextField
        label="User"
        autoComplete="off"
        autoFocus={registry !== null}
        value={username}
        onChange={setUsername}
        error={problem.errorOf('username')}
      />
      <SecretField
        label="Password or access token"
        description="Kept in the system’s keychain. One that may only read is enough."
        error={problem.errorOf('password')}
        ref={password}
        onEdit={login.reset}
      />
      <CheckField
        label="Ask the registry first"
        description="The engine of the first host asks it whether it takes the login."
        isChecked={isChecked}
        onChange={setChecked}
      />
    </FormDialog>
  );
}
