// The ingress of this machine as people meet it: Caddy in a container, real applications behind it.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CreateDomainInput, Domain } from '../../src/contract/domains.ts';
import type { Ingress } from '../../src/contract/ingress.ts';
import type { Project } from '../../src/contract/projects.ts';
import { AUTHORITY, startAcmeAuthority } from '../support/acme-authority.ts';
import { CADDY_IMAGE } from '../support/caddy-image.ts';
import type { RepositoryFiles } from '../support/git-repository.ts';
import { freePort } from '../support/free-port.ts';
import { caller, LOCAL, type RoutedPlane, startRoutedPlane } from '../support/routed-plane.ts';

/** Says what it is asked; takes bodies and WebSockets. */
const echo: RepositoryFiles = {
  Dockerfile: 'FROM node:local\nCOPY server.js .\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
  'server.js': `const { createHash } = require('crypto');
const server = require('http').createServer((request, response) => {
  let bytes = 0;
  request.on('data', (part) => { bytes += part.length; });
  request.on('end', () => {
    response.statusCode = Number(/^\\/status\\/(\\d+)/.exec(request.url)?.[1] ?? 200);
    response.end(JSON.stringify({ url: request.url, host: request.headers.host, proto: request.headers['x-forwarded-proto'], bytes }));
  });
});
server.on('upgrade', (request, socket) => {
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + key + '\\r\\n\\r\\n');
  socket.write(Buffer.from([0x81, 5, ...Buffer.from('hello')]));
});
server.listen(3000);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`,
};

let routed: RoutedPlane;
let project: Project;
let ingress: Ingress;

