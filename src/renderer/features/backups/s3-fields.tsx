import type { Ref } from 'react';
import layout from '../../ui/form.module.css';
import { SecretField } from '../../ui/secret-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { PlaceDraft } from './place-draft.ts';

interface S3FieldsProps {
  readonly draft: PlaceDraft;
  readonly onChange: (part: Partial<PlaceDraft>) => void;
  readonly secret: Ref<HTMLInputElement>;
  readonly onSecret: () => void;
  readonly errors: Readonly<Record<string, string | undefined>>;
}

/** A bucket of AWS or of any service that speaks its protocol. */
export function S3Fields({ draft, onChange, secret, onSecret, errors }: S3FieldsProps) {
  return (
    <>
      <TextField
        label="Address"
        description="Of a service other than AWS; empty for AWS."
        placeholder="https://s3.example.com"
        value={draft.endpoint}
        onChange={(endpoint) => onChange({ endpoint })}
        error={errors['endpoint']}
      />
      <div className={layout.pair}>
        <TextField
          label="Bucket"
          value={draft.bucket}
          onChange={(bucket) => onChange({ bucket })}
          error={errors['bucket']}
        />
        <TextField
          label="Region"
          value={draft.region}
          onChange={(region) => onChange({ region })}
          error={errors['region']}
        />
        <TextField
          label="Prefix"
          description="A folder of the bucket; empty for its root."
          placeholder="minipaas"
          value={draft.prefix}
          onChange={(prefix) => onChange({ prefix })}
          error={errors['prefix']}
        />
        <TextField
          label="Access key ID"
          value={draft.accessKeyId}
          onChange={(accessKeyId) => onChange({ accessKeyId })}
          error={errors['accessKeyId']}
        />
      </div>
      <SecretField
        label="Secret access key"
        description="Kept in the keychain of the machine that runs miniPaaS."
        ref={secret}
        onEdit={onSecret}
        error={errors['secretAccessKey']}
      />
    </>
  );
}
