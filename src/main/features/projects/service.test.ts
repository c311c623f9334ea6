import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { ResourceLimits } from '../../../contract/projects.ts';
import type { GitCredential } from '../../../contract/sources.ts';
import { sampleDeployment } from '../../../../tests/support/fake-services.ts';
import type { ProjectRow, ProjectStore } from './ports.ts';
import { createProjects } from './service.ts';

const caller = { userId: 1 as UserId };
const hostId = 1 as HostId;
const farHost = 2 as HostId;

function memoryStore(): ProjectStore & { readonly rows: Map<ProjectId, ProjectRow> } {
  const rows = new Map<ProjectId, ProjectRow>();
  let last = 0;
  const all = () => [...rows.values()];
  return {
    rows,
    insert(project, now) {
      if (all().some((row) => row.name.toLowerCase() === project.name.toLowerCase())) {
        throw new AppError('NAME_TAKEN', { name: project.name }, { field: 'name' });
      }
      last += 1;
      const times = { createdAt: now, updatedAt: now, changedAt: now };
      const row = {
        ...project,
        ...times,
        id: last as ProjectId,
        publishedPort: null,
        cacheClearedAt: null,
        removalRequestedAt: null,
      };
      rows.set(row.id, row);
      return row;
    },
    get: (id) => rows.get(id) ?? null,
    getBySlug: (slug) => all().find((row) => row.slug === slug) ?? null,
    list: all,
    listPage: ({ limit, after, search }) =>
      [...rows.values()]
        .filter(
          ({ id, name, removalRequestedAt }) =>
            removalRequestedAt === null && id > (after ?? 0) && name.includes(search),
        )
        .slice(0, limit),
    update(id, patch, now) {
      const row = rows.get(id);
      if (row === undefined) {
        return null;
      }
      const changed = { ...row, ...patch, updatedAt: now };
      rows.set(id, changed);
      return changed;
    },
    remove: (id) => rows.delete(id),
    isSlugTaken: (slug) => all().some((row) => row.slug === slug),
    countByHost: () => rows.size,
  };
}

function fixture(
  options: {
    readonly removeAll?: () => Promise<void>;
    readonly isIdle?: boolean;
    readonly putVariables?: () => Promise<void>;
    readonly putCredential?: () => Promise<void>;
    /** What every address brings along. */
    readonly parsedCredential?: GitCredential;
    readonly keychainProblem?: () => Error | null;
    readonly applyLimits?: (id: ProjectId, limits: ResourceLimits) => Promise<void>;
    readonly runningLimits?: () => ResourceLimits | null;
  } = {},
) {
  const store = memoryStore();
  const credentials = new Map<ProjectId, GitCredential>();
  const events: AppEvent[] = [];
  const acts: string[] = [];
  const act = (name: string) => async (id: ProjectId) => {
    acts.push(`${name} ${id}`);
  };
  const askKeychain = (): void => {
    const problem = options.keychainProblem?.() ?? null;
    if (problem !== null) {
      throw problem;
    }
  };
  let time = 1000;
  const projects = createProjects({
    store,
    credentials: {
      put: options.putCredential ?? (async (id, credential) => void credentials.set(id, credential)),
      async get(id) {
        askKeychain();
        return credentials.get(id) ?? null;
      },
      async remove(id) {
        askKeychain();
        credentials.delete(id);
      },
    },
    deployments: {
      currentOf: () => null,
      latestOf: () => null,
      runStateOf: () => 'none',
      currentTakenAt: () => 1000,
      countOf: () => 3,
      moveTo: (id, to, by) => {
        acts.push(`move ${id} to ${to} by ${by}`);
        return options.isIdle === true ? null : sampleDeployment();
      },
      runningLimits: options.runningLimits ?? (() => null),
      applyLimits: options.applyLimits ?? (async () => undefined),
      stopCurrent: act('stop'),
      startCurrent: act('start'),
      restartCurrent: act('restart'),
      listObjects: async () => ({ containers: ['minipaas-a-1'], images: ['minipaas/a:1'], logBytes: 42 }),
      removeAll: options.removeAll ?? act('remove'),
    },
    volumes: { ofProject: () => [], removeOfProject: async () => undefined },
    sources: {
      parse: (input) => ({
        source: {
          kind: 'git',
          repoUrl: input.repoUrl ?? '',
          branch: input.branch ?? null,
          rootDirectory: input.rootDirectory ?? '',
        },
        credential: input.credential ?? options.parsedCredential ?? null,
      }),
      suggestName: () => 'Shop',
    },
    variables: { countOf: () => 2, put: options.putVariables ?? (async () => undefined) },
    hosts: {
      nameOf: (id) => (id === hostId ? 'this machine' : 'far'),
      exists: (id) => id === hostId || id === farHost,
      defaultId: () => hostId,
    },
    defaults: () => ({
      isBuildCacheEnabled: true,
      memoryLimitMb: 512,
      cpuLimitMillicores: 1000,
      pidsLimit: 4096,
      keepImageHistory: 5,
    }),
    routes: { noteOf: () => null, changed: () => undefined },
    publish: (event) => void events.push(event),
    now: () => time++,
  });
  return { projects, store, credentials, events, acts };
}

