import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useId, useRef, useState } from 'react';
import type { Registry } from '../../../contract/registries.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SecretField } from '../../ui/secret-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './registries.module.css';

interface LoginDialogProps {
  /** Null: another one. */
  readonly registry: Registry | null;
  readonly onClose: () => void;
}

export function LoginDialog({ registry, onClose }: LoginDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const form = useId();
  const password = useRef<HTMLInputElement>(null);
  const [address, setAddress] = useState(registry?.address ?? '');
  const [username, setUsername] = useState(registry?.username ?? '');
  const [isChecked, setChecked] = useState(true);
  const login = useMutation(query.registries.set.mutationOptions());
  const problem = login.isError ? toProblem(login.error) : null;
  const errorOf = (field: string) => (problem?.field === field ? `${problem.message} ${problem.hint}` : undefined);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
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
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={registry === null ? 'Log in to a registry' : `Change the login of ${registry.address}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form={form}
            disabled={address.trim() === '' || username.trim() === ''}
            busy={login.isPending && 'Logging in…'}
          >
            Log in
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit} noValidate>
        <TextField
          label="Registry"
          description="As images name it, with the port where it has one. Docker Hub is docker.io."
          placeholder="ghcr.io"
          readOnly={registry !== null}
          autoFocus={registry === null}
          value={address}
          onChange={setAddress}
          error={errorOf('address')}
        />
        <TextField
          label="User"
          autoComplete="off"
          autoFocus={registry !== null}
          value={username}
          onChange={setUsername}
          error={errorOf('username')}
        />
        <SecretField
          label="Password or access token"
          description="Kept in the system’s keychain. One that may only read is enough."
          error={errorOf('password')}
          ref={password}
          onEdit={login.reset}
        />
        <CheckField
          label="Ask the registry first"
          description="The engine of the first host asks it whether it takes the login."
          isChecked={isChecked}
          onChange={setChecked}
        />
        {problem !== null && !['address', 'username', 'password'].includes(problem.field ?? '') && (
          <ProblemNotice problem={problem} />
        )}
      </form>
    </Dialog>
  );
}
