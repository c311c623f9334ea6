// Images that are not built: pulled from a real registry, or made of this machine's own programs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBaseImageFromMachine } from '../../src/main/adapters/docker/base-images.ts';
import { openTestEngine, type TestEngine } from '../support/docker.ts';
import { openTestRegistry, type TestRegistry } from '../support/registry.ts';

let test: TestEngine;
const never = new AbortController().signal;

beforeAll(async () => {
  test = await openTestEngine();
});
afterAll(async () => {
  await test.close();
});

describe('pulling', () => {
  let registry: TestRegistry;
  let image: string;

  beforeAll(async () => {
    registry = await openTestRegistry();
    image = `${registry.address}/team/app:1`;
    const { images } = test.engine;
    const local = await test.imageRunning(['sleep', '600'], 'node:local');
    await images.tag(local, image);
    const push = await test.client.docker.getImage(image).push({ authconfig: {} });
    let answer = '';
    for await (const piece of push) {
      answer += String(piece);
    }
    if (answer.includes('"error"')) {
      throw new Error(answer);
    }
    await images.remove(image);
    await images.remove(local);
  });
  afterAll(async () => {
    await registry.close();
  });

  it('fetches the image and says how far it is', async () => {
    const told: { text: string; done: number | null; total: number | null }[] = [];
    await test.engine.images.pull(image, {
      signal: never,
      onProgress: (text, done, total) => told.push({ text, done, total }),
    });
    expect(await test.engine.images.inspect(image)).toMatchObject({ tags: [image] });
    expect(told.at(-1)?.text).toMatch(/^(\d+) of \1 layers/);
  });

  it('ends when it is told to', async () => {
    const stopping = new AbortController();
    stopping.abort(new Error('no more'));
    const pulling = test.engine.images.pull(image, { signal: stopping.signal, onProgress: () => undefined });
    await expect(pulling).rejects.toThrow('no more');
  });

  it('says what is wrong with what it is asked for', async () => {
    const pull = (reference: string) =>
      test.engine.images.pull(reference, { signal: never, onProgress: () => undefined });
    await expect(pull(`${registry.address}/team/app:absent`)).rejects.toMatchObject({ code: 'BASE_IMAGE_UNAVAILABLE' });
    await expect(pull('127.0.0.1:9/team/app:1')).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    await expect(pull('Not A Reference')).rejects.toMatchObject({ code: 'BASE_IMAGE_UNAVAILABLE' });
  });
});

describe('a base image made of this machine', () => {
  it('runs the same node, has a shell, and users that are not root', async () => {
    const name = `${test.prefix}/base:node`;
    const lines: string[] = [];
    await makeBaseImageFromMachine(test.engine, {
      name,
      kind: 'node',
      labels: test.labels,
      signal: never,
      onLine: (line) => lines.push(line),
    });
    expect(lines.join('\n')).toContain('Node.js from');
    expect((await test.engine.images.inspect(name))?.labels).toMatchObject(test.labels);

    const look =
      "node --version && id -u && id -un && touch /app/a /tmp/a && node -e \"require('dns').lookup('localhost', console.log)\"";
    const { docker } = test.client;
    const container = await docker.createContainer({
      Image: name,
      User: 'app',
      Cmd: ['sh', '-c', look],
      Labels: { ...test.labels },
    });
    await container.start();
    const output: string[] = [];
    await test.engine.containers.followLogs(container.id, {
      since: null,
      signal: never,
      onLines: (batch) => void output.push(...batch.map(({ text }) => text)),
    });
    expect(output.slice(0, 3)).toEqual([process.version, '10001', 'app']);
    expect(output[3]).toMatch(/^null (127\.0\.0\.1 4|::1 6)/);
  });

  it('is not begun when nobody wants it any more', async () => {
    const making = makeBaseImageFromMachine(test.engine, {
      name: `${test.prefix}/base:never`,
      kind: 'busybox',
      signal: AbortSignal.abort(new Error('no more')),
      onLine: () => undefined,
    });
    await expect(making).rejects.toThrow('no more');
    expect(await test.engine.images.inspect(`${test.prefix}/base:never`)).toBeNull();
  });
});
