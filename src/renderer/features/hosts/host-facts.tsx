import { formatBytes } from '../../../contract/bytes.ts';
import type { Host } from '../../../contract/hosts.ts';
import { countOf } from '../../lib/numbers.ts';
import type { Fact } from '../../ui/facts.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';

export function connectionFacts({ kind, endpoint, projectCount, runningCount, connectedAt }: Host): readonly Fact[] {
  return [
    { label: 'Kind', value: kind === 'local' ? 'this machine' : 'over SSH' },
    { label: 'Engine at', value: endpoint ?? 'none found' },
    { label: 'Projects', value: `${countOf(projectCount, 'project')}, ${runningCount} running` },
    ...(connectedAt === null ? [] : [{ label: 'Connected', value: <RelativeTime at={connectedAt} /> }]),
  ];
}

const logins = { default: 'as ssh does', key: 'key', agent: 'SSH agent', password: 'password' };

export function sshFacts({ ssh }: Host): readonly Fact[] {
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

export function engineFacts({ engine }: Host): readonly Fact[] {
  if (engine === null) return [];
  return [
    { label: 'Engine', value: `${engine.isPodman ? 'Podman' : 'Docker'} ${engine.version}, API ${engine.apiVersion}` },
    { label: 'System', value: `${engine.operatingSystem}, ${engine.architecture}` },
    { label: 'Processors', value: countOf(engine.cpus, 'CPU') },
    { label: 'Memory', value: formatBytes(engine.memoryBytes) },
  ];
}

export function systemFacts({ engine }: Host): readonly Fact[] {
  if (engine === null) return [];
  return [
    { label: 'Calls itself', value: engine.hostName === '' ? 'not known' : engine.hostName },
    { label: 'Kernel', value: engine.kernelVersion === '' ? 'not known' : engine.kernelVersion },
    { label: 'Storage', value: engine.storageDriver },
    { label: 'Data folder', value: engine.dataFolder === '' ? 'not known' : engine.dataFolder },
    { label: 'Limits', value: `cgroup version ${engine.cgroupVersion}` },
    { label: 'Builder', value: engine.hasBuildKit ? 'BuildKit' : 'classic (the engine has no BuildKit)' },
    { label: 'Rights', value: engine.isRootless ? 'rootless' : 'the engine runs as root' },
  ];
}
