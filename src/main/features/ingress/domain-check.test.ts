import { describe, expect, it } from 'vitest';
import type { DomainDns } from '../../../contract/domains.ts';
import type { DomainId, ProjectId } from '../../../contract/ids.ts';
import { checkCertificate, type CheckedHost, checkDns } from './domain-check.ts';
import type { DomainLookup, DomainRow } from './ports.ts';
import type { RunningIngress } from './state.ts';

const NOW = 1_000_000;
const row: DomainRow = {
  id: 1 as DomainId,
  projectId: 1 as ProjectId,
  hostName: 'shop.example.com',
  pathPrefix: '/',
  stripPrefix: false,
  redirectTo: null,
  auth: null,
  tls: 'auto',
  dns: null,
  certificate: null,
  verifiedAt: null,
  checkedAt: null,
};

const running = (problem: string | null = null): RunningIngress =>
  ({
    status: 'running',
    isPublic: true,
    httpPort: 80,
    httpsPort: 443,
    engine: { address: '127.0.0.1', lastLines: async () => [] },
    container: { id: 'c' },
    driver: { certificateProblem: () => problem },
  }) as unknown as RunningIngress;

const host = (ingress: RunningIngress | null = running()): CheckedHost => ({
  name: 'server',
  ingress,
  proof: { path: '/.well-known/x', answer: 'proof-x' },
});

function deps(lookup: Partial<DomainLookup>) {
  return {
    clock: { now: () => NOW },
    lookup: {
      addresses: async () => ['203.0.113.7'],
      ask: async () => ({ text: 'proof-x' }),
      certificate: async () => ({ issuer: 'Authority', expiresAt: NOW + 1000, isTrusted: true }),
      ...lookup,
    } satisfies DomainLookup,
  };
}

describe('where a domain leads', () => {
  it('is here when the ingress of its host answers', async () => {
    expect(await checkDns(deps({}), row, host())).toEqual({
      status: 'here',
      addresses: ['203.0.113.7'],
      problem: null,
    });
  });

  it.each([
    ['another server answered', { text: 'Welcome to nginx' }],
    ['nobody listens on that port', { problem: 'nobody listens on that port' }],
  ])('is elsewhere when %s, with what to correct', async (found, answer) => {
    const dns = await checkDns(deps({ ask: async () => answer }), row, host());
    expect(dns.status).toBe('elsewhere');
    expect(dns.problem).toContain(`leads to 203.0.113.7, and not to the ingress of server: ${found}.`);
    expect(dns.problem).toContain('Correct its A and AAAA records');
  });

  it('is nowhere when the name has no address', async () => {
    const dns = await checkDns(deps({ addresses: async () => [] }), row, host());
    expect(dns).toMatchObject({ status: 'missing', addresses: [] });
    expect(dns.problem).toContain('Add an A record');
  });

  it('is not known without an ingress, without a network, and where nobody else comes in', async () => {
    const lost = async () => Promise.reject(new Error('EAI_AGAIN'));
    const closed = { ...running(), isPublic: false };
    const problems = [
      await checkDns(deps({}), row, host(null)),
      await checkDns(deps({ addresses: lost }), row, host()),
      await checkDns(deps({}), row, host(closed)),
    ];
    expect(problems.map(({ status }) => status)).toEqual(['unchecked', 'unchecked', 'unchecked']);
    expect(problems.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('install it on the Hosts page'),
      expect.stringContaining('Check the network'),
      expect.stringContaining('Open it to others on the Hosts page'),
    ]);
    // One's own certificate needs nobody else.
    expect((await checkDns(deps({}), { ...row, tls: 'internal' }, host(closed))).status).toBe('here');
  });
});

describe('the certificate of a domain', () => {
  const here: DomainDns = { status: 'here', addresses: [], problem: null };
  const elsewhere: DomainDns = { status: 'elsewhere', addresses: [], problem: 'no' };
  const verified = { ...row, verifiedAt: 1 };

  it('is waited for while the name leads elsewhere', async () => {
    expect(await checkCertificate(deps({}), row, elsewhere, host())).toMatchObject({ status: 'waiting' });
  });

  it('is valid with its issuer and its end', async () => {
    expect(await checkCertificate(deps({}), verified, here, host())).toEqual({
      status: 'valid',
      issuer: 'Authority',
      expiresAt: new Date(NOW + 1000).toISOString(),
      problem: null,
    });
  });

  it('is refused with the authority’s own words', async () => {
    const none = { certificate: async () => ({ problem: 'tls alert' }) };
    const refused = await checkCertificate(deps(none), verified, here, host(running('too many certificates already')));
    expect(refused.status).toBe('refused');
    expect(refused.problem).toContain('too many certificates already.');
    expect(await checkCertificate(deps(none), verified, here, host())).toMatchObject({ status: 'waiting' });
  });

  it('that the program made for itself in the meantime is none', async () => {
    const own = async () => ({ issuer: 'TRAEFIK DEFAULT CERT', expiresAt: NOW + 1000, isTrusted: false });
    const found = await checkCertificate(deps({ certificate: own }), verified, here, host());
    expect(found.status).toBe('waiting');
    const wanted = await checkCertificate(deps({ certificate: own }), { ...row, tls: 'internal' }, here, host());
    expect(wanted.status).toBe('internal');
  });

  it('that is over says so, and plain HTTP has none', async () => {
    const over = async () => ({ issuer: 'Authority', expiresAt: NOW, isTrusted: true });
    expect((await checkCertificate(deps({ certificate: over }), verified, here, host())).problem).toContain(
      'It is over',
    );
    expect(await checkCertificate(deps({}), { ...row, tls: 'none' }, here, host())).toMatchObject({ status: 'none' });
  });
});
