// A host over SSH under load, and what is left on either side when it is over.
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/contract/app-error.ts';
import type { DockerEngine } from '../../src/main/adapters/docker/connector.ts';
import type { ContainerSpec } from '../../src/main/features/deployments/ports.ts';
import type { EngineConnection } from '../../src/main/features/hosts/ports.ts';
import { buildRequest, contextOf } from '../support/docker.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { sshPorts } from '../support/docker-hosts/host-files.ts';
import { prepareEngine } from '../e2e/shells/data-folder.ts';
import { createSshClientWorld, type SshClientWorld } from '../support/ssh-hosts.ts';
import { openSshLine } from '../support/ssh-line.ts';

const labels = { 'minipaas.test': 'ssh-load' };
const image = 'ssh-load:1';

let world: DockerHosts;
let host: DockerHost;
let client: SshClientWorld;
let container = '';

beforeAll(async () => {
  await prepareEngine();
  world = await startDockerHosts(1);
  host = world.host(1);
  await host.loadImage('busybox:local');
  // Speaks, then goes on running, so that whoever follows it stays.
  const dockerfile = 'FROM busybox:local\nCMD ["sh", "-c", "seq 1 2000; exec sleep 900"]\n';
  client = newClient();
  const { engine } = await client.connect({ address: host.address });
  await engine.images.build(buildRequest({ tag: image, labels, context: contextOf({ Dockerfile: dockerfile }) }));
  container = await engine.containers.create(spec);
  await engine.containers.start(container);
  await client.close();
});
afterAll(() => world.down());

beforeEach(() => {
  client = newClient();
});
afterEach(() => client.close());

const spec: ContainerSpec = {
  name: 'talker',
  image,
  env: new Map(),
  labels,
  network: 'bridge',
  containerPort: 3000,
  publishAddress: '127.0.0.1',
  publishPort: 0,
  memoryBytes: null,
  cpuMillicores: null,
  restartPolicy: 'no',
  restartMaxRetries: null,
  pidsLimit: null,
  healthPort: null,
};

function newClient(): SshClientWorld {
  const knownHosts = join(world.folder, 'known_hosts');
  writeFileSync(knownHosts, '');
  const made = createSshClientWorld(world.privateKeyPath, knownHosts);
  for (const port of Object.values(sshPorts)) {
    made.trust(host, port);
  }
  return made;
}

/** Resolves when all 2,000 lines came in order; goes on following. */
function follow({ engine }: EngineConnection<DockerEngine>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let expected = 1;
    engine.containers
      .followLogs(container, {
        since: null,
        signal,
        onLines(lines) {
          for (const { text } of lines) {
            if (text !== String(expected)) {
              reject(new Error(`Expected ${expected}, got ${text}`));
            }
            expected += 1;
          }
          if (expected === 2001) {
            resolve();
          }
        },
      })
      .catch(reject);
  });
}

