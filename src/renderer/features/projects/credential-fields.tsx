import layout from '../../ui/form.module.css';
import { SelectField } from '../../ui/select-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { CredentialDraft } from './new/draft.ts';

interface CredentialFieldsProps {
  readonly value: CredentialDraft;
  readonly onChange: (value: CredentialDraft) => void;
  readonly noneLabel: string;
  /** The field to fill in gets the focus: access was refused. */
  readonly isFocused?: boolean;
}

export function CredentialFields({ value, onChange, noneLabel, isFocused = false }: CredentialFieldsProps) {
  const change = (part: Partial<CredentialDraft>) => onChange({ ...value, ...part });
  return (
    <div className={layout.stack}>
      <SelectField
        label="Access"
        description="Kept in the keychain of the machine that runs miniPaaS; it is never shown again, not even in logs."
        value={value.kind}
        onChange={(kind) => change({ kind })}
        options={[
          { value: 'none', label: noneLabel },
          { value: 'token', label: 'Access token' },
          { value: 'sshKey', label: 'SSH key' },
        ]}
      />
      {value.kind === 'token' && (
        <div className={layout.pair}>
          <TextField
            label="Token"
            description="With read access to the repository. On GitHub: Settings, Developer settings, Fine-grained tokens, Contents: read."
            type="password"
            value={value.token}
            onChange={(token) => change({ token })}
            autoFocus={isFocused}
          />
          <TextField
            label="User name"
            description="Only where the server asks for one; most take any."
            value={value.username}
            onChange={(username) => change({ username })}
          />
        </div>
      )}
      {value.kind === 'sshKey' && (
        <TextArea
          label="Private key, or the path of its file"
          description="Such as ~/.ssh/id_ed25519 on the machine of miniPaaS, or the text itself. It must have no passphrase."
          rows={4}
          value={value.key}
          onChange={(key) => change({ key })}
          autoFocus={isFocused}
        />
      )}
    </div>
  );
}
