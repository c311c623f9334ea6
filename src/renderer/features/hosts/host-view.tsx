import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { DiskPanel } from './disk-panel.tsx';
import { EditHostDialog } from './edit-host-dialog.tsx';
import { connectionFacts, engineFacts, sshFacts, systemFacts } from './host-facts.tsx';
import { HostProjects } from './host-projects.tsx';
import { HostStatus } from './host-status.tsx';
import styles from './hosts.module.css';
import { LinkPanel } from './link-panel.tsx';
import { PrunePanel } from './prune-panel.tsx';
import { ReconnectButton } from './reconnect-button.tsx';
import { RemoveHost } from './remove-host.tsx';

interface HostViewProps {
  readonly host: Host;
  /** The panel of its ingress. */
  readonly ingress: ReactNode;
  /** What its applications used over time. */
  readonly metrics: ReactNode;
  readonly onRemoved: () => void;
}

/** Everything about one host. */
export function HostView({ host, ingress, metrics, onRemoved }: HostViewProps) {
  const [asked, setAsked] = useState<'edit' | 'remove' | null>(null);
  const close = () => setAsked(null);
  const isConnected = host.status === 'connected';
  return (
    <>
      <div className={styles.top}>
        <h1 className={styles.heading}>{host.name}</h1>
        <HostStatus host={host} />
        <div className={styles.actions}>
          <ReconnectButton host={host} />
          <Button onClick={() => setAsked('edit')}>Edit {host.name}…</Button>
          {host.kind === 'ssh' && (
            <Link to="/hosts/$hostId/terminal" params={{ hostId: String(host.id) }} className={buttonClass()}>
              Terminal and ports
            </Link>
          )}
          {host.kind === 'ssh' && (
            <Button kind="danger" onClick={() => setAsked('remove')}>
              Remove {host.name}…
            </Button>
          )}
        </div>
      </div>
      {host.error !== null && <ProblemNotice problem={host.error} isQuiet />}
      <Panel title="Connection">
        <Facts facts={[...connectionFacts(host), ...sshFacts(host)]} />
        {isConnected && <LinkPanel host={host} />}
      </Panel>
      {host.engine !== null && (
        <Panel title="Engine and system">
          <Facts facts={[...engineFacts(host), ...systemFacts(host)]} />
        </Panel>
      )}
      {ingress}
      <HostProjects host={host} />
      {metrics}
      {isConnected && (
        <>
          <DiskPanel host={host} />
          <PrunePanel host={host} />
        </>
      )}
      {asked === 'edit' && <EditHostDialog host={host} onClose={close} />}
      {asked === 'remove' && <RemoveHost host={host} onClose={close} onRemoved={onRemoved} />}
    </>
  );
}
