// Builds on the real engine, with both of its builders.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImageStore } from '../../src/main/adapters/docker/images.ts';
import type { ImageStore } from '../../src/main/features/deployments/ports.ts';
import type { BuildEvent } from '../../src/main/features/deployments/ports/build.ts';
import { buildRequest, contextOf, openTestEngine, type TestEngine } from '../support/docker.ts';

let test: TestEngine;
let count = 0;

beforeAll(async () => {
  test = await openTestEngine();
});
afterAll(async () => {
  await test.close();
});

/** Unique, so that no cache of an earlier run answers for it. */
function fresh(): string {
  count += 1;
  return `${test.prefix}-${process.pid}-${count}`;
}

function logsOf(events: readonly BuildEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'log' ? [`${event.stream}: ${event.text}`] : []));
}

function stepsOf(events: readonly BuildEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'step' ? [`${event.status} ${event.name}`] : []));
}

/** Whether a process of this machine has the text in its arguments: the engine's containers run here. */
function hasProcess(text: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text);
      } catch {
        // It ended meanwhile.
        return false;
      }
    });
}

describe.each([
  { builder: 'BuildKit', hasBuildKit: true },
  { builder: 'the classic builder', hasBuildKit: false },
])('$builder', ({ hasBuildKit }) => {
  let images: ImageStore;
  beforeAll(() => {
    images = createImageStore({ client: test.client, facts: { hasBuildKit } });
  });

  async function build(
    files: Record<string, string>,
    change: Partial<Parameters<typeof buildRequest>[0]> = {},
  ): Promise<{ tag: string; imageId: string; events: BuildEvent[] }> {
    const events: BuildEvent[] = [];
    const tag = `${fresh()}:1`;
    const onEvent = (event: BuildEvent): void => {
      events.push(event);
    };
    const request = buildRequest({ tag, labels: test.labels, context: contextOf(files), onEvent, ...change });
    const { imageId } = await images.build(request);
    return { tag, imageId, events };
  }

  async function containerIds(): Promise<string[]> {
    const all = await test.client.docker.listContainers({ all: true });
    return all.filter(({ Command }) => Command.includes(test.prefix)).map(({ Id }) => Id);
  }

  it('gives an image with its labels, its steps in order and its output by stream', async () => {
    const mark = fresh();
    const dockerfile = `FROM busybox:local\nRUN echo ${mark}; echo to-stderr >&2\nEXPOSE 8080 80/tcp 53/udp\nHEALTHCHECK CMD true\n`;
    const { tag, imageId, events } = await build({ Dockerfile: dockerfile });

    const facts = await images.inspect(tag);
    expect(facts).toMatchObject({ id: imageId, tags: [tag], exposedPorts: [80, 8080], hasHealthCheck: true });
    expect(facts?.labels).toMatchObject(test.labels);
    expect(logsOf(events)).toEqual(expect.arrayContaining([`stdout: ${mark}`, 'stderr: to-stderr']));
    const run = stepsOf(events).filter((step) => step.includes(`RUN echo ${mark}`));
    expect(run.map((step) => step.split(' ')[0])).toEqual(['started', 'succeeded']);
  });

  it('takes steps from the cache, and does not where that is unwanted', async () => {
    const files = { Dockerfile: `FROM busybox:local\nRUN echo ${fresh()}\n` };
    const lastStep = (events: readonly BuildEvent[]): string | undefined =>
      stepsOf(events)
        .filter((step) => step.includes('RUN echo'))
        .at(-1)
        ?.split(' ')[0];
    expect(lastStep((await build(files)).events)).toBe('succeeded');
    expect(lastStep((await build(files)).events)).toBe('cached');
    expect(lastStep((await build(files, { isCacheEnabled: false, isCacheIgnored: true })).events)).toBe('succeeded');
  });

  it('hands over build arguments', async () => {
    const { events } = await build(
      { Dockerfile: `FROM busybox:local\nARG GREETING\nRUN echo "said $GREETING ${fresh()}"\n` },
      { buildArgs: { GREETING: 'good morning' } },
    );
    expect(logsOf(events).join('\n')).toContain('said good morning');
  });

  it('names the failed step and its exit code, and leaves no container', async () => {
    const mark = fresh();
    const events: BuildEvent[] = [];
    const failing = build(
      { Dockerfile: `FROM busybox:local\nRUN echo ${mark} && exit 37\n` },
      { onEvent: (event) => void events.push(event) },
    );
    await expect(failing).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining(`RUN echo ${mark} && exit 37" with exit code 37`) as string,
    });
    expect(stepsOf(events).at(-1)).toMatch(/^failed /);
    expect(logsOf(events)).toContain(`stdout: ${mark}`);
    expect(await containerIds()).toEqual([]);
  });

  it('says what is wrong with the Dockerfile', async () => {
    await expect(build({ Dockerfile: 'FROM busybox:local\nFOO bar\n' })).rejects.toMatchObject({
      code: 'DOCKERFILE_INVALID',
      message: expect.stringContaining('unknown instruction: FOO') as string,
    });
    await expect(build({ Dockerfile: '# nothing\n' })).rejects.toMatchObject({ code: 'DOCKERFILE_INVALID' });
  });

  it('says that the Dockerfile is missing', async () => {
    await expect(build({ 'a.txt': 'a' }, { dockerfilePath: 'deploy/Dockerfile' })).rejects.toMatchObject({
      code: 'DOCKERFILE_NOT_FOUND',
      message: expect.stringContaining('deploy/Dockerfile') as string,
    });
  });

  it('says which copy found nothing', async () => {
    const events: BuildEvent[] = [];
    const failing = build(
      { Dockerfile: 'FROM busybox:local\nCOPY missing.txt /x\n' },
      { onEvent: (event) => void events.push(event) },
    );
    await expect(failing).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('COPY missing.txt /x') as string,
    });
    expect(logsOf(events).at(-1)).toMatch(/stderr: ERROR: .*missing\.txt/);
  });

  it('tells a registry that is silent from an image that is not there', async () => {
    await expect(build({ Dockerfile: 'FROM 127.0.0.1:9/nobody/listens:1\n' })).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      isTransient: true,
    });
    const registry = createServer((request, response) => {
      const isRoot = request.url === '/v2/';
      response.writeHead(isRoot ? 200 : 404, { 'content-type': 'application/json' });
      response.end(isRoot ? '{}' : '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = registry.address() as { port: number };
      const image = `127.0.0.1:${port}/team/absent:2`;
      await expect(build({ Dockerfile: `FROM ${image}\n` })).rejects.toMatchObject({
        code: 'BASE_IMAGE_UNAVAILABLE',
        message: expect.stringContaining(image) as string,
      });
      await expect(
        images.pull(image, { signal: new AbortController().signal, onProgress: () => undefined }),
      ).rejects.toMatchObject({ code: 'BASE_IMAGE_UNAVAILABLE' });
    } finally {
      registry.closeAllConnections();
      registry.close();
    }
  });

  it('has really ended when a cancelled build settles', async () => {
    const seconds = String(40_000 + Math.floor(Math.random() * 10_000));
    const cancelling = new AbortController();
    const reason = new Error('cancelled by a person');
    const context = contextOf({
      Dockerfile: `FROM busybox:local\nRUN echo ${fresh()}; echo begun; sleep ${seconds}\n`,
    });
    let isAliveAtFirst = false;
    const building = build(
      {},
      {
        context,
        signal: cancelling.signal,
        onEvent(event) {
          if (event.type === 'log' && event.text === 'begun') {
            isAliveAtFirst = hasProcess(`sleep ${seconds}`);
            cancelling.abort(reason);
          }
        },
      },
    );
    await expect(building).rejects.toBe(reason);
    expect(isAliveAtFirst).toBe(true);
    expect(hasProcess(`sleep ${seconds}`)).toBe(false);
    expect(await containerIds()).toEqual([]);
    expect(context.destroyed).toBe(true);
  });

  it('can be cancelled while the context is still on its way', async () => {
    const cancelling = new AbortController();
    const context = new PassThrough();
    context.write(Buffer.alloc(512));
    const building = build({}, { context, signal: cancelling.signal });
    cancelling.abort(new Error('changed my mind'));
    await expect(building).rejects.toThrow('changed my mind');
    expect(context.destroyed).toBe(true);
  });

  it('fails with the error of the context', async () => {
    const context = new PassThrough();
    context.write(Buffer.alloc(2048));
    const building = build({}, { context });
    context.destroy(new Error('the file cannot be read'));
    await expect(building).rejects.toThrow('the file cannot be read');
  });

  it('waits for whoever takes its output', async () => {
    let inFlight = 0;
    let most = 0;
    await build(
      { Dockerfile: `FROM busybox:local\nRUN echo ${fresh()}; seq 1 50\n` },
      {
        async onEvent() {
          inFlight += 1;
          most = Math.max(most, inFlight);
          await new Promise((resolve) => setImmediate(resolve));
          inFlight -= 1;
        },
      },
    );
    expect(most).toBe(1);
  });

  it('ends with the error of whoever takes its output', async () => {
    const failing = build(
      { Dockerfile: `FROM busybox:local\nRUN echo ${fresh()}\n` },
      { onEvent: () => Promise.reject(Object.assign(new Error('the log cannot be written'), { code: 'ENOENT' })) },
    );
    await expect(failing).rejects.toThrow('the log cannot be written');
  });
});

