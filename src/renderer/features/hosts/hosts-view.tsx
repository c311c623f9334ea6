import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { AddHostDialog } from './add-host-dialog.tsx';
import { connectionFacts, engineFacts, sshFacts } from './host-facts.tsx';
import { HostStatus } from './host-status.tsx';
import styles from './hosts.module.css';
import { ReconnectButton } from './reconnect-button.tsx';

export function HostsView() {
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions());
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <div className={styles.toolbar}>
        <Button kind="primary" onClick={() => setAdding(true)}>
          Add host
        </Button>
      </div>
      <Loaded query={hosts} what="the hosts">
        {(all) =>
          all.length === 0 ? (
            <Empty title="No host is known.">
              <p>
                miniPaaS looks for a Docker engine on this machine when it starts. Restart it after Docker is installed.
              </p>
            </Empty>
          ) : (
            <div className={styles.list}>
              {all.map((host) => (
                <HostPanel key={host.id} host={host} />
              ))}
            </div>
          )
        }
      </Loaded>
      {isAdding && <AddHostDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function HostPanel({ host }: { readonly host: Host }) {
  const to = { to: '/hosts/$hostId', params: { hostId: String(host.id) } } as const;
  return (
    <Panel
      title={
        <span className={styles.title}>
          <Link {...to}>{host.name}</Link> <HostStatus host={host} />
        </span>
      }
      actions={
        <>
          <ReconnectButton host={host} />
          <Link {...to} className={buttonClass()} aria-label={`Details of ${host.name}`}>
            Details
          </Link>
        </>
      }
    >
      {host.error !== null && <ProblemNotice problem={host.error} isQuiet />}
      <Facts facts={[...connectionFacts(host), ...sshFacts(host), ...engineFacts(host)]} />
    </Panel>
  );
}
