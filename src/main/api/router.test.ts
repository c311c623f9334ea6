import { createRouterClient, ORPCError } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { fakeServices, ownerId } from '../../../tests/support/fake-services.ts';
import { contract } from '../../contract/contract.ts';
import { isAtLeast, type Role, roles } from '../features/identity/roles.ts';
import type { ApiContext, Principal } from './context.ts';
import { accessOf, permissions } from './permissions.ts';
import { createRouter } from './router.ts';

const principal = (role: Role): Principal => ({ userId: ownerId, shell: 'desktop', sessionId: null, role });
const as = (role: Role | null): ApiContext => ({ principal: role === null ? null : principal(role) });
const procedures = Object.entries(contract).flatMap(([feature, group]) =>
  Object.keys(group).map((name) => [feature, name] as const),
);

type Call = (input: unknown) => Promise<unknown>;

/** A router takes a while to make: one for each role, for every procedure. */
const worlds = new Map(
  [null, ...roles].map((role) => {
    const { services, calls } = fakeServices();
    return [role, { client: createRouterClient(createRouter(services), { context: as(role) }), calls }] as const;
  }),
);

function callAs(role: Role | null, feature: string, name: string) {
  const world = worlds.get(role);
  const client = world?.client as unknown as Record<string, Record<string, Call>>;
  const call = client[feature]?.[name] as Call;
  const before = world?.calls.length ?? 0;
  // The input does not fit most procedures: whoever may call gets as far as its validation.
  return { call: () => call({}), calls: () => (world?.calls.length ?? 0) - before };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'answered';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe('createRouter', () => {
  it('has every procedure of the contract', () => {
    expect(procedures.length).toBeGreaterThan(35);
    const named = Object.entries(permissions).flatMap(([feature, group]) =>
      Object.keys(group).map((name) => [feature, name]),
    );
    expect(named).toEqual(procedures);
  });

  it.each(procedures)('%s.%s lets in exactly the roles of the table', async (feature, name) => {
    const needed = accessOf([feature, name]);
    for (const role of [null, ...roles]) {
      const { call, calls } = callAs(role, feature, name);
      const code = await codeOf(call());
      const isAllowed = needed === 'public' || (role !== null && isAtLeast(role, needed));
      const expected = isAllowed ? ['answered', 'BAD_REQUEST'] : [role === null ? 'NOT_LOGGED_IN' : 'FORBIDDEN'];
      expect(expected).toContain(code);
      expect(calls()).toBe(code === 'answered' ? 1 : 0);
    }
  });

  it('gives the service the checked input with its defaults, and who calls', async () => {
    const { services, calls } = fakeServices();
    const client = createRouterClient(createRouter(services), { context: as('owner') });
    const controller = new AbortController();
    await client.logs.read({ id: 7 }, { signal: controller.signal });
    await client.projects.list();

    expect(calls[0]).toMatchObject({
      path: 'logs.read',
      input: { id: 7, kind: 'build', after: 0, maxBytes: 65_536, waitMs: 0 },
      caller: { userId: 1, shell: 'desktop', sessionId: null },
    });
    expect(calls[0]?.caller.signal).toBe(controller.signal);
    expect(calls[1]?.input).toBeUndefined();
  });

  it('says in the refusal what may not be done', async () => {
    const { services } = fakeServices();
    const client = createRouterClient(createRouter(services), { context: as('viewer') });
    await expect(client.settings.update({})).rejects.toThrow('You may not change settings.');
  });

  it('answers an output that breaks the contract with an error, not with the output', async () => {
    const { services } = fakeServices({ health: { get: () => ({ status: 'fine' }) as never } });
    const client = createRouterClient(createRouter(services), { context: as(null) });
    await expect(client.health.get()).rejects.toBeInstanceOf(ORPCError);
  });
});
