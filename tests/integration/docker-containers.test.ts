// Containers on the real engine: ports, limits, what happens to leftovers, what can be seen from outside.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContainers } from '../../src/main/adapters/docker/containers.ts';
import { openEngineClient } from '../../src/main/adapters/docker/engine-client.ts';
import { createNetworks } from '../../src/main/adapters/docker/networks.ts';
import type { Containers, ContainerSpec } from '../../src/main/features/deployments/ports.ts';
import { buildRequest, contextOf, openTestEngine, type TestEngine } from '../support/docker.ts';
import { freePort } from '../support/free-port.ts';

let test: TestEngine;
let containers: Containers;

const web = ['httpd', '-f', '-p', '3000', '-h', '/etc'];
const sleeping = ['sleep', '600'];
const MB = 1024 * 1024;

beforeAll(async () => {
  test = await openTestEngine();
  containers = test.engine.containers;
});
afterAll(async () => {
  await test.close();
});

async function create(command: readonly string[], change: Partial<ContainerSpec> = {}, base?: string): Promise<string> {
  return containers.create(test.spec({ image: await test.imageRunning(command, base), ...change }));
}

/** Resolves with the first line of its output. */
async function hasSpoken(id: string): Promise<void> {
  const seen = new AbortController();
  const onLines = (): void => seen.abort();
  await containers.followLogs(id, { since: null, signal: seen.signal, onLines }).catch(() => undefined);
}

const hostConfigOf = async (id: string) => (await test.client.docker.getContainer(id).inspect()).HostConfig;

