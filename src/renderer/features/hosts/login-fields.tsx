import type { Ref } from 'react';
import layout from '../../ui/form.module.css';
import { SecretField } from '../../ui/secret-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { HostForm } from './host-form.ts';

const kept = 'Kept in the keychain of the machine that runs miniPaaS; it is never shown again.';

interface LoginFieldsProps {
  readonly form: HostForm;
  /** The keychain has one: left empty, it stays. */
  readonly isKept?: boolean;
  readonly secret: Ref<HTMLInputElement>;
}

export function LoginFields({ form, secret, isKept = false }: LoginFieldsProps) {
  const { draft, change, errors } = form;
  const stays = isKept ? 'Empty: what the keychain has stays. ' : '';
  return (
    <div className={layout.pair}>
      <SelectField
        label="Way to log in"
        value={draft.login}
        onChange={(login) => change({ login })}
        options={[
          { value: 'default', label: 'As ssh does' },
          { value: 'key', label: 'Key file' },
          { value: 'agent', label: 'SSH agent' },
          { value: 'password', label: 'Password' },
        ]}
        description={descriptions[draft.login]}
        error={errors.agent}
      />
      {draft.login === 'key' && (
        <>
          <TextField
            label="Private key"
            description="Path of its file on the machine that runs miniPaaS."
            placeholder="~/.ssh/id_ed25519"
            value={draft.privateKeyPath}
            onChange={(privateKeyPath) => change({ privateKeyPath })}
            error={errors.privateKeyPath}
          />
          <SecretField
            key="passphrase"
            label="Passphrase"
            description={`Only of an encrypted key. ${stays}${kept}`}
            ref={secret}
            onEdit={form.forget}
            error={errors.passphrase}
          />
        </>
      )}
      {draft.login === 'password' && (
        <SecretField
          key="password"
          label="Password"
          description={`${stays}${kept}`}
          ref={secret}
          onEdit={form.forget}
          error={errors.password}
        />
      )}
    </div>
  );
}

const descriptions = {
  default: 'The agent, then the keys that OpenSSH would try.',
  key: 'The public half must stand in ~/.ssh/authorized_keys of that user.',
  agent: 'The one that SSH_AUTH_SOCK names where miniPaaS runs.',
  password: 'A key is safer, if the machine takes one.',
};