const repoUrl = 'https://example.com/shop.git';

describe('projects', () => {
  it('are made with a name from their source, numbered when it is taken', async () => {
    const { projects, events } = fixture();
    const first = await projects.create({ repoUrl }, caller);
    const second = await projects.create({ repoUrl }, caller);
    expect([first.name, first.slug, second.name, second.slug]).toEqual(['shop', 'shop', 'shop-2', 'shop-2']);
    expect(events).toContainEqual({ type: 'project', projectId: second.id });
  });

  it('refuse a chosen name that is taken, in any case', async () => {
    const { projects } = fixture();
    await projects.create({ repoUrl, name: 'Shop' }, caller);
    await expect(projects.create({ repoUrl, name: 'SHOP' }, caller)).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      field: 'name',
    });
  });

  it('refuse a host that is not there', async () => {
    const { projects } = fixture();
    await expect(projects.create({ repoUrl, hostId: 7 as HostId }, caller)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      field: 'hostId',
    });
  });

  it('leave nothing behind when their secrets cannot be kept', async () => {
    const refuse = () => Promise.reject(new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'locked' }));
    const { projects, store, credentials } = fixture({ putVariables: refuse });
    const credential = { kind: 'token', token: 't' } as const;
    const variables = [{ key: 'A', value: 'b', isSecret: true }];
    await expect(projects.create({ repoUrl, credential, variables }, caller)).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
    });
    expect(store.rows.size).toBe(0);
    expect(credentials.size).toBe(0);
  });

  it('know of changes that the running release has not', async () => {
    const { projects } = fixture();
    const { id } = await projects.create({ repoUrl }, caller);
    expect(projects.get({ id }).hasPendingChanges).toBe(false);
    await projects.update({ id, port: 3000 });
    expect(projects.get({ id }).hasPendingChanges).toBe(true);
    expect(projects.get({ id }).settings.port).toBe(3000);
  });

  it('change their source field by field and refuse fields they do not have', async () => {
    const { projects } = fixture();
    const { id } = await projects.create({ repoUrl, branch: 'main' }, caller);
    expect((await projects.update({ id, rootDirectory: 'web' })).source).toMatchObject({
      repoUrl,
      branch: 'main',
      rootDirectory: 'web',
    });
    expect((await projects.update({ id, branch: null })).source).toMatchObject({ branch: null });
    await expect(projects.update({ id, image: 'nginx' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      field: 'image',
    });
  });

  it('keep credentials in the keychain alone', async () => {
    const { projects, credentials, store } = fixture();
    const { id } = await projects.create({ repoUrl }, caller);
    await projects.update({ id, credential: { kind: 'token', token: 'canary' } });
    expect(credentials.get(id)).toEqual({ kind: 'token', token: 'canary' });
    expect(projects.get({ id }).hasCredential).toBe(true);
    expect(JSON.stringify([...store.rows.values()])).not.toContain('canary');
    await projects.update({ id, credential: null });
    expect(credentials.size).toBe(0);
    expect(projects.get({ id }).hasCredential).toBe(false);
  });

  it('change all of what was asked for or nothing', async () => {
    const { projects, credentials } = fixture({
      putCredential: () => Promise.reject(new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'locked' })),
    });
    const { id } = await projects.create({ repoUrl }, caller);
    const before = projects.get({ id });
    const change = { id, name: 'Other', port: 1234, credential: { kind: 'token', token: 't' } } as const;
    await expect(projects.update(change)).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    expect(projects.get({ id })).toEqual({ ...before, updatedAt: expect.any(String) as string });
    expect(credentials.size).toBe(0);
  });

  it('take a token from an address that is pasted later', async () => {
    const { projects, credentials } = fixture({ parsedCredential: { kind: 'token', token: 'from the address' } });
    const { id } = await projects.create({ repoUrl, credential: { kind: 'token', token: 'first' } }, caller);
    await projects.update({ id, repoUrl: 'https://example.com/other.git' });
    expect(credentials.get(id)).toEqual({ kind: 'token', token: 'from the address' });
    await projects.update({
      id,
      repoUrl: 'https://example.com/third.git',
      credential: { kind: 'token', token: 'named' },
    });
    expect(credentials.get(id)).toEqual({ kind: 'token', token: 'named' });
  });

  it('show the credential of one server to no other', async () => {
    const { projects, credentials } = fixture();
    const credential = { kind: 'token', token: 'canary' } as const;
    const { id } = await projects.create({ repoUrl: 'https://git.example/a.git', credential }, caller);
    const same = await projects.update({ id, repoUrl: 'https://git.example/b.git', branch: 'main' });
    expect([same.hasCredential, credentials.get(id)]).toEqual([true, credential]);
    const other = await projects.update({ id, repoUrl: 'https://other.example/a.git' });
    expect([other.hasCredential, credentials.size]).toEqual([false, 0]);
    const named = await projects.update({ id, repoUrl: 'https://third.example/a.git', credential });
    expect([named.hasCredential, credentials.get(id)]).toEqual([true, credential]);
  });

  it('keep address and credential when the credential of another server cannot be forgotten', async () => {
    let problem: Error | null = null;
    const { projects, credentials } = fixture({ keychainProblem: () => problem });
    const credential = { kind: 'token', token: 'canary' } as const;
    const { id } = await projects.create({ repoUrl, credential }, caller);
    problem = new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'locked' });
    await expect(projects.update({ id, repoUrl: 'https://other.example/a.git' })).rejects.toBe(problem);
    expect(projects.get({ id })).toMatchObject({ hasCredential: true, source: { repoUrl } });
    expect(credentials.size).toBe(1);
  });

  it('name what goes with them, then go', async () => {
    const { projects, store, acts, events } = fixture();
    const { id } = await projects.create({ repoUrl }, caller);
    const plan = {
      containers: ['minipaas-a-1'],
      images: ['minipaas/a:1'],
      deploymentCount: 3,
      variableCount: 2,
      logBytes: 42,
    };
    expect(await projects.removalPlan({ id })).toMatchObject(plan);
    await projects.remove({ id });
    expect(acts).toEqual([`remove ${id}`]);
    expect(store.rows.size).toBe(0);
    expect(events.at(-1)).toEqual({ type: 'projectRemoved', projectId: id });
    expect(() => projects.get({ id })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('stay when their containers could not be removed', async () => {
    const { projects } = fixture({ removeAll: () => Promise.reject(new AppError('ENGINE_LOST', { host: 'box' })) });
    const { id } = await projects.create({ repoUrl }, caller);
    await expect(projects.remove({ id })).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(projects.get({ id }).id).toBe(id);
  });

  it('stay whole while the keychain that has their credential is locked, unless they are to be forgotten', async () => {
    let problem: Error | null = null;
    const { projects, acts } = fixture({ keychainProblem: () => problem });
    const { id } = await projects.create({ repoUrl, credential: { kind: 'token', token: 't' } }, caller);
    problem = new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'it is locked' });
    await expect(projects.remove({ id })).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    expect(acts).toEqual([]);
    expect(projects.get({ id }).id).toBe(id);
    await projects.remove({ id, force: true });
    expect(projects.list()).toEqual([]);
  });

  it('are removed with a credential that cannot be read any more', async () => {
    const { projects, credentials } = fixture();
    const { id } = await projects.create({ repoUrl, credential: { kind: 'token', token: 't' } }, caller);
    const get = vi.spyOn(credentials, 'get').mockImplementation(() => {
      throw new AppError('SECRET_UNREADABLE', { what: 'credential' });
    });
    await projects.remove({ id });
    expect(get).toHaveBeenCalled();
    expect(credentials.size).toBe(0);
  });

  it('are removed at the next start when the removal was interrupted', async () => {
    const { projects, store } = fixture();
    const { id } = await projects.create({ repoUrl }, caller);
    store.update(id, { removalRequestedAt: 1 }, 1);
    expect(projects.list()).toEqual([]);
    expect(await projects.resumeRemovals()).toEqual([id]);
    expect(store.rows.size).toBe(0);
  });

  it('are stopped, started and restarted', async () => {
    const { projects, acts } = fixture();
    const { id } = await projects.create({ repoUrl }, caller);
    await projects.stop({ id });
    await projects.start({ id });
    await projects.restart({ id });
    expect(acts).toEqual([`stop ${id}`, `start ${id}`, `restart ${id}`]);
  });

  it('apply limits to what runs, and wait for a release with everything else', async () => {
    let running: ResourceLimits = {
      memoryLimitMb: 512,
      cpuLimitMillicores: 1000,
      pidsLimit: 4096,
      restartPolicy: 'unless-stopped',
      restartMaxRetries: null,
    };
    let applications = 0;
    const { projects } = fixture({
      runningLimits: () => running,
      // As engines do: a memory limit is not lifted.
      applyLimits: async (_id, { memoryLimitMb }) => {
        applications += 1;
        running = { ...running, memoryLimitMb: memoryLimitMb ?? running.memoryLimitMb };
      },
    });
    const { id, hasPendingChanges: before } = await projects.create({ repoUrl }, caller);
    expect(before).toBe(false);
    const live = await projects.update({ id, memoryLimitMb: 1024 });
    expect(live).toMatchObject({ hasPendingChanges: false, settings: { memoryLimitMb: 1024 } });
    expect((await projects.update({ id, memoryLimitMb: null })).hasPendingChanges).toBe(true);
    expect((await projects.update({ id, memoryLimitMb: 256 })).hasPendingChanges).toBe(false);
    expect((await projects.update({ id, restartMaxRetries: 3 })).hasPendingChanges).toBe(false);
    const seen = applications;
    expect((await projects.update({ id, healthPath: '/up' })).hasPendingChanges).toBe(true);
    expect(applications).toBe(seen);
  });

  it('keep the limits they had when the engine refuses other ones', async () => {
    const { projects, store } = fixture({
      applyLimits: async (_id, { memoryLimitMb }) => {
        if (memoryLimitMb === 64) {
          throw new AppError('LIMIT_BELOW_USE', { limitMb: 64, usedMb: 200 });
        }
      },
    });
    const { id } = await projects.create({ repoUrl }, caller);
    const before = store.get(id);
    await expect(projects.update({ id, memoryLimitMb: 64, healthPath: '/up' })).rejects.toMatchObject({
      code: 'LIMIT_BELOW_USE',
    });
    expect(store.get(id)).toMatchObject({ settings: before?.settings, changedAt: before?.changedAt });
  });

  it('move to another host with a release there, and at once where nothing runs', async () => {
    const { projects, acts, events } = fixture();
    const { id } = await projects.create({ repoUrl }, caller);
    expect(projects.move({ id, hostId: farHost }, caller)).toMatchObject({ hostId });
    expect(acts).toEqual([`move ${id} to ${farHost} by ${caller.userId}`]);
    expect(() => projects.move({ id, hostId }, caller)).toThrow(expect.objectContaining({ field: 'hostId' }));
    expect(() => projects.move({ id, hostId: 9 as HostId }, caller)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', field: 'hostId' }),
    );

    const idle = fixture({ isIdle: true });
    const { id: other } = await idle.projects.create({ repoUrl }, caller);
    expect(idle.projects.move({ id: other, hostId: farHost }, caller)).toMatchObject({ hostId: farHost });
    expect(events.length).toBeLessThan(idle.events.length);
  });

  it('are forgotten without a word to their host', async () => {
    const asked: unknown[] = [];
    const { projects, store } = fixture({
      removeAll: async (...args: readonly unknown[]) => {
        asked.push(args[1]);
        // A start after a crash right here must not go on to remove what was to be left.
        expect(await projects.resumeRemovals()).toEqual([]);
      },
    });
    const { id } = await projects.create({ repoUrl }, caller);
    await projects.forget({ id });
    expect(asked).toEqual([{ force: false, isLeftOnHost: true }]);
    expect(store.rows.size).toBe(0);
  });
});
