// Domains of one's own, by what a name server says over UDP and what an authority answers that asks back: Caddy in front, a real application behind.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Domain } from '../../src/contract/domains.ts';
import type { Finding } from '../../src/contract/health.ts';
import type { DomainId } from '../../src/contract/ids.ts';
import type { Ingress } from '../../src/contract/ingress.ts';
import type { Project } from '../../src/contract/projects.ts';
import { AUTHORITY, startAcmeAuthority } from '../support/acme-authority.ts';
import { askIngress, askOverHttp2 } from '../support/ask-ingress.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';
import { echoApplication } from '../support/echo-application.ts';
import { caller, LOCAL, type RoutedPlane, startRoutedPlane } from '../support/routed-plane.ts';

let dns: DnsServer;
let routed: RoutedPlane;
let project: Project;
let ingress: Ingress;

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

beforeAll(async () => {
  dns = await startDnsServer();
  routed = await startRoutedPlane({ MINIPAAS_INGRESS_NAME_SERVERS: dns.address });
  ({ project } = await routed.addProject(echoApplication, { drainSeconds: 1 }));
  const { status } = await routed.deploy(project.id);
  if (status !== 'running') {
    throw new Error(`The application of these tests is ${status}.`);
  }
});
afterAll(async () => {
  await routed?.close();
  await dns?.close();
});

const domains = () => routed.plane.services.domains;
const add = async (hostName: string): Promise<DomainId> =>
  ((await domains().create({ id: project.id, hostName }, caller)) as Domain).id;
const check = async (id: DomainId): Promise<Domain> => (await domains().check({ id }, caller)) as Domain;
/** What the health page says of it. */
const finding = async (id: DomainId): Promise<Finding | undefined> =>
  (await routed.plane.services.health.check(undefined, caller)).findings.find(
    (each) => each.id === `certificate:${id}`,
  );
const remove = (id: DomainId) => domains().remove({ id }, caller);
const ask = (host: string, path = '/') => askIngress({ port: ingress.httpPort, host, path });

/** Another web server at the ingress's port, at an address of its own. */
function startStranger(): { readonly address: string; remove(): void } {
  const httpd = ['httpd', '-f', '-p', String(ingress.httpPort), '-h', '/etc'];
  const id = docker('run', '--detach', '--rm', 'busybox:local', ...httpd);
  return {
    address: docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', id),
    remove: () => void docker('rm', '--force', id),
  };
}

describe('a domain that does not lead here', () => {
  it('is not asked for while the ingress is open to this machine alone', async () => {
    ingress = await routed.install();
    const id = await add('far.example.test');
    const checked = await check(id);
    expect(checked).toMatchObject({ dns: { status: 'unchecked' }, certificate: { status: 'waiting' } });
    expect(checked.dns.problem).toContain('Open it to others on the Hosts page');
    await remove(id);
  });

  it('says what the name server says: no such name, no answer, another server, one of two addresses', async () => {
    ingress = await routed.install(LOCAL, { isPublic: true });
    dns.set('silent.example.test', 'silent');
    const silent = await add('silent.example.test');

    const id = await add('shop.example.test');
    const missing = await check(id);
    expect(missing.dns).toMatchObject({ status: 'missing', addresses: [] });
    expect(missing.dns.problem).toContain('shop.example.test has no address. Add an A record');

    const stranger = startStranger();
    try {
      dns.set('shop.example.test', { a: [stranger.address] });
      // It listens some time after its container runs.
      await expect
        .poll(async () => (await check(id)).dns.problem)
        .toContain(`leads to ${stranger.address}, and not to the ingress of This machine: another server answered.`);
      dns.set('shop.example.test', { a: ['127.0.0.1', stranger.address] });
      const mixed = await check(id);
      expect(mixed).toMatchObject({
        dns: { status: 'elsewhere', addresses: ['127.0.0.1', stranger.address] },
        certificate: { status: 'waiting' },
      });
      expect(mixed.dns.problem).toContain(`also leads to ${stranger.address}, and not only to the ingress`);
    } finally {
      stranger.remove();
    }
    // Nothing has been asked of an authority so far: plain HTTP serves.
    await expect.poll(() => ask('shop.example.test')).toMatchObject({ status: 200 });

    dns.set('shop.example.test', { a: ['127.0.0.1'], aaaa: [] });
    expect((await check(id)).dns).toEqual({ status: 'here', addresses: ['127.0.0.1'], problem: null });
    await expect.poll(() => ask('shop.example.test')).toMatchObject({ status: 308 });

    // The look at it began when it was added.
    const found = async () =>
      ((await domains().list({ id: project.id }, caller)) as Domain[]).find((domain) => domain.id === silent)?.dns;
    await expect.poll(found).toEqual({
      status: 'unchecked',
      addresses: [],
      problem: `The name could not be looked up: no answer came from ${dns.address}. Check the network, then check again.`,
    });
    await Promise.all([remove(id), remove(silent)]);
  });
});

