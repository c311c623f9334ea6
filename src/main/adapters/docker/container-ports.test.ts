import { describe, expect, it } from 'vitest';
import type { EngineFacts } from '../../../contract/hosts.ts';
import { placesOf } from './container-ports.ts';
import { createLocalNetwork, hasReachableContainers } from './local-network.ts';

const near = { reachesContainers: true, publishedAddress: '127.0.0.1' };
const container = {
  HostConfig: { NetworkMode: 'minipaas' },
  NetworkSettings: {
    Networks: { none: { IPAddress: '' }, minipaas: { IPAddress: '172.18.0.4' } },
    Ports: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '32768' }], '9229/tcp': null },
  },
};

describe('where a port of a container may answer', () => {
  it.each([
    ['at its address, then where it is published', 3000, near, ['172.18.0.4:3000', '127.0.0.1:32768']],
    ['at its address only', 5432, near, ['172.18.0.4:5432']],
    ['where it is published, where no address leads', 3000, { ...near, reachesContainers: false }, ['127.0.0.1:32768']],
    ['nowhere but inside', 9229, { ...near, reachesContainers: false }, []],
  ])('%s', (_where, port, network, places) => {
    expect(placesOf(container, port, network).map((place) => `${place.address}:${place.port}`)).toEqual(places);
  });

  it('is the host where the container has no network of its own', () => {
    const shared = { HostConfig: { NetworkMode: 'host' }, NetworkSettings: { Networks: { host: { IPAddress: '' } } } };
    expect(placesOf(shared, 5432, { ...near, reachesContainers: false })).toEqual([
      { address: '127.0.0.1', port: 5432 },
    ]);
    expect(placesOf({}, 5432, near)).toEqual([]);
  });
});

describe('the addresses of containers', () => {
  const facts = { isRootless: false, operatingSystem: 'Debian GNU/Linux 12' } as EngineFacts;
  const socket = { kind: 'socket', scheme: 'unix', path: '/var/run/docker.sock' } as const;
  it.each([
    [facts, true],
    [{ ...facts, isRootless: true }, false],
    [{ ...facts, operatingSystem: 'Docker Desktop' }, false],
  ])('%j lead to them: %s', (given, leads) => {
    expect(hasReachableContainers(given)).toBe(leads);
    expect(createLocalNetwork(socket, given, 'linux').reachesContainers).toBe(leads);
  });
  it('lead nowhere on other systems, nor where the engine is another machine’s', () => {
    expect(createLocalNetwork(socket, facts, 'darwin').reachesContainers).toBe(false);
    const tcp = createLocalNetwork({ kind: 'tcp', host: '10.0.0.2', port: 2375, tls: null }, facts, 'linux');
    expect([tcp.reachesContainers, tcp.publishedAddress]).toEqual([false, '10.0.0.2']);
  });
});