it('bounds memory and processor of a classic build', async () => {
  const images = createImageStore({ client: test.client, facts: { hasBuildKit: false } });
  const lines: string[] = [];
  const group = 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null';
  const quota = 'cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu.max 2>/dev/null';
  await images.build(
    buildRequest({
      tag: `${fresh()}:1`,
      labels: test.labels,
      context: contextOf({ Dockerfile: `FROM busybox:local\nRUN echo ${fresh()}; ${group}; ${quota}; true\n` }),
      memoryBytes: 128 * 1024 * 1024,
      cpuMillicores: 500,
      onEvent: (event) => void (event.type === 'log' && lines.push(event.text)),
    }),
  );
  expect(lines).toContain(String(128 * 1024 * 1024));
  expect(lines.some((line) => line === '50000' || line === '50000 100000')).toBe(true);
});

describe('the images of an engine', () => {
  it('are listed by label, named anew and removed once nothing uses them', async () => {
    const { images, containers } = test.engine;
    const tag = await test.imageRunning(['sleep', '600']);
    const other = `${fresh()}:2`;
    await images.tag(tag, other);
    const listed = await images.list(test.labels);
    expect(listed.find(({ tags }) => tags.includes(tag))?.tags).toContain(other);

    const id = await containers.create(test.spec({ image: other }));
    await images.remove(tag);
    expect(await images.remove(other)).toBe(false);
    await containers.remove(id);
    expect(await images.remove(other)).toBe(true);
    expect(await images.remove(other)).toBe(true);
    expect(await images.inspect(other)).toBeNull();
  });
});
