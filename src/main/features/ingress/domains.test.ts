// Looks at a domain while it changes: the name server's answers come when the test says.
import { expect, it } from 'vitest';
import type { DomainId, HostId, ProjectId } from '../../../contract/ids.ts';
import { createDomains } from './domains.ts';
import type { DomainLookup, DomainRow, IngressRow } from './ports.ts';
import type { RunningIngress } from './state.ts';

const project = { id: 1 as ProjectId, name: 'shop', slug: 'shop', subdomain: 'shop', hostId: 1 as HostId };
const running = {
  status: 'running',
  isPublic: true,
  httpPort: 80,
  httpsPort: 443,
  engine: { address: '127.0.0.1' },
} as RunningIngress;

function fixture() {
  let row: DomainRow | null = null;
  /** Answers that are waited for, in the order in which they were asked for. */
  const questions: { readonly name: string; answer(addresses: readonly string[]): void }[] = [];
  let told = Promise.withResolvers<void>();
  const lookup: DomainLookup = {
    addresses(name) {
      const { promise, resolve } = Promise.withResolvers<readonly string[]>();
      questions.push({ name, answer: resolve });
      told.resolve();
      return promise;
    },
    ask: async () => ({ text: 'proof' }),
    certificate: async () => ({ issuer: 'Authority', expiresAt: 2, isTrusted: true }),
  };
  const unused = () => {
    throw new Error('not used here');
  };
  const domains = createDomains({
    lookup,
    domains: {
      list: () => (row === null ? [] : [row]),
      listAll: () => (row === null ? [] : [row]),
      get: () => row,
      owner: () => null,
      insert: (fields) => {
        row = { ...fields, id: 1 as DomainId };
        return row;
      },
      update: (_id, patch) => {
        row = row && { ...row, ...patch };
        return row;
      },
      remove: () => {
        row = null;
      },
    },
    store: { get: () => ({ httpPort: 80, httpsPort: 443 }) as IngressRow },
    projects: { get: () => project, list: () => [project] },
    hosts: { nameOf: () => 'server' },
    ingress: { wanted: async () => undefined, routesChanged: async () => undefined, running: () => running },
    hasher: { hash: unused },
    proof: { path: '/x', answer: 'proof' },
    clock: { now: () => 1, sleep: unused },
    events: { publish: () => undefined },
    diagnostics: { info: unused, warn: unused },
  });
  return {
    domains,
    now: () => row,
    /** The next question that nobody has answered yet. */
    async question(): Promise<(typeof questions)[number]> {
      while (questions.length === 0) {
        await told.promise;
        told = Promise.withResolvers();
      }
      return questions.shift() as (typeof questions)[number];
    },
    waiting: () => questions.length,
  };
}

it('are made one after the other, so that the newest answer stays', async () => {
  const { domains, question, waiting } = fixture();
  const { id } = await domains.create({ id: project.id, hostName: 'shop.example.com' });
  const first = await question();
  const again = domains.check({ id });
  expect(waiting()).toBe(0);
  first.answer([]);
  (await question()).answer(['203.0.113.7']);
  expect((await again).dns).toEqual({ status: 'here', addresses: ['203.0.113.7'], problem: null });
});

it('of a name that it no longer has count for nothing: an authority is not asked for the new one before that leads here', async () => {
  const { domains, question, now } = fixture();
  const { id } = await domains.create({ id: project.id, hostName: 'old.example.com' });
  const old = await question();
  await domains.update({ id, hostName: 'new.example.com' });
  old.answer(['203.0.113.7']);
  const next = await question();
  expect(next.name).toBe('new.example.com');
  expect(now()).toMatchObject({ hostName: 'new.example.com', dns: null, verifiedAt: null });
  next.answer([]);
});

it('of one that was removed meanwhile end without a word', async () => {
  const { domains, question } = fixture();
  const { id } = await domains.create({ id: project.id, hostName: 'shop.example.com' });
  const first = await question();
  const again = domains.check({ id });
  await domains.remove({ id });
  first.answer(['203.0.113.7']);
  await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
