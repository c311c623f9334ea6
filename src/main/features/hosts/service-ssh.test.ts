import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { away, connection, facts, fixture, local } from './testing/fixture.ts';

describe('a host over SSH', () => {
  const caller = { signal: new AbortController().signal } as Caller;
  const input = { name: 'web', kind: 'ssh', address: 'web.example', password: 'hunter2' } as const;

  async function added(name = 'web') {
    const world = fixture();
    world.start();
    world.attempts[0]?.resolve(connection('local').value);
    const adding = world.hosts.add({ ...input, hostKeyFingerprint: 'SHA256:x' }, caller);
    world.attempts[1]?.resolve(connection('trial').value);
    await world.when(() => world.attempts.length === 3);
    const web = connection(name);
    world.attempts[2]?.resolve(web.value);
    return { ...world, host: await adding, removals: web.removals };
  }

  it('is tried, kept, and connected to', async () => {
    const { hosts, host, attempts, kept } = await added();
    expect(attempts[1]).toMatchObject({
      secret: { password: 'hunter2', passphrase: null },
      hostKeyFingerprint: 'SHA256:x',
    });
    expect(host).toMatchObject({ name: 'web', kind: 'ssh', status: 'connected', ssh: { auth: 'password' } });
    expect(JSON.stringify(host)).not.toContain('hunter2');
    expect(kept.get(host.id)?.password).toBe('hunter2');
    expect(await hosts.engine(host.id)).toBe('web');
    await hosts.stop();
  });

  it('is not kept when it cannot be used', async () => {
    const { hosts, attempts, store, kept } = fixture();
    const adding = hosts.add(input, caller);
    attempts[0]?.reject(
      new AppError('HOST_KEY_UNKNOWN', { host: 'web', keyType: 'x', fingerprint: 'SHA256:x', hasAuthority: false }),
    );
    await expect(adding).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
    expect(store.list()).toEqual([local]);
    expect(kept.size).toBe(0);
    await expect(hosts.add({ ...input, name: 'This Machine' }, caller)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  it('is removed with its password and its key, but not under its projects', async () => {
    const { hosts, host, projects, kept, forgotten, events, fates } = await added();
    projects.set(4 as ProjectId, 'shop');
    await expect(hosts.remove({ id: host.id })).rejects.toMatchObject({ code: 'HOST_IN_USE', field: 'projects' });
    expect(fates).toEqual([]);
    projects.clear();
    await hosts.remove({ id: host.id });
    expect(hosts.list().map(({ name }) => name)).toEqual(['this machine']);
    expect(kept.size).toBe(0);
    expect(forgotten).toEqual(['web.example']);
    expect(events.at(-1)).toEqual({ type: 'hostRemoved', hostId: host.id });
    await expect(hosts.engine(host.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(hosts.remove({ id: local.id })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await hosts.stop();
  });

  it('is removed with what is said of its projects, which are named', async () => {
    const { hosts, host, projects, fates, removals } = await added();
    projects.set(4 as ProjectId, 'shop').set(5 as ProjectId, 'blog');
    const plan = await hosts.removalPlan({ id: host.id });
    expect(plan).toMatchObject({
      host: { name: 'web' },
      projects: [{ name: 'shop', containers: ['minipaas-shop-1'] }, { name: 'blog' }],
      engineUnreachable: false,
    });
    expect(await hosts.remove({ id: host.id, projects: 'forget' })).toEqual({ ...plan, left: [] });
    expect(fates).toEqual(['forget shop', 'forget blog']);
    expect(removals).toEqual([]);
    await hosts.stop();
  });

  it('is rid of what miniPaaS keeps there for itself, and says what stayed and why', async () => {
    const { hosts, host, removals, store } = await added();
    const tools = ['container minipaas-ingress-1', 'network minipaas'];
    expect(await hosts.removalPlan({ id: host.id })).toMatchObject({ tools, engineUnreachable: false });
    expect(await hosts.remove({ id: host.id })).toMatchObject({
      tools,
      left: [{ name: 'network minipaas', reason: 'it has active endpoints' }],
    });
    expect(removals).toEqual(['container c1', 'network n1']);
    expect(store.isRemoved(host.id)).toBe(true);
    await hosts.stop();
  });

  it('keeps its ingress where another host is the same machine', async () => {
    const { hosts, host, removals } = await added('local');
    expect(await hosts.removalPlan({ id: host.id })).toMatchObject({ tools: [] });
    await hosts.remove({ id: host.id });
    expect(removals).toEqual([]);
    await hosts.stop();
  });

  it('stays with the projects that could not be removed from it', async () => {
    const { hosts, host, projects, fates } = await added();
    projects.set(4 as ProjectId, 'shop').set(away, 'away');
    await expect(hosts.remove({ id: host.id, projects: 'remove' })).rejects.toMatchObject({
      code: 'PROJECT_HOST_AWAY',
    });
    expect(fates).toEqual(['remove shop']);
    expect(await hosts.removalPlan({ id: host.id })).toMatchObject({
      projects: [{ name: 'away', containers: [] }],
      engineUnreachable: true,
    });
    await hosts.remove({ id: host.id, projects: 'forget' });
    expect(hosts.list()).toHaveLength(1);
    await hosts.stop();
  });

  it('is renamed without being connected anew, and this machine too', async () => {
    const { hosts, host, attempts, announced } = await added();
    expect(await hosts.update({ id: host.id, name: 'Shop' }, caller)).toMatchObject({
      name: 'Shop',
      status: 'connected',
    });
    expect(announced.at(-1)).toMatchObject({ name: 'Shop' });
    expect(await hosts.update({ id: local.id, name: 'Desk' }, caller)).toMatchObject({ name: 'Desk' });
    expect(attempts).toHaveLength(3);
    await expect(hosts.update({ id: local.id, name: 'SHOP' }, caller)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(hosts.update({ id: local.id, user: 'root' }, caller)).rejects.toMatchObject({ field: 'address' });
    await hosts.stop();
  });

  it('is tried with a change before that is kept, with the password that it has', async () => {
    const { hosts, host, attempts, when, lost, kept, forgotten } = await added();
    const changing = hosts.update({ id: host.id, address: 'new.example', port: 2222 }, caller);
    await expect(hosts.update({ id: host.id, user: 'root' }, caller)).rejects.toMatchObject({ code: 'HOST_BUSY' });
    await when(() => attempts.length === 4);
    expect(attempts[3]).toMatchObject({
      host: { ssh: { address: 'new.example', port: 2222 } },
      secret: { password: 'hunter2' },
    });
    attempts[3]?.resolve(connection('trial').value);
    await when(() => attempts.length === 5);
    expect(lost).toEqual([host.id, host.id]);
    attempts[4]?.resolve(connection('moved').value);
    expect(await changing).toMatchObject({ status: 'connected', ssh: { address: 'new.example', port: 2222 } });
    expect(await hosts.engine(host.id)).toBe('moved');
    expect(kept.get(host.id)?.password).toBe('hunter2');
    expect(forgotten).toEqual(['web.example']);
    await hosts.stop();
  });

  it('stays as it is when the change does not work, unless somebody insists', async () => {
    const { hosts, host, attempts, when, kept } = await added();
    const refused = hosts.update({ id: host.id, password: 'wrong' }, caller);
    await when(() => attempts.length === 4);
    attempts[3]?.reject(new AppError('SSH_UNREACHABLE', { host: 'web', port: 22, problem: 'no answer' }));
    await expect(refused).rejects.toMatchObject({ code: 'SSH_UNREACHABLE' });
    expect(kept.get(host.id)?.password).toBe('hunter2');
    expect(hosts.get({ id: host.id })).toMatchObject({ status: 'connected' });

    const insisted = hosts.update({ id: host.id, password: 'later', force: true }, caller);
    await when(() => attempts.length === 5);
    attempts[4]?.reject(new AppError('SSH_UNREACHABLE', { host: 'web', port: 22, problem: 'no answer' }));
    expect(await insisted).toMatchObject({ status: 'unreachable', error: { code: 'SSH_UNREACHABLE' } });
    expect(kept.get(host.id)?.password).toBe('later');
    await hosts.stop();
  });

  it('says how far a test came', async () => {
    const { hosts, attempts, store } = fixture();
    const testing = hosts.test(input, caller);
    attempts[0]?.onStage?.('name', 'web.example');
    attempts[0]?.onStage?.('connect', 'web.example:22');
    attempts[0]?.reject(new AppError('SSH_UNREACHABLE', { host: 'web', port: 22, problem: 'no answer' }));
    expect(await testing).toMatchObject({
      stages: [
        { stage: 'name', isOk: true },
        { stage: 'connect', isOk: false },
      ],
      error: { code: 'SSH_UNREACHABLE' },
      engine: null,
    });
    const again = hosts.test(input, caller);
    attempts[1]?.resolve(connection('web').value);
    expect(await again).toMatchObject({ error: null, engine: facts });
    expect(store.list()).toEqual([local]);
  });
});
