import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { formatBytes } from '../../lib/bytes.ts';
import { countOf } from '../../lib/numbers.ts';
import type { Tone } from '../../lib/tone.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Status } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { AddHostDialog } from './add-host-dialog.tsx';
import styles from './hosts.module.css';
import { ReconnectButton } from './reconnect-button.tsx';
import { RemoveHost } from './remove-host.tsx';

export function HostsView() {
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions());
  const [isAdding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Host | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  return (
    <>
      <div className={styles.toolbar}>
        <Button ref={add} kind="primary" onClick={() => setAdding(true)}>
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
                <HostPanel key={host.id} host={host} onRemove={() => setRemoving(host)} />
              ))}
            </div>
          )
        }
      </Loaded>
      {isAdding && <AddHostDialog onClose={() => setAdding(false)} />}
      {removing !== null && (
        <RemoveHost
          host={removing}
          onClose={() => setRemoving(null)}
          onRemoved={() => {
            setRemoving(null);
            // The button that asked for it goes with its host.
            add.current?.focus();
          }}
        />
      )}
    </>
  );
}

const tones: Readonly<Record<Host['status'], Tone>> = { connected: 'ok', connecting: 'busy', unreachable: 'bad' };

function HostPanel({ host, onRemove }: { readonly host: Host; readonly onRemove: () => void }) {
  return (
    <Panel
      title={
        <span className={styles.title}>
          {host.name} <Status tone={tones[host.status]} label={host.status} />
        </span>
      }
      actions={
        <>
          <ReconnectButton host={host} />
          {host.kind === 'ssh' && (
            <Button onClick={onRemove} aria-label={`Remove ${host.name}…`}>
              Remove…
            </Button>
          )}
        </>
      }
    >
      {host.error !== null && <ProblemNotice problem={host.error} isQuiet />}
      <Facts facts={[...connectionFacts(host), ...sshFacts(host), ...engineFacts(host)]} />
    </Panel>
  );
}

function connectionFacts({ kind, endpoint, projectCount, runningCount, connectedAt }: Host): readonly Fact[] {
  return [
    { label: 'Kind', value: kind === 'local' ? 'this machine' : 'over SSH' },
    { label: 'Engine at', value: endpoint ?? 'none found' },
    { label: 'Projects', value: `${countOf(projectCount, 'project')}, ${runningCount} running` },
    ...(connectedAt === null ? [] : [{ label: 'Connected', value: <RelativeTime at={connectedAt} /> }]),
  ];
}

const logins = { default: 'as ssh does', key: 'key', agent: 'SSH agent', password: 'password' };

function sshFacts({ ssh }: Host): readonly Fact[] {
  if (ssh === null) return [];
  const configured = 'of the SSH configuration';
  return [
    { label: 'Address', value: ssh.address },
    { label: 'User', value: ssh.user ?? configured },
    { label: 'Port', value: ssh.port ?? configured },
    { label: 'Login', value: ssh.privateKeyPath ?? logins[ssh.auth] },
    ...(ssh.jump === null ? [] : [{ label: 'Through', value: ssh.jump }]),
  ];
}

function engineFacts({ engine }: Host): readonly Fact[] {
  if (engine === null) return [];
  return [
    { label: 'Engine', value: `${engine.isPodman ? 'Podman' : 'Docker'} ${engine.version}, API ${engine.apiVersion}` },
    { label: 'System', value: `${engine.operatingSystem}, ${engine.architecture}` },
    { label: 'Processors', value: countOf(engine.cpus, 'CPU') },
    { label: 'Memory', value: formatBytes(engine.memoryBytes) },
    { label: 'Storage', value: engine.storageDriver },
    { label: 'Limits', value: `cgroup version ${engine.cgroupVersion}` },
    { label: 'Builder', value: engine.hasBuildKit ? 'BuildKit' : 'classic (the engine has no BuildKit)' },
    { label: 'Rights', value: engine.isRootless ? 'rootless' : 'the engine runs as root' },
  ];
}
