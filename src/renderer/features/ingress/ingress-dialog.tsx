import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import type { Ingress, IngressDriverName } from '../../../contract/ingress.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './ingress.module.css';

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
  const problem = update.isError ? toProblem(update.error) : null;
  const change = (part: Partial<typeof text>) => {
    setText((old) => ({ ...old, ...part }));
    update.reset();
  };
  const errors = portErrors(text);
  const errorOf = (field: string): string | undefined =>
    errors[field] ?? (problem?.field === field ? `${problem.message} ${problem.hint}` : undefined);
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    if (Object.keys(errors).length > 0) return;
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
  const footer = (
    <Button kind="primary" type="submit" form="edit-ingress" busy={update.isPending && 'Saving…'}>
      Save
    </Button>
  );
  return (
    <Dialog isOpen onClose={onClose} isWide title={`Ingress of ${host.name}`} footer={footer}>
      <form id="edit-ingress" className={styles.form} onSubmit={save} noValidate>
        <p>Other ports, another program or another reach make its container anew: its names are away for a moment.</p>
        <div className={styles.pair}>
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
            error={errorOf('httpPort')}
          />
          <TextField
            label="HTTPS port"
            description="Usually 443."
            inputMode="numeric"
            value={text.httpsPort}
            onChange={(httpsPort) => change({ httpsPort })}
            error={errorOf('httpsPort')}
          />
          <TextField
            label="E-mail address for certificates"
            description="The authority writes there before a certificate runs out. Empty: it does not."
            type="email"
            value={text.acmeEmail}
            onChange={(acmeEmail) => change({ acmeEmail })}
            error={errorOf('acmeEmail')}
          />
          <TextField
            label="Certificate authority"
            description="Address of its ACME directory. Empty: Let’s Encrypt."
            placeholder="https://ca.example/dir"
            value={text.acmeDirectory}
            onChange={(acmeDirectory) => change({ acmeDirectory })}
            error={errorOf('acmeDirectory')}
          />
        </div>
      </form>
      {problem !== null && errorOf(problem.field ?? '') === undefined && <ProblemNotice problem={problem} />}
    </Dialog>
  );
}

function toReach(isPublic: boolean | null): Reach {
  return isPublic === null ? 'usual' : isPublic ? 'everybody' : 'machine';
}

function portErrors(text: { readonly httpPort: string; readonly httpsPort: string }): Readonly<Record<string, string>> {
  const isPort = (value: string): boolean => /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535;
  return Object.fromEntries(
    (['httpPort', 'httpsPort'] as const)
      .filter((field) => !isPort(text[field].trim()))
      .map((field) => [field, 'A number from 1 to 65535.']),
  );
}

const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());
