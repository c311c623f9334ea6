// The ingress of this machine as people meet it: Caddy in a container, real applications behind it.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CreateDomainInput, Domain } from '../../src/contract/domains.ts';
import type { Ingress } from '../../src/contract/ingress.ts';
import type { Project } from '../../src/contract/projects.ts';
import { askIngress, askOverHttp2 } from '../support/ask-ingress.ts';
import { CADDY_IMAGE } from '../support/caddy-image.ts';
import { echoApplication } from '../support/echo-application.ts';
import { freePort } from '../support/free-port.ts';
import { caller, LOCAL, type RoutedPlane, startRoutedPlane } from '../support/routed-plane.ts';

let routed: RoutedPlane;
let project: Project;
let ingress: Ingress;

beforeAll(async () => {
  routed = await startRoutedPlane();
  ({ project } = await routed.addProject(echoApplication, { drainSeconds: 1 }));
  const { status } = await routed.deploy(project.id);
  if (status !== 'running') {
    throw new Error(`The application of these tests is ${status}.`);
  }
});
afterAll(async () => {
  await routed?.close();
});

const ask = (
  host: string,
  path = '/',
  {
    port = ingress.httpPort,
    ...options
  }: { readonly auth?: string; readonly body?: Buffer; readonly port?: number } = {},
) => askIngress({ port, host, path, ...options });

