import { expect, it } from 'vitest';
import type { Domain } from '../../../contract/domains.ts';
import { ingressStatus } from '../../../contract/ingress.ts';
import { certificateWords, dnsWords, domainDoes, ingressWords } from './ingress-words.ts';

const domain = { redirectTo: null, pathPrefix: '/', stripPrefix: false, authUser: null } as Domain;

it('has a word for every state', () => {
  expect(ingressStatus.options.map((status) => ingressWords({ status }).label)).toEqual([
    'not installed',
    'being installed',
    'running',
    'not available',
    'not known',
  ]);
  const dns = (['unchecked', 'here', 'elsewhere', 'missing'] as const).map((status) =>
    dnsWords({ status, addresses: [], problem: null }),
  );
  expect(dns.map(({ tone }) => tone)).toEqual(['wait', 'ok', 'bad', 'bad']);
  const certificates = (['none', 'waiting', 'valid', 'internal', 'refused'] as const).map((status) =>
    certificateWords({ status, issuer: null, expiresAt: null, problem: null }),
  );
  expect(certificates.map(({ tone }) => tone)).toEqual(['idle', 'wait', 'ok', 'ok', 'bad']);
});

it('says what a domain does besides leading to its project', () => {
  expect(domainDoes(domain)).toEqual([]);
  expect(domainDoes({ ...domain, redirectTo: 'https://a.example' })).toEqual(['sends to https://a.example']);
  expect(domainDoes({ ...domain, pathPrefix: '/api', stripPrefix: true, authUser: 'ada' })).toEqual([
    'without /api for the application',
    'asks for the password of ada',
  ]);
});
