// Finding the engine, watching its events across broken connections, and noticing when it is gone.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngineConnector, type DockerEngine } from '../../src/main/adapters/docker/connector.ts';
import type { Machine } from '../../src/main/adapters/docker/find-engine.ts';
import type { EngineConnection, EngineEvent } from '../../src/main/features/hosts/ports.ts';
import { buildRequest, contextOf, localHost, openTestEngine, type TestEngine } from '../support/docker.ts';
import { inTime } from '../support/patience.ts';
import { openSocketProxy, type SocketProxy } from '../support/socket-proxy.ts';

let test: TestEngine;
let enginePath: string;
let home: string;

beforeAll(async () => {
  test = await openTestEngine();
  enginePath = test.connection.endpoint.replace('unix://', '');
  home = await mkdtemp(join(tmpdir(), 'minipaas-home-'));
});
afterAll(async () => {
  await test.close();
  await rm(home, { recursive: true, force: true });
});

function machine(env: Machine['env']): Machine {
  return { platform: process.platform, env, home, uid: 4_000_000 };
}

function connectWith(
  env: Machine['env'],
  onEvent: (event: EngineEvent) => void = () => undefined,
): Promise<EngineConnection<DockerEngine>> {
  return createEngineConnector({ machine: machine(env) }).connect(localHost, {
    signal: AbortSignal.timeout(240_000),
    onEvent,
  });
}