const name = (): string => `${project.subdomain}.localhost`;
const domains = () => routed.plane.services.domains;
const containers = (...filters: readonly string[]): readonly string[] =>
  execFileSync('docker', ['ps', '--all', ...filters.flatMap((each) => ['--filter', each]), '--format', '{{.ID}}'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((line) => line !== '');
const ingressContainers = (): readonly string[] => containers('label=minipaas.role=ingress', `volume=${volume()}`);
const volume = (): string => {
  const [id] = containers(`label=minipaas.project=${project.id}`, `name=${project.slug}`);
  const labels = execFileSync('docker', ['inspect', '--format', '{{json .Config.Labels}}', id ?? ''], {
    encoding: 'utf8',
  });
  const instance = (JSON.parse(labels) as Record<string, string>)['minipaas.instance'] ?? '';
  return `minipaas-ingress-${instance.slice(0, 8)}`;
};

async function addDomain(hostName: string, input: Partial<CreateDomainInput> = {}): Promise<Domain> {
  return (await domains().create({ id: project.id, hostName, tls: 'none', ...input }, caller)) as Domain;
}

describe('an ingress that cannot be had', () => {
  it('leaves the application on its port, with the reason: the image is nowhere', async () => {
    const { services } = routed.plane;
    await services.ingress.update({ id: LOCAL, driver: 'traefik' }, caller);
    // The other program's image is here: it stands in and says so.
    ingress = await routed.install();
    expect(ingress).toMatchObject({ status: 'running', program: 'caddy', image: CADDY_IMAGE });
    expect(ingress.note).toMatch(
      /^127\.0\.0\.1:1\/\S+ could not be had .*so minipaas-test\/caddy:local is used instead\.$/,
    );
    const off = await services.ingress.remove({ id: LOCAL }, caller);
    expect(off).toMatchObject({ status: 'off' });
    const { url, urlNote } = routed.project(project.id);
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    expect(urlNote).toContain('Install one on the Hosts page');
    expect((await fetch(url ?? '')).status).toBe(200);
  });

  it('leaves the application on its port, with the reason: another program has the port', async () => {
    const port = await freePort();
    const taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
    ingress = await routed.install(LOCAL, { httpPort: port });
    expect(ingress).toMatchObject({ status: 'unavailable', error: { code: 'INGRESS_PORT_TAKEN' } });
    expect(ingress.error?.message).toContain(`Port ${port} of This machine is used by another program`);
    expect(ingress.error?.hint).toContain('give the ingress other ports');
    expect(routed.project(project.id).urlNote).toContain(`Port ${port}`);
    expect(ingressContainers()).toEqual([]);
    taken.close();
    await once(taken, 'close');
    ingress = (await routed.plane.services.ingress.install({ id: LOCAL }, caller)) as Ingress;
    expect(ingress).toMatchObject({ status: 'running', error: null });
  });
});

describe('an ingress', () => {
  beforeAll(async () => {
    await routed.plane.services.ingress.update({ id: LOCAL, driver: 'caddy' }, caller);
    ingress = await routed.install();
  });
  afterEach(async () => {
    for (const { id } of (await domains().list({ id: project.id }, caller)) as Domain[]) {
      await domains().remove({ id }, caller);
    }
  });

  it('gives a project its name, and says so', async () => {
    const port = ingress.httpPort;
    expect(routed.project(project.id)).toMatchObject({ url: `http://${name()}:${port}`, urlNote: null });
    const { status, text } = await ask(`${name()}:${port}`, '/a?b=c');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ url: '/a?b=c', host: `${name()}:${port}`, proto: 'http' });
    expect(await ask('nobody.localhost')).toMatchObject({ status: 404 });
  });

  it('takes large bodies and WebSockets', async () => {
    const body = Buffer.alloc(50_000_000, 'x');
    const { text } = await ask(name(), '/', { body });
    expect(JSON.parse(text)).toMatchObject({ bytes: body.length });
    const socket = new WebSocket(`ws://127.0.0.1:${ingress.httpPort}/`, { headers: { host: name() } });
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(message.toString()).toBe('hello');
    socket.terminate();
  });

  it('says at once that an application is stopped, and routes to it when it runs again', async () => {
    await routed.plane.services.projects.stop({ id: project.id }, caller);
    expect(await ask(name())).toMatchObject({ status: 503, text: 'The application does not run.' });
    await routed.plane.services.projects.start({ id: project.id }, caller);
    await expect.poll(async () => (await ask(name())).status).toBe(200);
  });

  it('routes domains of one’s own: by path, without the path, with a password, elsewhere', async () => {
    await addDomain('shop.example.test');
    const api = await addDomain('shop.example.test', { pathPrefix: '/api/', stripPrefix: true });
    expect(api.pathPrefix).toBe('/api');
    expect(JSON.parse((await ask('shop.example.test', '/x')).text)).toMatchObject({ url: '/x' });
    expect(JSON.parse((await ask('shop.example.test', '/api/x')).text)).toMatchObject({ url: '/x' });
    expect(JSON.parse((await ask('shop.example.test', '/apiary')).text)).toMatchObject({ url: '/apiary' });

    await addDomain('secret.example.test', { auth: { user: 'ada', password: 'correct horse' } });
    expect(await ask('secret.example.test')).toMatchObject({ status: 401 });
    expect(await ask('secret.example.test', '/', { auth: 'ada:wrong' })).toMatchObject({ status: 401 });
    expect(await ask('secret.example.test', '/', { auth: 'ada:correct horse' })).toMatchObject({ status: 200 });

    await addDomain('www.example.test', { redirectTo: 'https://shop.example.test' });
    expect(await ask('www.example.test', '/x?y=1')).toMatchObject({
      status: 308,
      headers: { location: 'https://shop.example.test/x?y=1' },
    });
    expect(routed.project(project.id).url).toBe(`http://shop.example.test:${ingress.httpPort}`);
  });

  it('refuses a domain that another project has', async () => {
    const { project: other } = await routed.addProject(echoApplication);
    await addDomain('one.example.test');
    const again = Promise.resolve().then(() =>
      domains().create({ id: other.id, hostName: 'ONE.example.test.' }, caller),
    );
    await expect(again).rejects.toMatchObject({ code: 'DOMAIN_TAKEN', field: 'hostName' });
  });

  it('speaks HTTP/2 with a certificate of its own, and sends plain HTTP there', async () => {
    const { id } = (await domains().create(
      { id: project.id, hostName: 'inner.example.test', tls: 'internal' },
      caller,
    )) as Domain;
    await expect.poll(async () => (await ask('inner.example.test')).status).toBe(308);
    expect((await ask('inner.example.test', '/x')).headers['location']).toBe(
      `https://inner.example.test:${ingress.httpsPort}/x`,
    );
    const question = { port: ingress.httpsPort, host: 'inner.example.test', path: '/two' };
    // Visitors are sent there before the certificate is made.
    await expect
      .poll(async () => JSON.parse(await askOverHttp2(question, null)) as unknown)
      .toMatchObject({ url: '/two', proto: 'https' });
    await expect
      .poll(async () => ((await domains().check({ id }, caller)) as Domain).certificate)
      .toMatchObject({ status: 'internal', issuer: expect.stringContaining('Caddy') });
  });

  it('counts answers by project and class', async () => {
    const counts = () => routed.requestCounts(LOCAL, project.id);
    await counts();
    const before = await counts();
    for (const path of ['/', '/', '/status/404', '/status/503']) {
      await ask(name(), path);
    }
    await expect
      .poll(async () => (await counts()).map((count, at) => count - (before[at] ?? 0)))
      .toEqual([0, 2, 0, 1, 1]);
  });

  it('is made anew when somebody has removed it, and knows its routes', async () => {
    const [id = ''] = ingressContainers();
    execFileSync('docker', ['rm', '--force', id]);
    await expect
      .poll(() =>
        ask(name()).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    expect(ingressContainers()).not.toContain(id);
  });

  it('takes other ports, and leaves nothing behind when it is removed but its certificates', async () => {
    const before = ingress;
    ingress = (await routed.plane.services.ingress.update(
      { id: LOCAL, httpPort: await freePort() },
      caller,
    )) as Ingress;
    expect(ingress.httpPort).not.toBe(before.httpPort);
    await expect.poll(() => ask(name())).toMatchObject({ status: 200 });
    await expect(ask(name(), '/', { port: before.httpPort })).rejects.toThrow('ECONNREFUSED');
  });
});