beforeAll(async () => {
  routed = await startRoutedPlane();
  ({ project } = await routed.addProject(echo, { drainSeconds: 1 }));
  const { status } = await routed.deploy(project.id);
  if (status !== 'running') {
    throw new Error(`The application of these tests is ${status}.`);
  }
});
afterAll(async () => {
  await routed?.close();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** Asks the ingress for a name, whoever it belongs to. */
function ask(
  host: string,
  path = '/',
  options: { readonly auth?: string; readonly body?: Buffer; readonly port?: number } = {},
): Promise<Answer> {
  const { auth, body, port = ingress.httpPort } = options;
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      method: body === undefined ? 'GET' : 'POST',
      agent: false,
      headers: { host },
      ...(auth === undefined ? {} : { auth }),
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    asked.end(body);
  });
}

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
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
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
    const { project: other } = await routed.addProject(echo);
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
    const session = connectHttp2(`https://127.0.0.1:${ingress.httpsPort}`, {
      servername: 'inner.example.test',
      rejectUnauthorized: false,
    });
    const stream = session.request({ ':path': '/two', ':authority': 'inner.example.test' });
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await once(stream, 'end');
    session.close();
    expect(JSON.parse(text)).toMatchObject({ url: '/two', proto: 'https' });
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
      .poll(
        () =>
          ask(name()).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 20_000 },
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
    expect(await ask(name())).toMatchObject({ status: 200 });
    await expect(ask(name(), '/', { port: before.httpPort })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a domain with a public certificate', () => {
  it('is not asked for while the ingress is open to this machine alone, nor while the name leads elsewhere', async () => {
    const closed = (await domains().create({ id: project.id, hostName: 'far.example.test' }, caller)) as Domain;
    const checked = (await domains().check({ id: closed.id }, caller)) as Domain;
    expect(checked).toMatchObject({ dns: { status: 'unchecked' }, certificate: { status: 'waiting' } });
    expect(checked.dns.problem).toContain('Open it to others on the Hosts page');
    await domains().remove({ id: closed.id }, caller);

    ingress = await routed.install(LOCAL, { isPublic: true });
    const nowhere = (await domains().create({ id: project.id, hostName: 'none.example.invalid' }, caller)) as Domain;
    const missing = (await domains().check({ id: nowhere.id }, caller)) as Domain;
    expect(missing.dns.status).not.toBe('here');
    expect(missing.dns.problem).toMatch(/Add an A record|Check the network/);
    await domains().remove({ id: nowhere.id }, caller);
  });

  it('is asked for when the name leads here, and says why it was refused', async () => {
    const reason = 'The server refuses names of this kind';
    const authority = createHttpServer((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/problem+json' });
      response.end(
        JSON.stringify({ type: 'urn:ietf:params:acme:error:rejectedIdentifier', detail: reason, status: 403 }),
      );
    }).listen(0, '0.0.0.0');
    await once(authority, 'listening');
    const { port } = authority.address() as AddressInfo;
    const gateway = execFileSync(
      'docker',
      ['network', 'inspect', '--format', '{{(index .IPAM.Config 0).Gateway}}', 'minipaas'],
      { encoding: 'utf8' },
    ).trim();
    ingress = await routed.install(LOCAL, { isPublic: true, acmeDirectory: `http://${gateway}:${port}/directory` });
    const { id } = (await domains().create({ id: project.id, hostName: 'refused.example.test' }, caller)) as Domain;
    await expect.poll(async () => (await ask('refused.example.test')).status).toBe(200);
    // No name leads here in a test; a row says that one did.
    markAsLeadingHere('refused.example.test');
    await domains().update({ id, pathPrefix: '/' }, caller);
    expect((await ask('refused.example.test')).status).toBe(308);
    const checked = async () => ((await domains().check({ id }, caller)) as Domain).certificate;
    await expect.poll(checked, { timeout: 60_000, interval: 1_000 }).toMatchObject({ status: 'refused' });
    expect((await checked()).problem).toContain(reason);
    expect((await checked()).problem).toContain('It is asked for again by itself');
    authority.close();
    await domains().remove({ id }, caller);
  });

  it('is had from an authority that finds the ingress at the name, and shown to visitors', async () => {
    const authority = await startAcmeAuthority('minipaas');
    try {
      ingress = await routed.install(LOCAL, { isPublic: true, acmeDirectory: authority.directory });
      expect(ingress).toMatchObject({ status: 'running', error: null });
      authority.serve('real.example.test', ingressContainers()[0] ?? '');
      const { id } = (await domains().create({ id: project.id, hostName: 'real.example.test' }, caller)) as Domain;
      await expect.poll(async () => (await ask('real.example.test')).status).toBe(200);
      markAsLeadingHere('real.example.test');
      await domains().update({ id, pathPrefix: '/' }, caller);
      const checked = async () => (await domains().check({ id }, caller)) as Domain;
      await expect
        .poll(async () => (await checked()).certificate, { timeout: 60_000, interval: 500 })
        .toMatchObject({ status: 'valid', issuer: expect.stringContaining(AUTHORITY), problem: null });
      expect(Date.parse((await checked()).certificate.expiresAt ?? '')).toBeGreaterThan(Date.now());
      expect(await ask('real.example.test', '/x')).toMatchObject({
        status: 308,
        headers: { location: `https://real.example.test:${ingress.httpsPort}/x` },
      });
      const session = connectHttp2(`https://127.0.0.1:${ingress.httpsPort}`, {
        servername: 'real.example.test',
        ca: authority.root,
      });
      const stream = session.request({ ':path': '/safe', ':authority': 'real.example.test' });
      let text = '';
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      await once(stream, 'end');
      session.close();
      expect(JSON.parse(text)).toMatchObject({ url: '/safe', proto: 'https' });
    } finally {
      await routed.plane.services.ingress.remove({ id: LOCAL }, caller);
      authority.remove();
    }
  });
});

function markAsLeadingHere(hostName: string): void {
  const db = new Database(join(routed.dataDir, 'minipaas.db'));
  db.prepare('update domains set verified_at = 1 where host_name = ?').run(hostName);
  db.close();
}
