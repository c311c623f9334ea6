import { describe, expect, it } from 'vitest';
import type { HostId } from '../../../contract/ids.ts';
import { ingressSpec, machinePort, wantedPrograms, type Wish } from './installation.ts';
import type { IngressDriver } from './ports.ts';
import type { RouteTable } from './ports/routes.ts';

const wish: Wish = {
  row: { driver: null, isWanted: null },
  defaults: { driver: 'traefik' },
  kind: 'local',
  hasReleases: true,
};

describe('an ingress is wanted', () => {
  it.each([
    ['on this machine when something runs there', wish, ['traefik', 'caddy']],
    ['not before', { ...wish, hasReleases: false }, []],
    ['on a server only when somebody says so', { ...wish, kind: 'ssh' }, []],
    [
      'there when somebody says so',
      { ...wish, kind: 'ssh', row: { driver: null, isWanted: true } },
      ['traefik', 'caddy'],
    ],
    ['not when somebody says no', { ...wish, row: { driver: null, isWanted: false } }, []],
    ['as the host says', { ...wish, row: { driver: 'caddy', isWanted: null } }, ['caddy', 'traefik']],
    ['not where the settings say none', { ...wish, defaults: { driver: 'none' } }, []],
  ] as const)('%s', (_when, situation, programs) => {
    expect(wantedPrograms(situation)).toEqual(programs);
  });
});

const instance = { 'minipaas.instance': '0123456789' };

describe('the container of an ingress', () => {
  const table = (isPublic: boolean): RouteTable => ({
    token: 't',
    httpsPort: 8443,
    acme: { email: null, directory: null },
    isPublic,
    routes: [],
  });
  const driver = { program: 'caddy', dataPath: '/data', command: () => ['caddy'] } as unknown as IngressDriver;
  const spec = (isPublic: boolean, httpPort = 80) =>
    ingressSpec({
      hostId: 2 as HostId,
      driver,
      image: 'caddy:2',
      row: { httpPort, httpsPort: 8443 },
      table: table(isPublic),
      labels: instance,
      network: 'minipaas',
    });

  it('is open to its machine alone, or to everybody but for the names of the machine', () => {
    expect(spec(false).ports).toEqual([
      { container: 80, host: 80, address: '127.0.0.1' },
      { container: 443, host: 8443, address: '127.0.0.1' },
    ]);
    expect(spec(true).ports).toEqual([
      { container: 80, host: 80, address: '0.0.0.0' },
      { container: 443, host: 8443, address: '0.0.0.0' },
      { container: 8081, host: machinePort(2 as HostId, instance), address: '127.0.0.1' },
    ]);
  });

  it('has a port of its machine that no other host has, and hardly any other installation', () => {
    const ports = Array.from({ length: 900 }, (_, index) => machinePort((index + 1) as HostId, instance));
    expect(new Set(ports).size).toBe(900);
    expect([Math.min(...ports), Math.max(...ports)]).toEqual([17_080, 17_979]);
    expect(machinePort(2 as HostId, { 'minipaas.instance': 'another' })).not.toBe(machinePort(2 as HostId, instance));
  });

  it('is the installation’s own, and another one when it is to be different', () => {
    expect(spec(false).name).toBe('minipaas-ingress-01234567');
    expect(spec(false).labels).toEqual(spec(false).labels);
    expect(spec(false, 81).labels).not.toEqual(spec(false).labels);
  });
});