describe('a host over SSH', () => {
  it('carries 30 followed logs and 20 calls at a time over two connections', async () => {
    const connection = await client.connect({ address: host.address });
    const stopping = new AbortController();
    await Promise.all(Array.from({ length: 30 }, () => follow(connection, stopping.signal)));
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 20 }, () => connection.engine.containers.inspect(container)));
    }
    await expect.poll(() => host.connections()).toHaveLength(2);
    stopping.abort();
  });

  it.each([
    ['a thousand', 'usual', 50],
    // Of which each is a program on the host.
    ['two hundred', 'noStreamLocal', 10],
  ] as const)('leaves nothing behind after %s operations on %s', async (_count, name, rounds) => {
    await expect.poll(processes).toBe(0);
    const before = handles();
    const connection = await client.connect({ address: host.address, port: sshPorts[name] });
    const { engine } = connection;
    for (let round = 0; round < rounds; round += 1) {
      const stopping = new AbortController();
      await Promise.all([
        ...Array.from({ length: 16 }, () => engine.containers.inspect(container)),
        engine.containers.listeningPorts(container),
        engine.containers.inspect('no-such-container'),
        follow(connection, stopping.signal),
        engine.images.list(labels),
      ]);
      stopping.abort();
    }
    await connection.close();
    await expect.poll(() => host.connections()).toEqual([]);
    await expect.poll(processes).toBe(0);
    // Fewer where what was before had not quite gone.
    await expect.poll(handles).toBeLessThanOrEqual(before);
  });

  it.each(['usual', 'threeSessions'] as const)(
    'does not end a build by a thousand calls beside it, on %s',
    async (name) => {
      const connection = await client.connect({ address: host.address, port: sshPorts[name] });
      const { engine } = connection;
      // Not to be compressed, and more than any buffer on the way holds.
      const data = randomBytes(24 * 1024 * 1024).toString('base64');
      const sum = createHash('sha256').update(data).digest('hex');
      const context = contextOf({
        Dockerfile: `FROM busybox:local\nCOPY data /data\nRUN echo "${sum}  /data" | sha256sum -c - && sleep 1\n`,
        data,
      });
      const building = engine.images.build(buildRequest({ tag: `ssh-load-${name.toLowerCase()}:1`, labels, context }));
      for (let round = 0; round < 50; round += 1) {
        await Promise.all(Array.from({ length: 20 }, () => engine.containers.inspect(container)));
      }
      expect((await building).imageId).toMatch(/^sha256:/);
    },
  );

  it.each([
    ['noStreamLocal', 9],
    ['threeSessions', 4],
  ] as const)('reads every log and builds beside them where sessions are few: %s', async (name, logs) => {
    const connection = await client.connect({ address: host.address, port: sshPorts[name] });
    const stopping = new AbortController();
    // Each goes on following when it has all there is.
    const following = Array.from({ length: logs }, () => follow(connection, stopping.signal));
    await Promise.race(following);
    // Its secret comes on a connection of its own, which the engine asks back on while the build has the other.
    const step = `RUN --mount=type=secret,id=T test "$(wc -c < /run/secrets/T)" = 6 && echo ${name}`;
    const context = contextOf({ Dockerfile: `FROM busybox:local\n${step}\n` });
    const tag = `ssh-load-beside-${name.toLowerCase()}:1`;
    const secrets = new Map([['T', 'canary']]);
    const built = await connection.engine.images.build(buildRequest({ tag, labels, context, secrets }));
    expect(built.imageId).toMatch(/^sha256:/);
    await Promise.all(following);
    stopping.abort();
  });

  it('works over a long line that loses packets', async () => {
    const line = await openSshLine({ host: host.address, port: sshPorts.usual }, 100);
    client.trustAs(host, `[127.0.0.1]:${line.port}`);
    host.lose(1);
    try {
      const connection = await client.connect({ address: '127.0.0.1', port: line.port });
      const stopping = new AbortController();
      const following = follow(connection, stopping.signal);
      const data = randomBytes(2 * 1024 * 1024).toString('base64');
      const sum = createHash('sha256').update(data).digest('hex');
      const dockerfile = `FROM busybox:local\nCOPY data /data\nRUN echo "${sum}  /data" | sha256sum -c -\n`;
      const building = connection.engine.images.build(
        buildRequest({ tag: 'ssh-load-far:1', labels, context: contextOf({ Dockerfile: dockerfile, data }) }),
      );
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(Array.from({ length: 20 }, () => connection.engine.containers.inspect(container)));
      }
      expect((await building).imageId).toMatch(/^sha256:/);
      await following;
      stopping.abort();
      await connection.close();
    } finally {
      host.lose(0);
      await line.close();
    }
  });

  it('gives a log whole or says that it was cut off, and has it whole the next time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const connection = await client.connect({ address: host.address });
      const stopping = new AbortController();
      const following = follow(connection, stopping.signal).catch((error: unknown) => error);
      host.cutConnections();
      const outcome = (await following) as { readonly code?: string } | undefined;
      expect(['ENGINE_LOST', undefined]).toContain(outcome?.code);
      expect(outcome === undefined || outcome instanceof AppError).toBe(true);
      stopping.abort();
      await connection.close();
    }
    const connection = await client.connect({ address: host.address });
    const stopping = new AbortController();
    await follow(connection, stopping.signal);
    stopping.abort();
  });
});

/** Sockets, timers and listeners of this process that keep it alive. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCP|Pipe|Server/.test(kind)).length;
}

/** What runs on the host for somebody who has logged in. */
function processes(): number {
  return host.loginProcesses();
}
