// No request is dropped: releases and rollbacks under constant load through an ingress, of applications that end well, that ignore
// SIGTERM, and that drop everything at once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentId, HostId } from '../../src/contract/ids.ts';
import { type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { CADDY_IMAGE } from '../support/caddy-image.ts';
import { startLoad } from '../support/load.ts';
import { caller, LOCAL, type RoutedPlane, startRoutedPlane, threeKindsOfApplication } from '../support/routed-plane.ts';

/** All 20 rounds on both hosts: `MINIPAAS_FULL_LOAD=1`. Without it fewer, since each costs some seconds. */
const isFull = process.env['MINIPAAS_FULL_LOAD'] !== undefined;
const ROUNDS = isFull ? { here: 20, far: 20 } : { here: 6, far: 3 };
const MINUTES = 60_000;

let routed: RoutedPlane;
let machines: DockerHosts;

beforeAll(async () => {
  routed = await startRoutedPlane();
});
afterAll(async () => {
  await routed?.close();
  await machines?.down();
});

/** `rounds` deployments, then as many rollbacks. */
async function releaseUnderLoad(hostId: HostId, rounds: number, requests: number): Promise<void> {
  const ingress = await routed.install(hostId);
  expect(ingress).toMatchObject({ status: 'running', program: 'caddy', image: CADDY_IMAGE, error: null });
  const { project } = await routed.addProject(threeKindsOfApplication, {
    hostId,
    // Ten times what the slowest answer takes: on a machine that has more to do than it can, each takes longer.
    drainSeconds: 2,
    keepImageHistory: 5,
  });
  const first = await routed.deploy(project.id);
  expect(first).toMatchObject({ status: 'running', errorMessage: null });
  const { url } = routed.project(project.id);
  expect(url).toMatch(new RegExp(`^http://${project.subdomain}\\.localhost:\\d+$`));
  const { hostname, port } = new URL(url ?? '');

  const load = startLoad({ host: hostname, port: Number(port) });
  let last = first;
  for (let round = 0; round < rounds; round += 1) {
    load.mark('a deployment is asked for');
    last = await routed.deploy(project.id);
    expect(last).toMatchObject({ status: 'running', url });
    load.mark(`${last.id} runs`);
  }
  for (let round = 0; round < rounds; round += 1) {
    const { items } = await routed.plane.services.deployments.list({ id: project.id, limit: 10 }, caller);
    const target = items.find(({ canRollback }) => canRollback);
    load.mark('a rollback is asked for');
    last = await routed.rollback((target?.id ?? last.id) as DeploymentId);
    expect(last).toMatchObject({ status: 'running', url });
    load.mark(`${last.id} runs`);
  }
  await expect.poll(() => load.answers.get(String(last.id)) ?? 0).toBeGreaterThan(0);
  await expect.poll(load.answered).toBeGreaterThanOrEqual(requests);
  await load.stop();
  expect(load.failures, load.story()).toEqual([]);
  // Every release has answered.
  expect(load.answers.size).toBe(2 * rounds + 1);
}

describe('requests through the ingress', () => {
  it(
    'are all answered while releases and rollbacks follow each other',
    async () => {
      await releaseUnderLoad(LOCAL, ROUNDS.here, isFull ? 10_000 : 2_000);
    },
    20 * MINUTES,
  );

  it(
    'are all answered on a host over SSH',
    async () => {
      machines = await startDockerHosts(1);
      const machine = machines.host(1);
      await machine.loadImage('node:local');
      await machine.loadImage(CADDY_IMAGE);
      const id = await routed.addHost('far', machine, machines.privateKeyPath);
      await releaseUnderLoad(id, ROUNDS.far, isFull ? 10_000 : 1_000);

      // With the host goes all that miniPaaS has there.
      const ours = (...kind: readonly string[]): string =>
        machine.docker(...kind, '--filter', 'label=minipaas.managed');
      expect(ours('ps', '--all', '--quiet')).not.toBe('');
      const { tools, left } = await routed.plane.services.hosts.remove({ id, projects: 'remove' }, caller);
      expect(tools.map((name) => name.replace(/-[\da-f]+$/, ''))).toEqual([
        'container minipaas-ingress',
        'volume minipaas-ingress',
        'network minipaas',
      ]);
      expect(left).toEqual([]);
      expect(ours('ps', '--all', '--quiet') + ours('volume', 'ls', '-q') + ours('network', 'ls', '-q')).toBe('');
    },
    20 * MINUTES,
  );
});
