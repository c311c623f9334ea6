import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { LOCAL_HOST, newDeployment, newProject, someSettings } from '../../../../tests/support/rows.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { Source } from '../../../contract/sources.ts';
import type { ProjectStore } from '../../features/projects/ports.ts';
import type { Db } from './db.ts';
import { createDeploymentStore } from './deployment-store.ts';
import { createProjectStore } from './project-store.ts';

let db: Db;
let store: ProjectStore;

beforeEach(() => {
  db = makeTestDatabase();
  store = createProjectStore(db);
});

describe('the project store', () => {
  it.each<Source>([
    { kind: 'git', repoUrl: 'https://git.example/shop.git', branch: null, rootDirectory: 'api' },
    { kind: 'folder', path: '/srv/shop', rootDirectory: '' },
    { kind: 'image', reference: 'nginx:1.29' },
  ])('gives back a project of a source of kind $kind as it was put in', (source) => {
    const project = newProject('Shop', { source, hasCredential: true, kind: 'node', framework: 'Next.js' });
    const row = store.insert(project, 5);
    expect(row).toMatchObject({ ...project, createdAt: 5, updatedAt: 5, changedAt: 5, publishedPort: null });
    expect(store.get(row.id)).toEqual(row);
    expect(store.getBySlug('shop')).toEqual(row);
  });

  it('changes only what the patch names', () => {
    const row = store.insert(newProject('Shop'), 5);
    const settings = { ...someSettings, port: 8080, isBuildCacheEnabled: false, memoryLimitMb: null };
    const source: Source = { kind: 'image', reference: 'nginx' };
    expect(store.update(row.id, { settings, publishedPort: 32_801 }, 6)).toEqual({
      ...row,
      settings,
      publishedPort: 32_801,
      updatedAt: 6,
    });
    expect(store.update(row.id, { source, removalRequestedAt: 7, changedAt: 7 }, 8)).toMatchObject({
      source,
      removalRequestedAt: 7,
      changedAt: 7,
    });
    expect(store.update(99 as ProjectId, { name: 'Gone' }, 9)).toBeNull();
  });

  it('refuses a name or subdomain that is taken, whatever its case, and says which field', () => {
    store.insert(newProject('Bücher'), 5);
    const other = store.insert(newProject('Blog'), 5);
    expect(() => store.insert(newProject('BÜCHER', { slug: 'x', subdomain: 'x' }), 6)).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN', field: 'name' }),
    );
    expect(() => store.insert(newProject('New', { slug: 'bücher', subdomain: 'x' }), 6)).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN' }),
    );
    expect(() => store.update(other.id, { subdomain: 'bücher' }, 6)).toThrow(
      expect.objectContaining({ code: 'SUBDOMAIN_TAKEN', field: 'subdomain' }),
    );
    expect(store.get(other.id)?.subdomain).toBe('blog');
    expect(store.update(other.id, { name: 'BLOG' }, 7)?.name).toBe('BLOG');
  });

  it('lists by name, counts by host, knows its slugs', () => {
    for (const name of ['zoo', 'Äpfel', 'Blog']) {
      store.insert(newProject(name), 5);
    }
    expect(store.list().map(({ name }) => name)).toEqual(['Blog', 'zoo', 'Äpfel']);
    expect(store.countByHost(LOCAL_HOST)).toBe(3);
    expect(store.countByHost(9 as HostId)).toBe(0);
    expect([store.isSlugTaken('blog'), store.isSlugTaken('shop')]).toEqual([true, false]);
  });

  it('gives pages by name, of those whose names have something in them, without those on their way out', () => {
    const ids = ['zoo', 'Äpfel', 'Blog', '100%', 'b_log', 'Bücher'].map((name) => store.insert(newProject(name), 5).id);
    const page = (limit: number, after: ProjectId | null, search = '') =>
      store.listPage({ limit, after, search }).map(({ name }) => name);
    expect(page(9, null)).toEqual(['100%', 'b_log', 'Blog', 'Bücher', 'zoo', 'Äpfel']);
    expect(page(2, null)).toEqual(['100%', 'b_log']);
    expect(page(2, ids[4] ?? null)).toEqual(['Blog', 'Bücher']);
    expect(page(9, null, 'LOG')).toEqual(['b_log', 'Blog']);
    expect(page(9, null, 'ÄPF')).toEqual(['Äpfel']);
    expect([page(9, null, '_'), page(9, null, '%')]).toEqual([['b_log'], ['100%']]);
    store.update(ids[2] as ProjectId, { removalRequestedAt: 7 }, 7);
    expect(page(9, null, 'blog')).toEqual([]);
    // One that is gone ends the list: whoever asks begins anew.
    store.remove(ids[0] as ProjectId);
    expect(page(9, ids[0] ?? null)).toEqual([]);
  });

  it('removes a project with all that is its own; its slug is free again, its id is not', () => {
    const { id } = store.insert(newProject('Shop'), 5);
    createDeploymentStore(db).insert(newDeployment(id));
    db.prepare("insert into env_vars (project_id, key, value, created_at, updated_at) values (?, 'A', 'b', 1, 1)").run(
      id,
    );
    db.prepare("insert into volumes (project_id, name) values (?, 'data')").run(id);
    expect(store.remove(id)).toBe(true);
    expect(store.remove(id)).toBe(false);
    for (const table of ['deployments', 'deployment_events', 'env_vars', 'volumes']) {
      expect(db.prepare(`select count(*) from ${table}`).pluck().get()).toBe(0);
    }
    expect(store.insert(newProject('Shop'), 6).id).toBeGreaterThan(id);
  });

  it('leaves a row without its source out of the list and names it when asked for it', () => {
    const { id } = store.insert(newProject('Shop'), 5);
    store.insert(newProject('Blog'), 5);
    db.pragma('ignore_check_constraints = on');
    db.prepare('update projects set repo_url = null where id = ?').run(id);
    expect(store.list().map(({ name }) => name)).toEqual(['Blog']);
    expect(() => store.get(id)).toThrow(`Row ${id} of the table "projects" cannot be read`);
  });
});

