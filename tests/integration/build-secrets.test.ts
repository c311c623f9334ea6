// What a build gets without keeping it: secrets that its steps mount, and logins of private registries. On the real engine.
import { execFileSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineClient, openEngineClient } from '../../src/main/adapters/docker/engine-client.ts';
import { createImageStore } from '../../src/main/adapters/docker/images.ts';
import type { BuildEvent, RegistryLogins } from '../../src/main/features/deployments/ports/build.ts';
import { runWithSecrets } from '../../src/main/features/sources/dockerfiles/layout.ts';
import { buildRequest, contextOf, openTestEngine, type TestEngine } from '../support/docker.ts';
import { openTestRegistry, type TestRegistry } from '../support/registry.ts';

const login = { username: 'builder', password: 'pa:ss wörd' };
const secret = 'canary-of-a-build-4711';

let test: TestEngine;
let registry: TestRegistry;
let client: EngineClient;
let asked: string[];
let count = 0;

beforeAll(async () => {
  test = await openTestEngine();
  registry = await openTestRegistry(login);
  const registries: RegistryLogins = {
    hasAny: () => true,
    find: async (name) => {
      asked.push(name);
      return name === registry.address ? login : null;
    },
    all: async () => new Map([[registry.address, login]]),
  };
  const path = test.client.endpoint.replace('unix://', '');
  client = await openEngineClient({ endpoint: { kind: 'socket', scheme: 'unix', path }, host: 'here', registries });
  asked = [];

  // A private image, pushed with the login and removed from the engine.
  const image = test.client.docker.getImage('busybox:local');
  await image.tag({ repo: `${registry.address}/private`, tag: '1' });
  const pushed = await test.client.docker.getImage(`${registry.address}/private:1`).push({ authconfig: login });
  if (!(await text(pushed)).includes('digest')) {
    throw new Error('The private image could not be pushed.');
  }
  await forgetPrivate();
});
afterAll(async () => {
  await forgetPrivate();
  client.close();
  await registry.close();
  await test.close();
});

async function forgetPrivate(): Promise<void> {
  await test.client.docker
    .getImage(`${registry.address}/private:1`)
    .remove()
    .catch(() => undefined);
}

function store(hasBuildKit: boolean) {
  return createImageStore({ client, facts: { hasBuildKit } });
}

async function build(dockerfile: string, { hasBuildKit = true, secrets = new Map<string, string>() } = {}) {
  count += 1;
  const tag = `${test.prefix}-secret-${count}:1`;
  const lines: string[] = [];
  await store(hasBuildKit).build(
    buildRequest({
      tag,
      labels: test.labels,
      context: contextOf({ Dockerfile: dockerfile }),
      secrets,
      signal: AbortSignal.timeout(240_000),
      onEvent: (event: BuildEvent) => void (event.type === 'log' && lines.push(event.text)),
    }),
  );
  return { tag, lines };
}

describe('secrets of a build', () => {
  it('are mounted by the steps that name them, for as long as these last, and stand nowhere afterwards', async () => {
    const { tag, lines } = await build(
      `FROM busybox:local
RUN --mount=type=secret,id=TOKEN sleep 1.3; echo ${test.prefix} got $(wc -c < /run/secrets/TOKEN)
RUN ls /run/secrets 2>/dev/null; echo left
USER 10001:10001
${runWithSecrets('echo ${#TOKEN} as a variable', ['TOKEN'], { uid: '10001' }).join('\n')}
`,
      { secrets: new Map([['TOKEN', secret]]) },
    );
    expect(lines).toEqual(
      expect.arrayContaining([`${test.prefix} got ${secret.length}`, 'left', `${secret.length} as a variable`]),
    );
    const image = test.client.docker.getImage(tag);
    const facts = JSON.stringify([await image.inspect(), await image.history()]);
    expect(facts).toContain('/run/secrets/TOKEN');
    expect(facts).not.toContain(secret);
    // Every layer, as it would be pushed.
    const layers = execFileSync('docker', ['save', tag], { maxBuffer: 100_000_000 });
    expect(layers.includes(secret)).toBe(false);
  });

  it('are refused where the builder would leave them in the image', async () => {
    const secrets = new Map([['TOKEN', secret]]);
    const dockerfile = 'FROM busybox:local\nRUN --mount=type=secret,id=TOKEN true\n';
    await expect(build(dockerfile, { hasBuildKit: false, secrets })).rejects.toMatchObject({
      code: 'BUILD_SECRETS_UNSUPPORTED',
      message: expect.stringContaining('TOKEN') as string,
    });
  });

  it('end with a cancelled build', async () => {
    const cancel = new AbortController();
    const building = store(true).build(
      buildRequest({
        tag: `${test.prefix}-cancelled:1`,
        labels: test.labels,
        context: contextOf({
          Dockerfile: `FROM busybox:local\nRUN --mount=type=secret,id=TOKEN echo ${test.prefix} began; sleep 100\n`,
        }),
        secrets: new Map([['TOKEN', secret]]),
        signal: cancel.signal,
        onEvent: (event) => void (event.type === 'log' && cancel.abort(new Error('enough'))),
      }),
    );
    await expect(building).rejects.toThrow('enough');
  });
});

describe.each([
  { builder: 'BuildKit', hasBuildKit: true },
  { builder: 'the classic builder', hasBuildKit: false },
])('a private registry, by $builder', ({ hasBuildKit }) => {
  it('gives its images to who is logged in', async () => {
    const dockerfile = `FROM ${registry.address}/private:1\nRUN echo ${test.prefix} ${hasBuildKit}\n`;
    const { tag } = await build(dockerfile, { hasBuildKit });
    const image = test.client.docker.getImage(tag);
    expect(JSON.stringify([await image.inspect(), await image.history()])).not.toContain(login.password);
    await forgetPrivate();
  });
});

it('a login is taken or refused by the registry itself, as its engine sees it', async () => {
  const check = test.engine.checkRegistryLogin;
  const signal = AbortSignal.timeout(240_000);
  const { address } = registry;
  await expect(check({ address, ...login }, signal)).resolves.toBeUndefined();
  await expect(check({ address, ...login, password: 'other' }, signal)).rejects.toMatchObject({
    code: 'REGISTRY_LOGIN_REFUSED',
    field: 'password',
  });
  await expect(check({ address: '127.0.0.1:1', ...login }, signal)).rejects.toMatchObject({
    code: 'REGISTRY_LOGIN_FAILED',
  });
});

it('an image is pulled with the login of its registry, and refused without', async () => {
  const pull = { signal: AbortSignal.timeout(240_000), onProgress: () => undefined };
  await store(true).pull(`${registry.address}/private:1`, pull);
  expect(asked).toContain(registry.address);
  await forgetPrivate();
  await expect(test.engine.images.pull(`${registry.address}/private:1`, pull)).rejects.toMatchObject({
    code: 'BASE_IMAGE_UNAVAILABLE',
  });
});
