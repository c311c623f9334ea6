import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { insertProject, newProject } from '../../../../tests/support/rows.ts';
import type { EnvVarId, HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { Db } from './db.ts';
import { createEnvVarStore } from './env-var-store.ts';
import { createRegistryStore } from './registry-store.ts';
import { createSealedValues, hasSealedValues } from './sealed-values.ts';
import { createSharedSecretStore } from './shared-secret-store.ts';
import { createHostStore } from './host-store.ts';
import { readInstallation } from './installation-store.ts';
import { createProjectStore } from './project-store.ts';
import { createSessionStore } from './session-store.ts';
import { createSettingsStore } from './settings-store.ts';
import { createUserStore } from './user-store.ts';

let db: Db;

beforeEach(() => {
  db = makeTestDatabase();
});

describe('variables', () => {
  const own = { delivery: 'variable', signal: null, sharedId: null, formerValue: null, rotatedAt: null } as const;
  const plain = { ...own, key: 'PORT', value: '3000', isSecret: false, scope: 'both' } as const;
  const secret = { ...own, key: 'TOKEN', value: 'v1:abc', isSecret: true, scope: 'run' } as const;
  const author = { userId: 1 as UserId, way: 'set' } as const;

  it('are added and replaced by key, and mark their project as changed', () => {
    const projects = createProjectStore(db);
    const { id } = projects.insert(newProject('Shop'), 5);
    const store = createEnvVarStore(db);
    const [port] = store.change(id, { put: [plain, secret], remove: [] }, author, 10);
    const { sharedId: _, ...stored } = plain;
    expect(port).toMatchObject({ ...stored, shared: null, projectId: id, createdAt: 10, updatedAt: 10 });
    expect(projects.get(id)?.changedAt).toBe(10);
    const [changed] = store.change(id, { put: [{ ...plain, value: '8080' }], remove: [] }, author, 20);
    expect(changed).toEqual({ ...port, value: '8080', updatedAt: 20 });
    expect(store.list(id).map(({ key, isSecret }) => [key, isSecret])).toEqual([
      ['PORT', false],
      ['TOKEN', true],
    ]);
    expect(store.count(id)).toBe(2);
    expect(store.get(changed?.id as EnvVarId)).toEqual(changed);
  });

  it('are removed, once', () => {
    const id = insertProject(db, 'Shop');
    const store = createEnvVarStore(db);
    const [row] = store.change(id, { put: [plain], remove: [] }, author, 10);
    const varId = row?.id as EnvVarId;
    store.change(id, { put: [], remove: [varId] }, author, 30);
    expect(store.get(varId)).toBeNull();
    store.change(id, { put: [], remove: [varId] }, author, 31);
    expect(store.history(id, 10).map(({ change }) => change)).toEqual(['removed', 'added']);
    expect(createProjectStore(db).get(id)?.changedAt).toBe(31);
  });

  it('are put together or not at all', () => {
    const id = insertProject(db, 'Shop');
    const store = createEnvVarStore(db);
    const broken = { ...plain, key: 'B', value: null as unknown as string };
    expect(() => store.change(id, { put: [plain, broken], remove: [] }, author, 10)).toThrow(/NOT NULL/);
    expect(() => store.change(99 as ProjectId, { put: [plain], remove: [] }, author, 10)).toThrow(/FOREIGN KEY/);
    expect(store.list(id)).toEqual([]);
    expect(store.history(id, 10)).toEqual([]);
  });

  it('keep who changed what, without values, the last 500 of a project', () => {
    const id = insertProject(db, 'Shop');
    const other = insertProject(db, 'Blog');
    const store = createEnvVarStore(db);
    store.change(other, { put: [plain], remove: [] }, { userId: null, way: 'project' }, 5);
    const [row] = store.change(id, { put: [plain, secret], remove: [] }, author, 10);
    store.change(id, { put: [secret], remove: [row?.id as EnvVarId] }, { ...author, way: 'edit' }, 20);
    const history = store.history(id, 3);
    expect(history.map(({ key, change, isSecret, way, by, at }) => [key, change, isSecret, way, by, at])).toEqual([
      ['TOKEN', 'changed', true, 'edit', 'owner', 20],
      ['PORT', 'removed', false, 'edit', 'owner', 20],
      ['TOKEN', 'added', true, 'set', 'owner', 10],
    ]);
    for (let round = 0; round < 510; round += 1) {
      store.change(id, { put: [plain], remove: [] }, author, 30 + round);
    }
    expect(store.history(id, 1000)).toHaveLength(500);
    expect(store.history(id, 1)[0]?.at).toBe(539);
    expect(store.history(other, 10)).toMatchObject([{ by: null, way: 'project' }]);
    expect(JSON.stringify(db.prepare('select * from env_history').all())).not.toContain('v1:abc');
  });
});

describe('users', () => {
  const octocat = { githubId: 583_231, login: 'octocat', name: 'The Octocat', avatarUrl: null };

  it('has the owner from the start', () => {
    expect(createUserStore(db).owner()).toMatchObject({ id: 1, githubId: null, login: 'owner' });
  });

  it('keeps one user for a GitHub account, however often it comes back', () => {
    const store = createUserStore(db);
    const first = store.upsertGithub(octocat, 5);
    const again = store.upsertGithub({ ...octocat, login: 'octodog' }, 6);
    expect(again).toEqual({ ...first, login: 'octodog' });
    expect(store.getByGithub(octocat.githubId)).toEqual(again);
    expect(store.getByGithub(1)).toBeNull();
    expect(store.get(first.id)).toEqual(again);
  });

  it('gives an account to the owner, taking it from whoever had it', () => {
    const store = createUserStore(db);
    const stranger = store.upsertGithub(octocat, 5);
    expect(store.linkGithub(1 as UserId, octocat, 6)).toMatchObject({ id: 1, githubId: octocat.githubId });
    expect(store.get(stranger.id)?.githubId).toBeNull();
    expect(store.owner()).toMatchObject({ login: 'octocat', name: 'The Octocat' });
    expect(store.linkGithub(99 as UserId, octocat, 7)).toBeNull();
    expect(store.owner().githubId).toBe(octocat.githubId);
  });
});

describe('sessions', () => {
  it('are kept until they expire, under a hash of their id', () => {
    const store = createSessionStore(db);
    store.put('secret-session-id', { userId: 1 }, 100);
    store.put('secret-session-id', { userId: 1, csrf: 'x' }, 200);
    expect(store.get('secret-session-id', 199)).toEqual({ userId: 1, csrf: 'x' });
    expect(store.get('secret-session-id', 200)).toBeNull();
    expect(JSON.stringify(db.prepare('select * from sessions').all())).not.toContain('secret-session-id');
  });

  it('are removed alone, and together when their time is over', () => {
    const store = createSessionStore(db);
    for (const [id, expiresAt] of [
      ['a', 100],
      ['b', 200],
      ['c', 300],
    ] as const) {
      store.put(id, {}, expiresAt);
    }
    store.remove('c');
    expect(store.removeExpired(150)).toBe(1);
    expect([store.get('a', 0), store.get('b', 0), store.get('c', 0)]).toEqual([null, {}, null]);
  });

  it('end when they cannot be read', () => {
    const store = createSessionStore(db);
    store.put('a', {}, 100);
    db.prepare("update sessions set data = '7'").run();
    expect(store.get('a', 0)).toBeNull();
  });
});

describe('settings', () => {
  it('gives back what was written and forgets what was taken back', () => {
    const store = createSettingsStore(db);
    expect(store.read()).toEqual({});
    store.write(
      {
        maxConcurrentBuilds: 4,
        registryMirror: null,
        retention: { keepDeployments: 3, keepImages: 2, logRetentionDays: 1, metricsDays: 9 },
      },
      5,
    );
    store.write({ maxConcurrentBuilds: 5 }, 6);
    expect(store.read()).toEqual({
      maxConcurrentBuilds: 5,
      registryMirror: null,
      retention: { keepDeployments: 3, keepImages: 2, logRetentionDays: 1, metricsDays: 9 },
    });
  });

  it('leaves out what is no setting or has a wrong value, and says so', () => {
    const said: string[] = [];
    const store = createSettingsStore(db, { onUnusable: (key, problem) => said.push(`${key}: ${problem}`) });
    store.write({ maxConcurrentBuilds: 4, defaultPort: 3000 }, 5);
    db.prepare("update settings set value = '99999' where key = 'defaultPort'").run();
    db.prepare("insert into settings values ('theme', '\"dark\"', 1)").run();
    expect(store.read()).toEqual({ maxConcurrentBuilds: 4 });
    expect(said).toHaveLength(2);
    expect(said.join()).toContain('theme: there is no such setting');
  });
});

describe('hosts and installation', () => {
  it('has the local host from the start', () => {
    const store = createHostStore(db);
    expect(store.list()).toMatchObject([{ id: 1, kind: 'local', name: 'This machine' }]);
    expect(store.get(1 as HostId)?.kind).toBe('local');
    expect(store.get(2 as HostId)).toBeNull();
  });

  it('makes the installation id once', () => {
    const first = readInstallation(db, 5);
    expect(first.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(readInstallation(db, 6)).toEqual(first);
    expect(readInstallation(makeTestDatabase(), 5).id).not.toBe(first.id);
  });
});

describe('shared secrets', () => {
  const sealed = { name: 'TOKEN', note: 'for all', value: 'sealed one' };
  const variable = {
    key: 'TOKEN',
    value: 'copy one',
    isSecret: true,
    scope: 'run',
    delivery: 'file',
    signal: 'SIGHUP',
    formerValue: 'copy zero',
  } as const;
  const author = { userId: 1 as UserId, way: 'shared' } as const;

  it('are followed by variables, and cannot go before these', () => {
    const id = insertProject(db, 'Shop');
    const secrets = createSharedSecretStore(db);
    const variables = createEnvVarStore(db);
    const secret = secrets.add(sealed, 10);
    expect(secret).toMatchObject({ ...sealed, formerValue: null, rotatedAt: null });
    const put = { ...variable, sharedId: secret.id, rotatedAt: 20 };
    const [row] = variables.change(id, { put: [put], remove: [] }, author, 20);
    expect(row).toMatchObject({ shared: { id: secret.id, name: 'TOKEN' }, formerValue: 'copy zero', rotatedAt: 20 });
    expect(row).toMatchObject({ delivery: 'file', signal: 'SIGHUP' });
    expect(variables.listShared(secret.id)).toEqual([row]);
    expect(() => secrets.remove(secret.id)).toThrow(/FOREIGN KEY/);
    db.prepare('delete from projects where id = ?').run(id);
    secrets.remove(secret.id);
    expect(secrets.list()).toEqual([]);
  });

  it('go through their projects in order, and wait again after a failure', () => {
    const [shop, blog] = [insertProject(db, 'Shop'), insertProject(db, 'Blog')];
    const secrets = createSharedSecretStore(db);
    const { id } = secrets.add(sealed, 10);
    secrets.rotate(id, { value: 'sealed two', formerValue: 'sealed one' }, [blog, shop], 20);
    expect(secrets.get(id)).toMatchObject({ value: 'sealed two', formerValue: 'sealed one', rotatedAt: 20 });
    expect(secrets.steps(id).map((step) => [step.projectName, step.status])).toEqual([
      ['Blog', 'waiting'],
      ['Shop', 'waiting'],
    ]);
    expect(secrets.unfinished()).toEqual([id]);
    secrets.setStep(id, blog, { status: 'failed', problem: 'it exited' });
    expect(secrets.unfinished()).toEqual([]);
    secrets.retry(id);
    expect(secrets.steps(id)[0]).toMatchObject({ status: 'waiting', problem: null });
    db.prepare('delete from projects where id = ?').run(blog);
    secrets.setStep(id, shop, { status: 'done' });
    expect(secrets.unfinished()).toEqual([]);
    expect(secrets.steps(id)).toMatchObject([{ projectId: shop, status: 'done', deploymentId: null }]);
  });

  it('are sealed anew with everything else, former values included', () => {
    const id = insertProject(db, 'Shop');
    const secrets = createSharedSecretStore(db);
    const secret = secrets.add(sealed, 10);
    secrets.rotate(secret.id, { value: 'sealed two', formerValue: 'sealed one' }, [], 20);
    const put = { ...variable, sharedId: secret.id, rotatedAt: 20 };
    createEnvVarStore(db).change(id, { put: [put], remove: [] }, author, 20);
    expect(hasSealedValues(db)).toBe(true);
    createSealedValues(db).reseal((text, context) => `${text} for ${context}`);
    expect(secrets.get(secret.id)).toMatchObject({
      value: 'sealed two for shared:TOKEN',
      formerValue: 'sealed one for shared:TOKEN',
    });
    expect(createEnvVarStore(db).list(id)[0]).toMatchObject({
      value: `copy one for env:${id}:TOKEN`,
      formerValue: `copy zero for env:${id}:TOKEN`,
    });
  });
});

describe('logins of registries', () => {
  it('are one for each address', () => {
    const store = createRegistryStore(db);
    const first = store.put('ghcr.io', 'ada', 10);
    expect(store.put('ghcr.io', 'grace', 20)).toEqual({ ...first, username: 'grace', updatedAt: 20 });
    expect(store.list()).toHaveLength(1);
    expect(store.find('ghcr.io')?.id).toBe(first.id);
    store.remove(first.id);
    expect(store.get(first.id)).toBeNull();
  });
});