async function statusOf(port: number | null): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/group`)).status;
}

describe('ports', () => {
  it('are published where the engine finds room, and answer', async () => {
    const id = await create(web);
    expect((await containers.inspect(id))?.publishedPort).toBeNull();
    await containers.start(id);
    await containers.start(id);
    const facts = await containers.inspect(id);
    expect(facts).toMatchObject({ state: 'running', exitCode: null, labels: test.labels, health: 'none' });
    await expect.poll(() => statusOf(facts?.publishedPort ?? null).catch(() => 0)).toBe(200);
  });

  it('are published where they are wanted, and named when another program has them', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const id = await create(web, { publishPort: port });
    await expect(containers.start(id)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `Port ${port} of the host is used by another program.`,
    });
    other.close();
    await once(other, 'close');
    await containers.start(id);
    expect((await containers.inspect(id))?.publishedPort).toBe(port);

    const second = await create(web, { publishPort: port });
    await expect(containers.start(second)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `Port ${port} of the host is used by another program.`,
    });
  });

  it('on which the application listens are seen, and whether only it can reach them', async () => {
    await containers.ensureNetwork(test.network, test.labels);
    const script = [
      'const { createServer } = require("node:http")',
      'createServer().listen(3000, "0.0.0.0", () => createServer().listen(4000, "127.0.0.1", () => createServer().listen(5000, "::", () => console.log("listening"))))',
    ].join(';');
    const id = await create(['node', '-e', script], { network: test.network }, 'node:local');
    await containers.start(id);
    await hasSpoken(id);
    expect(await containers.listeningPorts(id)).toEqual([
      { port: 3000, isLocalhostOnly: false },
      { port: 4000, isLocalhostOnly: true },
      { port: 5000, isLocalhostOnly: false },
    ]);
    // Of one port, without a process in the container.
    expect(await Promise.all([3000, 4000, 5000, 6000].map((port) => containers.isListening(id, port)))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    await containers.stop(id, 0);
    expect(await containers.listeningPorts(id)).toEqual([]);
    expect(await containers.isListening(id, 3000)).toBeNull();
    // Another process by now.
    await containers.start(id);
    await expect.poll(() => containers.isListening(id, 3000)).toBe(true);
  });

  it('are seen even in an image without any tools', async () => {
    const tag = `${test.prefix}-scratch:1`;
    const dockerfile =
      'FROM scratch\nCOPY --from=busybox:local /bin/busybox /busybox\nCMD ["/busybox","httpd","-f","-p","3000"]\n';
    await test.engine.images.build(
      buildRequest({ tag, labels: test.labels, context: contextOf({ Dockerfile: dockerfile }) }),
    );
    const id = await containers.create(test.spec({ image: tag }));
    await containers.start(id);
    await expect.poll(() => containers.listeningPorts(id)).toEqual([{ port: 3000, isLocalhostOnly: false }]);
  });
});

describe('limits', () => {
  it('are set so that they can be changed and lifted later', async () => {
    const id = await create(sleeping, { memoryBytes: 64 * MB, cpuMillicores: 500, restartPolicy: 'unless-stopped' });
    await containers.start(id);
    expect(await hostConfigOf(id)).toMatchObject({
      Memory: 64 * MB,
      MemorySwap: 64 * MB,
      CpuPeriod: 100_000,
      CpuQuota: 50_000,
      RestartPolicy: { Name: 'unless-stopped' },
      SecurityOpt: ['no-new-privileges'],
    });
    await test.client.docker.getContainer(id).update({ CpuQuota: -1, Memory: 128 * MB, MemorySwap: 128 * MB });
    expect(await hostConfigOf(id)).toMatchObject({ CpuQuota: -1, Memory: 128 * MB });
  });

  it('say when an application ran out of memory', async () => {
    const hungry = 'const a = []; setInterval(() => a.push(Buffer.alloc(8 * 1048576, 1)), 1)';
    const id = await create(['node', '-e', hungry], { memoryBytes: 48 * MB }, 'node:local');
    await containers.start(id);
    await test.event(({ actorId, action }) => actorId === id && action === 'oom');
    const died = await test.event(({ actorId, action }) => actorId === id && action === 'die');
    expect(died.attributes['exitCode']).toBe('137');
    expect(await containers.inspect(id)).toMatchObject({ state: 'exited', exitCode: 137, isOutOfMemory: true });
  });
});

describe('an application', () => {
  it('gets its variables', async () => {
    const env = new Map([
      ['GREETING', 'good morning = "ü"'],
      ['EMPTY', ''],
    ]);
    const id = await create(['sh', '-c', 'echo "$GREETING|$EMPTY|"'], { env });
    await containers.start(id);
    const lines: string[] = [];
    await containers.followLogs(id, {
      since: null,
      signal: new AbortController().signal,
      onLines: (batch) => void lines.push(...batch.map(({ text }) => text)),
    });
    expect(lines).toEqual(['good morning = "ü"||']);
  });

  it('has the values of its variables in the body of the request, never in its address', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'minipaas-engine-'));
    const requests: { url: string; body: string }[] = [];
    const server = createHttpServer((request, response) => {
      void textOf(request).then((body) => {
        requests.push({ url: request.url ?? '', body });
        response.writeHead(201).end('{"Id":"1"}');
      });
    }).listen(join(directory, 'docker.sock'));
    await once(server, 'listening');
    const path = join(directory, 'docker.sock');
    const client = await openEngineClient({ endpoint: { kind: 'socket', scheme: 'unix', path }, host: 'fake' });
    const traits = { apiVersion: '1.41', logDriver: 'json-file', hasInit: true, systemTime: '' };
    const spec = test.spec({ name: 'shop', image: 'shop:1', env: new Map([['TOKEN', 'hunter2']]) });
    expect(await createContainers({ client, traits, memoryDeaths: { has: () => false } }).create(spec)).toBe('1');
    expect(requests).toEqual([
      { url: '/containers/create?name=shop', body: expect.stringContaining('TOKEN=hunter2') as string },
    ]);
    client.close();
    server.close();
    await rm(directory, { recursive: true });
  });

  it('is told to stop, even one that does not listen', async () => {
    const id = await create(['node', '-e', 'setInterval(() => {}, 1000); console.log("up")'], {}, 'node:local');
    await containers.start(id);
    // The program before it, which passes signals on, hears none at its very beginning.
    await hasSpoken(id);
    await containers.stop(id, 30);
    expect(await containers.inspect(id)).toMatchObject({ state: 'exited', exitCode: 143 });
    await containers.stop(id, 0);
    await containers.restart(id, 0);
    expect((await containers.inspect(id))?.state).toBe('running');
  });

  it('is removed once and for all', async () => {
    const id = await create(sleeping);
    await containers.start(id);
    await Promise.all([containers.remove(id), containers.remove(id)]);
    await containers.remove(id);
    await containers.stop(id, 0);
    expect(await containers.inspect(id)).toBeNull();
    await expect(containers.restart(id, 0)).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  });

  it('needs its image', async () => {
    const creating = containers.create(test.spec({ image: `${test.prefix}/absent:1` }));
    await expect(creating).rejects.toMatchObject({ code: 'IMAGE_GONE' });
  });

  it('shows its health', async () => {
    const tag = `${test.prefix}-healthy:1`;
    // Until then it is neither: failures count after the hour of the start only.
    const check = 'HEALTHCHECK --interval=1s --start-period=1h CMD test -e /tmp/healthy';
    const dockerfile = `FROM busybox:local\nRUN mkdir -p /tmp\n${check}\nCMD ["sleep","600"]\n`;
    await test.engine.images.build(
      buildRequest({ tag, labels: test.labels, context: contextOf({ Dockerfile: dockerfile }) }),
    );
    const id = await containers.create(test.spec({ image: tag }));
    await containers.start(id);
    expect((await containers.inspect(id))?.health).toBe('starting');
    execFileSync('docker', ['exec', id, 'touch', '/tmp/healthy']);
    await test.event(({ actorId, action }) => actorId === id && action === 'health_status: healthy');
    expect((await containers.inspect(id))?.health).toBe('healthy');
  });
});

describe('a name that is taken', () => {
  it('is taken over from a leftover of ours', async () => {
    const spec = test.spec({ image: await test.imageRunning(sleeping) });
    const leftover = await containers.create(spec);
    await containers.start(leftover);
    const id = await containers.create(spec);
    expect(id).not.toBe(leftover);
    expect(await containers.inspect(leftover)).toBeNull();
    expect((await containers.list(test.labels)).map((facts) => facts.id)).toContain(id);
  });

  it('is left to whoever has it, and ours gets the installation into its name', async () => {
    const foreign = await create(sleeping);
    const name = (await containers.inspect(foreign))?.name ?? '';
    const image = await test.imageRunning(sleeping);
    const labels = { ...test.labels, 'minipaas.instance': `another-${test.prefix}` };
    const id = await containers.create(test.spec({ image, name, labels }));
    expect((await containers.inspect(id))?.name).toBe(`${name}-another-`);
    expect(await containers.inspect(foreign)).not.toBeNull();
    const again = await containers.create(test.spec({ image, name, labels }));
    expect(await containers.inspect(id)).toBeNull();
    await containers.remove(again);
  });
});

describe('the network', () => {
  it('is made once, however many make it', async () => {
    const name = `${test.prefix}-race`;
    const makers = Array.from({ length: 8 }, () => createNetworks(test.client));
    await Promise.all(makers.map((networks) => networks.ensure(name, test.labels)));
    await containers.ensureNetwork(name, test.labels);
    const found = await test.client.docker.listNetworks({ filters: JSON.stringify({ name: [name] }) });
    expect(found).toHaveLength(1);
    expect(found[0]?.Labels).toEqual(test.labels);
    const id = await create(sleeping, { network: name });
    await containers.start(id);
    expect((await containers.inspect(id))?.state).toBe('running');
  });
});
