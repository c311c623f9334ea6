// A Docker host over SSH for the bench, and the engine's client as the program has it for such a host.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import Docker from 'dockerode';
import { modemOptions } from '../../src/main/adapters/docker/engine-agent.ts';
import { findDockerTransport } from '../../src/main/adapters/ssh/docker-transport.ts';
import { openRoute } from '../../src/main/adapters/ssh/open-route.ts';
import { planRoute } from '../../src/main/adapters/ssh/route.ts';
import { ChannelAgent } from '../../src/main/adapters/ssh/ssh-agent.ts';
import { parseSshConfig } from '../../src/main/adapters/ssh/ssh-config.ts';
import { standIn } from '../../src/main/adapters/ssh/ssh-engine-connector.ts';
import { createSshLink } from '../../src/main/adapters/ssh/ssh-link.ts';
import { type DockerHost, startDockerHosts } from '../../tests/support/docker-hosts.ts';
import { DEPLOY_USER } from '../../tests/support/docker-hosts/host-files.ts';
import { type BenchContext, median } from './row.ts';

export interface RemoteHost {
  readonly host: DockerHost;
  readonly user: string;
  readonly privateKeyPath: string;
  /** Over our SSH connections. */
  readonly docker: Docker;
}

export async function startRemoteHost(context: BenchContext): Promise<RemoteHost> {
  const machines = await startDockerHosts(1);
  context.onEnd(machines.down);
  const host = machines.host(1);
  const { address } = host;
  const { privateKeyPath } = machines;
  const { signal } = new AbortController();
  const readConfig = async (request: Parameters<typeof parseSshConfig>[1]) =>
    parseSshConfig('', request, join(context.directory, 'nobody'));
  const access = { address, port: null, user: DEPLOY_USER.name, jump: null };
  const hops = await planRoute({ readConfig, localUser: DEPLOY_USER.name }, access, signal);
  const [keyType = '', key = ''] = host.hostKey().split(' ');
  const link = createSshLink({
    open: () =>
      openRoute({
        hops,
        auth: { method: 'key', path: privateKeyPath },
        secret: null,
        agentSocket: null,
        fingerprint: null,
        accepted: [{ name: address, keyType, key, address }],
        onAccepted: () => undefined,
        onStage: () => undefined,
        signal,
      }),
  });
  context.onEnd(link.close);
  await link.connect();
  const agent = new ChannelAgent(await findDockerTransport(link, address, signal));
  return { host, user: DEPLOY_USER.name, privateKeyPath, docker: new Docker(modemOptions(standIn, agent, null)) };
}

/** Milliseconds to the host and back: what a TCP connection takes to be made. */
export async function roundTrip(address: string): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 50; count += 1) {
    const start = performance.now();
    const socket = connectTcp(22, address);
    await once(socket, 'connect');
    times.push(performance.now() - start);
    socket.destroy();
  }
  return median(times);
}
