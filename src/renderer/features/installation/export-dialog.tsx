import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SecretField } from '../../ui/secret-field.tsx';

const MIN_LENGTH = 15;

/** A passphrase, twice: nobody can open the file if it was mistyped. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const [errors, setErrors] = useState<{ readonly first?: string; readonly second?: string }>({});
  const write = useMutation(query.installation.export.mutationOptions());
  const submit = () => {
    const passphrase = first.current?.value ?? '';
    if (passphrase.length < MIN_LENGTH) {
      setErrors({ first: `At least ${MIN_LENGTH} characters: it alone protects every secret.` });
      first.current?.focus();
      return;
    }
    if (passphrase !== second.current?.value) {
      setErrors({ second: 'It is not the same.' });
      second.current?.focus();
      return;
    }
    write.mutate(
      { passphrase },
      {
        onSuccess: ({ name }) => {
          void cache.invalidateQueries({ queryKey: query.installation.exports.queryKey() });
          announce(`${name} is ready.`);
          onClose();
        },
      },
    );
  };
  const edit = () => {
    setErrors({});
    write.reset();
  };
  return (
    <FormDialog
      title="Export this installation"
      action="Write the export"
      busy={write.isPending && 'Writing…'}
      problem={formProblem(write.error, []).rest}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>
        One sealed file with the database and every secret of the keychain: projects, deployments, hosts, variables. Not
        in it: logs, and what lies on the hosts, which stays there.
      </p>
      <p>
        On another machine: <code>minipaas --import FILE --import-passphrase-file FILE</code>. Do not let both run.
      </p>
      <SecretField
        label="Passphrase"
        description="Nobody can open the file without it, and nobody can give it back."
        error={errors.first}
        ref={first}
        onEdit={edit}
      />
      <SecretField label="Passphrase again" error={errors.second} ref={second} onEdit={edit} />
    </FormDialog>
  );
}