describe('finding the engine', () => {
  it('follows DOCKER_HOST and nothing else', async () => {
    const absent = `unix://${home}/absent.sock`;
    await expect(connectWith({ DOCKER_HOST: absent })).rejects.toMatchObject({
      code: 'DOCKER_NOT_FOUND',
      message: expect.stringContaining(`Looked at ${absent}.`) as string,
    });
    await expect(connectWith({ DOCKER_HOST: 'ssh://me:secret@server' })).rejects.toMatchObject({
      code: 'DOCKER_HOST_INVALID',
      message: expect.stringMatching(/ssh:\/\/server"/) as string,
    });
  });

  it('speaks to an engine over TCP', async () => {
    const server = createTcpServer((client) => {
      const engine = connect(enginePath);
      client.on('error', () => engine.destroy()).on('close', () => engine.destroy());
      engine.on('error', () => client.destroy());
      client.pipe(engine).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const connection = await connectWith({ DOCKER_HOST: `tcp://localhost:${port}` });
    expect(connection.endpoint).toBe(`tcp://localhost:${port}`);
    expect(connection.engine.address).toBe('localhost');
    expect(connection.facts).toEqual(test.connection.facts);
    await connection.close();
    server.close();
  });

  it('uses the context that Docker’s own client uses', async () => {
    const key = createHash('sha256').update('elsewhere').digest('hex');
    const directory = join(home, '.docker', 'contexts', 'meta', key);
    const proxy = await openSocketProxy(enginePath);
    await mkdir(directory, { recursive: true });
    await writeFile(join(home, '.docker', 'config.json'), JSON.stringify({ currentContext: 'elsewhere' }));
    await writeFile(
      join(directory, 'meta.json'),
      JSON.stringify({ Name: 'elsewhere', Endpoints: { docker: { Host: proxy.endpoint, SkipTLSVerify: false } } }),
    );
    const connection = await connectWith({});
    expect(connection.endpoint).toBe(proxy.endpoint);
    await connection.close();
    await proxy.close();
  });

  it('refuses an engine that is too old', async () => {
    const answer = { Version: '17.03.0-ce', ApiVersion: '1.26', MinAPIVersion: '1.12' };
    const server = createHttpServer((_request, response) => response.end(JSON.stringify(answer)));
    const path = join(home, 'old.sock');
    server.listen(path);
    await once(server, 'listening');
    await expect(connectWith({ DOCKER_HOST: `unix://${path}` })).rejects.toMatchObject({
      code: 'DOCKER_TOO_OLD',
      message: expect.stringContaining('17.03.0-ce (API 1.26)') as string,
    });
    server.closeAllConnections();
    server.close();
  });

  it('stops when it is told to', async () => {
    const server = createTcpServer(() => undefined);
    const path = join(home, 'silent.sock');
    server.listen(path);
    await once(server, 'listening');
    const stopping = new AbortController();
    const connecting = createEngineConnector({ machine: machine({ DOCKER_HOST: `unix://${path}` }) }).connect(
      localHost,
      { signal: stopping.signal, onEvent: () => undefined },
    );
    stopping.abort(new Error('shutting down'));
    await expect(connecting).rejects.toThrow('shutting down');
    server.close();
  });
});

describe('events', () => {
  let proxy: SocketProxy;
  let image: string;
  beforeAll(async () => {
    image = await test.imageRunning(['true']);
  });

  async function watch(): Promise<{
    connection: EngineConnection<DockerEngine>;
    seen: string[];
    until(condition: () => boolean): Promise<void>;
  }> {
    proxy = await openSocketProxy(enginePath);
    const seen: string[] = [];
    let look = (): void => undefined;
    const connection = await connectWith({ DOCKER_HOST: proxy.endpoint }, (event) => {
      seen.push(`${event.action} ${event.actorId}`);
      look();
    });
    const until = (condition: () => boolean): Promise<void> => {
      const met = new Promise<void>((resolve) => {
        look = () => {
          if (condition()) {
            resolve();
          }
        };
        look();
      });
      const ended = connection.closed.then((why) => Promise.reject(why ?? new Error('The connection was closed.')));
      return inTime(`what ${String(condition)} asks for`, Promise.race([met, ended]), () => seen.slice(-20).join(', '));
    };
    return { connection, seen, until };
  }

  it('come once each, however often the connection breaks', async () => {
    const { connection, seen, until } = await watch();
    const ids: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      const id = await test.engine.containers.create(test.spec({ image }));
      ids.push(id);
      // Every other time it is cut while it has not been taken up again, at whatever it is doing then.
      if (round % 2 === 0) await until(() => seen.includes(`create ${id}`));
      proxy.cut();
      await test.engine.containers.remove(id);
    }
    const last = ids.at(-1);
    await until(() => seen.includes(`destroy ${last}`));
    for (const id of ids) {
      expect(seen.filter((text) => text === `create ${id}`)).toHaveLength(1);
      expect(seen.filter((text) => text === `destroy ${id}`)).toHaveLength(1);
    }
    await connection.close();
    expect(await connection.closed).toBeNull();
    await proxy.close();
  });

  it('that were too many to be remembered end the connection', async () => {
    const { connection, seen, until } = await watch();
    const id = await test.engine.containers.create(test.spec({ image }));
    await until(() => seen.includes(`create ${id}`));
    const release = proxy.hold();
    proxy.cut();
    const { docker } = test.client;
    for (let index = 0; index < 130; index += 1) {
      const name = `${test.prefix}-${index}`;
      await docker.createVolume({ Name: name });
      await docker.getVolume(name).remove();
    }
    release();
    expect(await connection.closed).toMatchObject({ message: expect.stringContaining('missed') as string });
    await proxy.close();
  });

  it('end with the engine, and so does what was going on', async () => {
    const { connection } = await watch();
    const running = await test.imageRunning(['sleep', '600']);
    const id = await test.engine.containers.create(test.spec({ image: running }));
    await test.engine.containers.start(id);
    const following = connection.engine.containers
      .followLogs(id, { since: null, signal: new AbortController().signal, onLines: () => undefined })
      .catch((error: unknown) => error);
    const begun = Promise.withResolvers<void>();
    const building = connection.engine.images
      .build(
        buildRequest({
          tag: `${test.prefix}-lost:1`,
          labels: test.labels,
          context: contextOf({ Dockerfile: `FROM busybox:local\nRUN echo ${test.prefix}; echo begun; sleep 600\n` }),
          onEvent: (event) => void (event.type === 'log' && event.text === 'begun' && begun.resolve()),
        }),
      )
      .catch((error: unknown) => error);
    await begun.promise;
    await proxy.close();
    expect(await connection.closed).toBeInstanceOf(Error);
    expect(await building).toMatchObject({ code: 'ENGINE_LOST', isTransient: true });
    expect(await following).toMatchObject({ code: 'ENGINE_LOST', isTransient: true });
    await expect(connection.engine.containers.inspect(id)).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });
});