describe('the schema', () => {
  it("has the specification's defaults", () => {
    const { id } = store.insert(newProject('Shop'), 5);
    db.prepare("insert into volumes (project_id, name) values (?, 'data')").run(id);
    expect(db.prepare('select mount_path, size_bytes, max_size_bytes from volumes').get()).toEqual({
      mount_path: '/app/storage',
      size_bytes: 0,
      max_size_bytes: 5_368_709_120,
    });
    const defaults = db
      .prepare(
        "select 'projects.' || name, dflt_value from pragma_table_info('projects') where name = 'keep_image_history'",
      )
      .raw()
      .all();
    const rollback = db
      .prepare(
        "select 'deployments.' || name, dflt_value from pragma_table_info('deployments') where name = 'can_rollback'",
      )
      .raw()
      .all();
    expect([...defaults, ...rollback]).toEqual([
      ['projects.keep_image_history', '5'],
      ['deployments.can_rollback', '1'],
    ]);
  });

  it('allows one volume of a name in a project and one entry of a path in a volume', () => {
    const { id } = store.insert(newProject('Shop'), 5);
    const addVolume = () => db.prepare("insert into volumes (project_id, name) values (?, 'data')").run(id);
    addVolume();
    expect(addVolume).toThrow(/UNIQUE/);
    const addFile = () =>
      db.prepare("insert into volume_files (volume_id, file_path, file_size) values (1, 'a', 1)").run();
    addFile();
    expect(addFile).toThrow(/UNIQUE/);
  });

  it('knows the roles of a team only', () => {
    db.prepare("insert into teams (name) values ('Team')").run();
    const join = db.prepare('insert into team_members (team_id, user_id, role) values (1, 1, ?)');
    expect(() => join.run('king')).toThrow(/CHECK/);
    expect(join.run('developer').changes).toBe(1);
  });

  it('refuses a status that does not exist', () => {
    const { id } = store.insert(newProject('Shop'), 5);
    createDeploymentStore(db).insert(newDeployment(id));
    expect(() => db.prepare("update deployments set status = 'dancing'").run()).toThrow(/CHECK/);
  });
});
