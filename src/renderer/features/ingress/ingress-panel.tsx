import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import type { Ingress } from '../../../contract/ingress.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Status } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import styles from './ingress.module.css';
import { IngressDialog } from './ingress-dialog.tsx';
import { ingressWords, programName } from './ingress-words.ts';

/** What routes names to the applications of a host. */
export function IngressPanel({ host }: { readonly host: Pick<Host, 'id' | 'name' | 'kind'> }) {
  const { query } = useApi();
  const ingress = useQuery(query.ingress.get.queryOptions({ input: { id: host.id } }));
  return (
    <Panel title="Ingress">
      <Loaded query={ingress} what="the ingress">
        {(data) => <Shown host={host} ingress={data} />}
      </Loaded>
    </Panel>
  );
}

interface ShownProps {
  readonly host: Pick<Host, 'id' | 'name' | 'kind'>;
  readonly ingress: Ingress;
}

function Shown({ host, ingress }: ShownProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [asked, setAsked] = useState<'edit' | 'remove' | null>(null);
  const keep = (next: Ingress) => {
    cache.setQueryData(query.ingress.get.queryKey({ input: { id: host.id } }), next);
    announce(`The ingress is ${ingressWords(next).label}.`);
  };
  const install = useMutation({ ...query.ingress.install.mutationOptions(), onSuccess: keep });
  const remove = useMutation({
    ...query.ingress.remove.mutationOptions(),
    onSuccess: (next) => {
      keep(next);
      setAsked(null);
    },
  });
  const isThere = ingress.status === 'running';
  const isBusy = install.isPending || ingress.status === 'installing';
  return (
    <div className={styles.stack}>
      <p>
        One container in front of the applications of {host.name}: it gives them names instead of ports, own domains
        with certificates, and releases that drop no request.
      </p>
      <Facts facts={factsOf(ingress, host.kind)} />
      {ingress.note !== null && <p>{ingress.note}</p>}
      {ingress.error !== null && <ProblemNotice problem={ingress.error} isQuiet />}
      {install.isError && <ProblemNotice problem={toProblem(install.error)} />}
      <div className={styles.buttons}>
        <Button
          {...(isThere ? {} : { kind: 'primary' as const })}
          onClick={() => install.mutate({ id: host.id })}
          busy={isBusy && 'Installing…'}
        >
          {isThere ? 'Install again' : ingress.status === 'unavailable' ? 'Try again' : 'Install the ingress'}
        </Button>
        <Button onClick={() => setAsked('edit')}>Edit…</Button>
        {(isThere || ingress.status === 'unavailable') && (
          <Button kind="danger" onClick={() => setAsked('remove')}>
            Remove the ingress…
          </Button>
        )}
      </div>
      {asked === 'edit' && (
        <IngressDialog host={host} ingress={ingress} onClose={() => setAsked(null)} onSaved={keep} />
      )}
      <Confirm
        isOpen={asked === 'remove'}
        onClose={() => setAsked(null)}
        title={`Remove the ingress of ${host.name}`}
        action="Remove the ingress"
        onConfirm={() => remove.mutate({ id: host.id })}
        busy={remove.isPending && 'Removing…'}
        problem={remove.isError ? toProblem(remove.error) : null}
      >
        <p>
          Its container goes, and with it every name and domain of the applications there. They go on running and answer
          on their published ports. Certificates are kept for the next ingress.
        </p>
      </Confirm>
    </div>
  );
}

function factsOf(ingress: Ingress, kind: Host['kind']) {
  const { tone, label } = ingressWords(ingress);
  const { program, image, httpPort, httpsPort, isPublic, status, routes } = ingress;
  return [
    { label: 'State', value: <Status tone={tone} label={label} /> },
    ...(program === null
      ? []
      : [{ label: 'Program', value: image === null ? programName(program) : `${programName(program)}, ${image}` }]),
    { label: 'Ports', value: `${httpPort} and ${httpsPort}` },
    { label: 'Reachable', value: (isPublic ?? kind === 'ssh') ? 'from other machines' : 'from this machine alone' },
    ...(status === 'running' ? [{ label: 'Addresses', value: String(routes) }] : []),
  ];
}
