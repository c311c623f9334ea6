import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Domain } from '../../../contract/domains.ts';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Status } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import { DomainDialog } from './domain-dialog.tsx';
import styles from './ingress.module.css';
import { certificateWords, dnsWords, domainDoes } from './ingress-words.ts';
import { putDomain } from './put-domain.ts';

type Asked = { readonly what: 'add' } | { readonly what: 'edit' | 'remove'; readonly domain: Domain };

/** Names of its own under which a project is reached. */
export function DomainsPanel({ project }: { readonly project: Project }) {
  const { query } = useApi();
  const [asked, setAsked] = useState<Asked | null>(null);
  const domains = useQuery(query.domains.list.queryOptions({ input: { id: project.id } }));
  const close = () => setAsked(null);
  return (
    <Panel title="Domains" isFlush actions={<Button onClick={() => setAsked({ what: 'add' })}>Add domain…</Button>}>
      <Loaded query={domains} what="the domains">
        {(list) => (list.length === 0 ? <NoDomains project={project} /> : <List domains={list} onAsk={setAsked} />)}
      </Loaded>
      {asked?.what === 'add' && <DomainDialog project={project} domain={null} onClose={close} />}
      {asked?.what === 'edit' && <DomainDialog project={project} domain={asked.domain} onClose={close} />}
      {asked?.what === 'remove' && <RemoveDomain domain={asked.domain} onClose={close} />}
    </Panel>
  );
}

function NoDomains({ project }: { readonly project: Project }) {
  return (
    <Empty title="No domain of its own">
      <p>
        {project.url === null ? 'It has no address yet.' : `It is reached at ${project.url}.`} A domain leads people to
        it by a name like shop.example.com, with a certificate.
      </p>
    </Empty>
  );
}

interface ListProps {
  readonly domains: readonly Domain[];
  readonly onAsk: (asked: Asked) => void;
}

function List({ domains, onAsk }: ListProps) {
  const columns: readonly Column<Domain>[] = [
    { id: 'name', label: 'Address', cell: (domain) => <Address domain={domain} /> },
    {
      id: 'dns',
      label: 'Name',
      width: '24%',
      cell: ({ dns }) => <State words={dnsWords(dns)} problem={dns.problem} />,
    },
    { id: 'certificate', label: 'Certificate', width: '24%', cell: (domain) => <Certificate domain={domain} /> },
    {
      id: 'actions',
      label: 'Actions',
      width: '13rem',
      isLabelHidden: true,
      cell: (domain) => <Actions domain={domain} onAsk={onAsk} />,
    },
  ];
  return <Table label="Domains" columns={columns} rows={domains} keyOf={({ id }) => id} />;
}

function Address({ domain }: { readonly domain: Domain }) {
  return (
    <div className={styles.state}>
      <ExternalLink href={domain.url} />
      {domainDoes(domain).map((text) => (
        <span key={text} className={styles.soft}>
          {text}
        </span>
      ))}
    </div>
  );
}

function State({ words, problem }: { readonly words: ReturnType<typeof dnsWords>; readonly problem: string | null }) {
  return (
    <div className={styles.state}>
      <Status {...words} />
      {problem !== null && <span className={styles.soft}>{problem}</span>}
    </div>
  );
}

function Certificate({ domain: { certificate } }: { readonly domain: Domain }) {
  return (
    <div className={styles.state}>
      <Status {...certificateWords(certificate)} />
      {certificate.issuer !== null && <span className={styles.soft}>of {certificate.issuer}</span>}
      {certificate.expiresAt !== null && (
        <span className={styles.soft}>
          ends <RelativeTime at={certificate.expiresAt} />
        </span>
      )}
      {certificate.problem !== null && <span className={styles.soft}>{certificate.problem}</span>}
    </div>
  );
}

function Actions({ domain, onAsk }: { readonly domain: Domain; readonly onAsk: ListProps['onAsk'] }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const check = useMutation({
    ...query.domains.check.mutationOptions(),
    onSuccess: (next) => {
      const key = query.domains.list.queryKey({ input: { id: next.projectId } });
      cache.setQueryData(key, (list) => list && putDomain(list, next));
      announce(`${next.hostName} ${dnsWords(next.dns).label}.`);
    },
  });
  return (
    <div className={styles.stack}>
      <div className={styles.buttons}>
        <Button
          isSmall
          onClick={() => check.mutate({ id: domain.id })}
          busy={check.isPending && 'Checking…'}
          aria-label={`Check ${domain.hostName}`}
        >
          Check
        </Button>
        <Button isSmall onClick={() => onAsk({ what: 'edit', domain })} aria-label={`Edit ${domain.hostName}`}>
          Edit…
        </Button>
        <Button isSmall onClick={() => onAsk({ what: 'remove', domain })} aria-label={`Remove ${domain.hostName}`}>
          Remove…
        </Button>
      </div>
      {check.isError && <ProblemNotice problem={toProblem(check.error)} />}
    </div>
  );
}

function RemoveDomain({ domain, onClose }: { readonly domain: Domain; readonly onClose: () => void }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const remove = useMutation({
    ...query.domains.remove.mutationOptions(),
    onSuccess: () => {
      const key = query.domains.list.queryKey({ input: { id: domain.projectId } });
      cache.setQueryData(key, (list) => list?.filter(({ id }) => id !== domain.id));
      onClose();
    },
  });
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Remove ${domain.hostName}`}
      action="Remove the domain"
      onConfirm={() => remove.mutate({ id: domain.id })}
      busy={remove.isPending && 'Removing…'}
      problem={remove.isError ? toProblem(remove.error) : null}
    >
      <p>{domain.url} leads to this project no more. The name itself and what its name server says stay as they are.</p>
    </Confirm>
  );
}
