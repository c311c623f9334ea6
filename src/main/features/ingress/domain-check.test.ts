import { describe, expect, it } from 'vitest';
import type { DomainDns } from '../../../contract/domains.ts';
import type { DomainId, ProjectId } from '../../../contract/ids.ts';
import { checkCertificate, type CheckedHost, checkDns } from './domain-check.ts';
import type { DomainAnswer, DomainLookup, DomainRow } from './ports.ts';
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
    const dns = await checkDns(
      deps({ ask: async () => ({ isUnroutable: false, problem: '', ...answer }) }),
      row,
      host(),
    );
    expect(dns.status).toBe('elsewhere');
    expect(dns.problem).toContain(`leads to 203.0.113.7, and not to the ingress of server: ${found}.`);
    expect(dns.problem).toContain('Correct its A and AAAA records');
  });

  it('is elsewhere while one of several addresses is, since an authority may ask there', async () => {
    const here = { text: 'proof-x' };
    const answers: Readonly<Record<string, DomainAnswer>> = {
      '203.0.113.7': here,
      '203.0.113.8': { problem: 'nobody listens on that port', isUnroutable: false },
      '2001:db8::7': { problem: 'it cannot be reached', isUnroutable: true },
    };
    const check = (...addresses: string[]) =>
      checkDns(
        deps({ addresses: async () => addresses, ask: async ({ address }) => answers[address] ?? here }),
        row,
        host(),
      );
    const mixed = await check('203.0.113.7', '203.0.113.8', '2001:db8::7');
    expect(mixed).toMatchObject({ status: 'elsewhere', addresses: ['203.0.113.7', '203.0.113.8', '2001:db8::7'] });
    expect(mixed.problem).toContain(
      'also leads to 203.0.113.8, and not only to the ingress of server: nobody listens on that port.',
    );
    // A machine without IPv6 cannot ask there; what it can ask is right.
    expect((await check('203.0.113.7', '2001:db8::7')).status).toBe('here');
    expect((await check('2001:db8::7')).problem).toContain('leads to 2001:db8::7, and not to');
  });

  it('asks name servers alone where an authority will, and the system for names of one’s own network', async () => {
    const asked: boolean[] = [];
    const lookup = deps({
      async addresses(_name, { isPublic }) {
        asked.push(isPublic);
        return ['203.0.113.7'];
      },
    });
    for (const tls of ['auto', 'internal', 'none'] as const) {
      await checkDns(lookup, { ...row, tls }, host());
    }
    expect(asked).toEqual([true, false, false]);
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