describe('a domain that leads here', () => {
  it('is asked a certificate for, and says why it was refused', async () => {
    const reason = 'The server refuses names of this kind';
    const authority = createServer((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/problem+json' });
      response.end(
        JSON.stringify({ type: 'urn:ietf:params:acme:error:rejectedIdentifier', detail: reason, status: 403 }),
      );
    }).listen(0, '0.0.0.0');
    await once(authority, 'listening');
    const { port } = authority.address() as AddressInfo;
    const gateway = docker('network', 'inspect', '--format', '{{(index .IPAM.Config 0).Gateway}}', 'minipaas');
    ingress = await routed.install(LOCAL, { isPublic: true, acmeDirectory: `http://${gateway}:${port}/directory` });
    dns.set('refused.example.test', { a: ['127.0.0.1'] });
    const id = await add('refused.example.test');
    const certificate = async () => (await check(id)).certificate;
    await expect.poll(certificate, { interval: 500 }).toMatchObject({ status: 'refused' });
    expect(await ask('refused.example.test')).toMatchObject({ status: 308 });
    expect((await certificate()).problem).toContain(reason);
    expect((await certificate()).problem).toContain('It is asked for again by itself');
    expect(await finding(id)).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^refused\.example\.test got no certificate: .*The server refuses names/),
      fixes: [{ label: 'Look at refused.example.test again' }],
    });
    authority.close();
    await remove(id);
  });

  it('has one from an authority that finds the ingress at the name, and shows it to visitors', async () => {
    const authority = await startAcmeAuthority('minipaas');
    try {
      ingress = await routed.install(LOCAL, { isPublic: true, acmeDirectory: authority.directory });
      expect(ingress).toMatchObject({ status: 'running', error: null });
      const id = await add('real.example.test');
      await expect.poll(async () => (await check(id)).dns.status).toBe('missing');
      await expect.poll(async () => (await ask('real.example.test')).status).toBe(200);
      authority.serve('real.example.test', ingressContainer());
      dns.set('real.example.test', { a: ['127.0.0.1'] });
      await expect
        .poll(async () => (await check(id)).certificate, { interval: 500 })
        .toMatchObject({ status: 'valid', issuer: expect.stringContaining(AUTHORITY), problem: null });
      expect(Date.parse((await check(id)).certificate.expiresAt ?? '')).toBeGreaterThan(Date.now());
      // That authority signs for half a day: it would have to be renewed long since.
      expect(await finding(id)).toMatchObject({
        status: 'failed',
        message: 'The certificate of real.example.test expires in 0 days.',
      });
      const { httpsPort } = ingress;
      expect(await ask('real.example.test', '/x')).toMatchObject({
        status: 308,
        headers: { location: `https://real.example.test:${httpsPort}/x` },
      });
      const safe = await askOverHttp2({ port: httpsPort, host: 'real.example.test', path: '/safe' }, authority.root);
      expect(JSON.parse(safe)).toMatchObject({ url: '/safe', proto: 'https' });
    } finally {
      await routed.plane.services.ingress.remove({ id: LOCAL }, caller);
      authority.remove();
    }
  });
});

function ingressContainer(): string {
  return docker('ps', '--quiet', '--filter', 'label=minipaas.role=ingress', '--filter', `publish=${ingress.httpPort}`);
}
