import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import type { Ingress, IngressDriverName } from '../../../contract/ingress.ts';
import { useApi } from '../../api/api-context.tsx';
import { formProblem } from '../../lib/form-problem.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import layout from '../../ui/form.module.css';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface IngressDialogProps {
  readonly host: Pick<Host, 'id' | 'name' | 'kind'>;
  readonly ingress: Ingress;
  readonly onClose: () => void;
  readonly onSaved: (ingress: Ingress) => void;
}

type Reach = 'usual' | 'everybody' | 'machine';

const drivers = [
  { value: 'default', label: 'the default of the settings' },
  { value: 'traefik', label: 'Traefik' },
  { value: 'caddy', label: 'Caddy' },
  { value: 'none', label: 'none: applications answer on their ports' },
] as const;

export function IngressDialog({ host, ingress, onClose, onSaved }: IngressDialogProps) {
  const { query } = useApi();
  const [driver, setDriver] = useState<IngressDriverName | 'default'>(ingress.driver ?? 'default');
  const [reach, setReach] = useState<Reach>(toReach(ingress.isPublic));
  const [text, setText] = useState({
    httpPort: String(ingress.httpPort),
    httpsPort: String(ingress.httpsPort),
    acmeEmail: ingress.acmeEmail ?? '',
    acmeDirectory: ingress.acmeDirectory ?? '',
  });
  const update = useMutation({
    ...query.ingress.update.mutationOptions(),
    onSuccess: (next) => {
      onSaved(next);
      onClose();
    },
  });
  const problem = formProblem(update.error, ['httpPort', 'httpsPort', 'acmeEmail', 'acmeDirectory']);
  const change = (part: Partial<typeof text>) => {
    setText((old) => ({ ...old, ...part }));
    update.reset();
  };
  const wrongPorts = portErrors(text);
  const errors = { ...problem.errors, ...wrongPorts };
  const save = () => {
    if (Object.keys(wrongPorts).length > 0) return;
    update.mutate({
      id: host.id,
      driver: driver === 'default' ? null : driver,
      isPublic: reach === 'usual' ? null : reach === 'everybody',
      httpPort: Number(text.httpPort),
      httpsPort: Number(text.httpsPort),
      acmeEmail: orNull(text.acmeEmail),
      acmeDirectory: orNull(text.acmeDirectory),
    });
  };
  return (
    <FormDialog
      isWide
      title={`Ingress of ${host.name}`}
      action="Save"
      busy={update.isPending && 'Saving…'}
      problem={problem.rest}
      onSubmit={save}
      onClose={onClose}
    >
      <p>Other ports, another program or another reach make its container anew: its names are away for a moment.</p>
      <div className={layout.pair}>
        <SelectField
          label="Program"
          description="Where its image cannot be had and the other’s can, that is used, and said."
          value={driver}
          options={drivers}
          onChange={setDriver}
        />
        <SelectField
          label="Reachable"
          description="Domains with public certificates must be reached by other machines."
          value={reach}
          options={[
            {
              value: 'usual',
              label: host.kind === 'ssh' ? 'as usual: by others' : 'as usual: here alone',
            },
            { value: 'everybody', label: 'by other machines' },
            { value: 'machine', label: 'here alone' },
          ]}
          onChange={setReach}
        />
        <TextField
          label="HTTP port"
          description="Certificate authorities ask on port 80."
          inputMode="numeric"
          value={text.httpPort}
          onChange={(httpPort) => change({ httpPort })}
          error={errors.httpPort}
        />
        <TextField
          label="HTTPS port"
          description="Usually 443."
          inputMode="numeric"
          value={text.httpsPort}
          onChange={(httpsPort) => change({ httpsPort })}
          error={errors.httpsPort}
        />
        <TextField
          label="E-mail address for certificates"
          description="The authority writes there before a certificate runs out. Empty: it does not."
          type="email"
          value={text.acmeEmail}
          onChange={(acmeEmail) => change({ acmeEmail })}
          error={errors.acmeEmail}
        />
        <TextField
          label="Certificate authority"
          description="Address of its ACME directory. Empty: Let’s Encrypt."
          placeholder="https://ca.example/dir"
          value={text.acmeDirectory}
          onChange={(acmeDirectory) => change({ acmeDirectory })}
          error={errors.acmeDirectory}
        />
      </div>
    </FormDialog>
  );
}

function toReach(isPublic: boolean | null): Reach {
  return isPublic === null ? 'usual' : isPublic ? 'everybody' : 'machine';
}

function portErrors(
  text: Readonly<Record<'httpPort' | 'httpsPort', string>>,
): Readonly<Partial<Record<'httpPort' | 'httpsPort', string>>> {
  const isPort = (value: string): boolean => /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535;
  return Object.fromEntries(
    (['httpPort', 'httpsPort'] as const)
      .filter((field) => !isPort(text[field].trim()))
      .map((field) => [field, 'A number from 1 to 65535.']),
  );
}

const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());
