// A switch in a network namespace of its own, so that the rules of this machine's firewall do not touch it, and a cable from
// it to this machine and to each host.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface HostNetwork {
  /** Where the host is reached from this machine. */
  addressOf(index: number): string;
  /** Path of the network namespace in which the host runs. */
  namespaceOf(index: number): string;
  connect(index: number): void;
  plug(index: number, isPlugged: boolean): void;
  /** So many packets of a hundred are lost, in each direction. */
  lose(index: number, percent: number): void;
  remove(): void;
}

/** `id`: short, unique on this machine; it begins every name. `subnet`: `10.210.3`. */
export function createHostNetwork(id: string, subnet: string): HostNetwork {
  const switchName = `${id}sw`;
  const uplink = `${id}up`;
  const nameOf = (index: number): string => `${id}h${index}`;
  const addressOf = (index: number): string => `${subnet}.${10 + index}`;
  const inside = (namespace: string, ...args: readonly string[]): void => ip('netns', 'exec', namespace, ...args);
  const connected = new Set<number>();
  /** Rules that are first in their chains. */
  const losing = new Set<string>();

  ip('netns', 'add', switchName);
  inside(switchName, 'ip', 'link', 'set', 'lo', 'up');
  inside(switchName, 'ip', 'link', 'add', 'br0', 'type', 'bridge');
  inside(switchName, 'ip', 'link', 'set', 'br0', 'up');
  ip('link', 'add', uplink, 'type', 'veth', 'peer', 'name', 'p0', 'netns', switchName);
  ip('addr', 'add', `${subnet}.1/24`, 'dev', uplink);
  ip('link', 'set', uplink, 'up');
  inside(switchName, 'ip', 'link', 'set', 'p0', 'master', 'br0', 'up');

  return {
    addressOf,
    namespaceOf: (index) => `/run/netns/${nameOf(index)}`,
    connect(index) {
      if (connected.has(index)) {
        return;
      }
      const name = nameOf(index);
      ip('netns', 'add', name);
      inside(name, 'ip', 'link', 'set', 'lo', 'up');
      ip('link', 'add', 'eth0', 'netns', name, 'type', 'veth', 'peer', 'name', `p${index}`, 'netns', switchName);
      inside(switchName, 'ip', 'link', 'set', `p${index}`, 'master', 'br0', 'up');
      inside(name, 'ip', 'addr', 'add', `${addressOf(index)}/24`, 'dev', 'eth0');
      inside(name, 'ip', 'link', 'set', 'eth0', 'up');
      inside(name, 'ip', 'route', 'add', 'default', 'via', `${subnet}.1`);
      inside(name, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
      connected.add(index);
    },
    plug: (index, isPlugged) => inside(switchName, 'ip', 'link', 'set', `p${index}`, isPlugged ? 'up' : 'down'),
    lose(index, percent) {
      for (const chain of ['INPUT', 'OUTPUT']) {
        const table = (...args: readonly string[]): void => inside(nameOf(index), 'iptables', ...args);
        const chance = ['-m', 'statistic', '--mode', 'random', '--probability', String(percent / 100)];
        if (losing.delete(`${index} ${chain}`)) {
          table('-D', chain, '1');
        }
        if (percent > 0) {
          table('-I', chain, '1', '-p', 'tcp', ...chance, '-j', 'DROP');
          losing.add(`${index} ${chain}`);
        }
      }
    },
    remove: () => removeNetwork(id),
  };
}

/** Every namespace and cable whose name begins so, also those that a killed test left behind. */
export function removeNetwork(id: string): void {
  // With its namespace the cable would go too, but only some time after the command has ended.
  if (existsSync(`/sys/class/net/${id}up`)) {
    ip('link', 'del', `${id}up`);
  }
  const namespaces = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  for (const line of namespaces.split('\n')) {
    const name = line.split(' ', 1)[0] ?? '';
    if (name === `${id}sw` || new RegExp(`^${id}h\\d+$`).test(name)) {
      ip('netns', 'del', name);
    }
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
