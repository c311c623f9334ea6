import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { insertProject, newDeployment } from '../../../../tests/support/rows.ts';
import type { DeploymentId, HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { DeploymentRow } from '../../features/deployments/ports/deployment-store.ts';
import type { Db } from './db.ts';
import { createDeploymentStore } from './deployment-store.ts';

let db: Db;
let store: ReturnType<typeof createDeploymentStore>;
let now: number;
let unreadable: string[];
let shop: ProjectId;
let blog: ProjectId;

beforeEach(() => {
  now = 10_000;
  unreadable = [];
  db = makeTestDatabase();
  store = createDeploymentStore(db, { now: () => now, onUnreadable: (error) => unreadable.push(error.message) });
  shop = insertProject(db, 'Shop');
  blog = insertProject(db, 'Blog');
});

function queue(projectId: ProjectId, options?: { keepWaiting?: boolean }): DeploymentId {
  now += 1;
  return store.insert(newDeployment(projectId), options).row.id;
}

function release(id: DeploymentId, patch = {}): DeploymentRow {
  store.transition(id, 'building', 'starting', {}, now);
  const made = store.makeCurrent(id, { publishedPort: 32_801, startedAt: 1000, finishedAt: 5000, ...patch }, now);
  if (made === null) {
    throw new Error(`deployment ${id} could not be made current`);
  }
  return made.row;
}

const eventsOf = (id: DeploymentId): unknown[] =>
  db
    .prepare(
      'select from_status, to_status, attempt, error_code, at from deployment_events where deployment_id = ? order by id',
    )
    .raw()
    .all(id);

describe('inserting', () => {
  it('gives back what was put in, queued, with its first event', () => {
    const input = newDeployment(shop, { commitSha: 'abc1234', image: 'nginx', trigger: 'push' });
    const { row, superseded } = store.insert(input);
    expect(row).toMatchObject({
      ...input,
      status: 'queued',
      attempt: 1,
      createdAt: 10_000,
      isCurrent: false,
      canRollback: false,
    });
    expect(row.error).toBeNull();
    expect(superseded).toEqual([]);
    expect(store.get(row.id)).toEqual(row);
    expect(eventsOf(row.id)).toEqual([[null, 'queued', 1, null, 10_000]]);
  });

  it('supersedes what waits for the same project, and nothing else', () => {
    const older = queue(shop);
    const other = queue(blog);
    const { row, superseded } = store.insert(newDeployment(shop));
    expect(superseded.map(({ id, status }) => [id, status])).toEqual([[older, 'superseded']]);
    expect(superseded[0]?.finishedAt).toBe(now);
    // In the place of the one it replaces.
    expect(store.listWaiting().map(({ id }) => id)).toEqual([row.id, other]);
  });

  it('supersedes a retry that waits for its time: an older commit must not come after a newer one', () => {
    const older = queue(shop);
    store.claimNext(now, 1);
    store.transition(older, 'building', 'queued', { attempt: 2, nextAttemptAt: now + 60_000 }, now);
    store.insert(newDeployment(shop));
    expect(store.get(older)).toMatchObject({ status: 'superseded', nextAttemptAt: null });
  });

  it('leaves what is being built alone', () => {
    const building = queue(shop);
    store.claimNext(now, 1);
    expect(store.insert(newDeployment(shop)).superseded).toEqual([]);
    expect(store.get(building)?.status).toBe('building');
  });

  it('keeps what waits when asked to', () => {
    const first = queue(shop);
    const second = queue(shop, { keepWaiting: true });
    expect(store.listWaiting().map(({ id }) => id)).toEqual([first, second]);
  });
});

describe('moving', () => {
  it('moves with the patch and an event, once', () => {
    const id = queue(shop);
    const error = { code: 'BUILD_FAILED', message: 'no', hint: 'see the log' };
    expect(store.transition(id, 'queued', 'failed', { error, finishedAt: 7 }, 77)).toMatchObject({
      status: 'failed',
      error,
      finishedAt: 7,
    });
    expect(store.transition(id, 'queued', 'cancelled', {}, 78)).toBeNull();
    expect(eventsOf(id).at(-1)).toEqual(['queued', 'failed', 1, 'BUILD_FAILED', 77]);
    expect(eventsOf(id)).toHaveLength(2);
  });

  it('changes only the columns that the patch names', () => {
    const id = queue(shop);
    const before = store.get(id);
    const stages = [{ ...newDeployment(shop).stages[0], status: 'running' }] as DeploymentRow['stages'];
    expect(store.patch(id, { stages, commitSha: 'f00', image: null })).toEqual({ ...before, stages, commitSha: 'f00' });
    expect(store.patch(id, {})).toEqual(store.get(id));
    expect(store.patch(999 as DeploymentId, { commitSha: 'f00' })).toBeNull();
  });

  it('makes a release current, stops the one before and keeps the port on the project', () => {
    const first = queue(shop);
    store.claimNext(now, 1);
    expect(release(first)).toMatchObject({ status: 'running', isCurrent: true, canRollback: true });
    const second = queue(shop);
    store.claimNext(now, 1);
    store.transition(second, 'building', 'starting', {}, now);
    const made = store.makeCurrent(second, { publishedPort: 32_900, canRollback: false }, 99);
    expect(made?.row).toMatchObject({ id: second, status: 'running', isCurrent: true, canRollback: false });
    expect(made?.previous).toMatchObject({ id: first, status: 'stopped', isCurrent: false, finishedAt: 5000 });
    expect(store.current(shop)?.id).toBe(second);
    expect(store.listCurrent().map(({ id }) => id)).toEqual([second]);
    expect(db.prepare('select published_port from projects where id = ?').pluck().get(shop)).toBe(32_900);
    expect(eventsOf(first).at(-1)).toEqual(['running', 'stopped', 1, null, 99]);
  });

  it('takes over from a release that its owner had stopped', () => {
    const first = queue(shop);
    store.claimNext(now, 1);
    release(first);
    store.transition(first, 'running', 'stopped', {}, now);
    expect(store.current(shop)?.id).toBe(first);
    const second = queue(shop);
    store.claimNext(now, 1);
    release(second);
    expect(store.get(first)).toMatchObject({ status: 'stopped', isCurrent: false });
  });

  it('makes nothing current that is not starting', () => {
    const id = queue(shop);
    expect(store.makeCurrent(id, {}, now)).toBeNull();
    expect(store.current(shop)).toBeNull();
  });

  it('takes the volumes that were brought for it along, and leaves what is ours where it was', () => {
    db.exec(`
      insert into hosts (id, name, kind) values (2, 'far', 'ssh');
      insert into volumes (id, project_id, name, host_id, docker_name, is_external, size_bytes, measured_at)
        values (7, ${shop}, 'data', 1, 'ours', 0, 4096, 1), (8, ${shop}, 'theirs', 1, 'attached', 1, 0, null);
    `);
    const bringing = newDeployment(shop, { hostId: 2 as HostId });
    const { id } = store.insert(bringing).row;
    store.claimNext(now + 1, 5);
    const brought = (dockerName: string, volume: number) => ({
      dockerName,
      path: `/${dockerName}`,
      broughtVolume: volume as VolumeId,
    });
    const mounts = [brought('minipaas-vol-1-7', 7), brought('minipaas-vol-1-8', 8)];
    store.patch(id, { snapshot: { ...bringing.snapshot, mounts } });
    expect(release(id).snapshot.mounts).toEqual(mounts);
    const all = (sql: string): unknown[] => db.prepare(sql).raw().all();
    expect(all('select id, host_id, docker_name, is_external from volumes')).toEqual([
      [7, 2, 'minipaas-vol-1-7', 0],
      [8, 2, 'minipaas-vol-1-8', 0],
    ]);
    expect(all('select name, host_id, docker_name, size_bytes, left_at from left_volumes')).toEqual([
      ['data', 1, 'ours', 4096, now],
    ]);
  });

  it('notes the first wish to cancel, of what can be cancelled', () => {
    const id = queue(shop);
    expect(store.requestCancel(id, 5)?.cancelRequestedAt).toBe(5);
    expect(store.requestCancel(id, 6)?.cancelRequestedAt).toBe(5);
    store.transition(id, 'queued', 'cancelled', {}, now);
    expect(store.requestCancel(id, 7)).toBeNull();
  });
});

describe('reading', () => {
  it('pages through a project, newest first', () => {
    const ids = [1, 2, 3, 4].map(() => queue(shop, { keepWaiting: true })).toReversed();
    queue(blog);
    const first = store.listByProject(shop, { limit: 3, beforeId: null }).map(({ id }) => id);
    expect(first).toEqual(ids.slice(0, 3));
    expect(store.listByProject(shop, { limit: 3, beforeId: first[2] ?? null }).map(({ id }) => id)).toEqual(
      ids.slice(3),
    );
    expect(store.latest(shop)?.id).toBe(ids[0]);
    expect(store.countByProject(shop)).toBe(4);
  });

  it('lists kept images and the durations of real builds', () => {
    for (const finishedAt of [4000, 9000]) {
      const id = queue(shop);
      store.claimNext(now, 1);
      release(id, { startedAt: 1000, finishedAt });
    }
    const failed = queue(shop);
    store.transition(failed, 'queued', 'failed', { startedAt: 1, finishedAt: 2 }, now);
    const [current] = store.listKept(shop);
    expect(store.listKept(shop)).toHaveLength(2);
    const { row } = store.insert(newDeployment(shop, { rollbackOf: current?.id ?? null }));
    store.claimNext(now, 1);
    release(row.id, { startedAt: 1, finishedAt: 2 });
    expect(store.recentDurations(shop, 5)).toEqual([8000, 3000]);
    expect(store.recentDurations(shop, 1)).toEqual([8000]);
  });

  it('keeps of each variable when and how it is used', () => {
    const plain = { key: 'PORT', scope: 'both', isSecret: false, value: '80' } as const;
    const secret = { key: 'TOKEN', scope: 'run', delivery: 'file', isSecret: true, sealed: 'v1:abc' } as const;
    const made = newDeployment(shop);
    const { id } = store.insert({ ...made, snapshot: { ...made.snapshot, variables: [plain, secret] } }).row;
    expect(store.get(id)?.snapshot.variables).toEqual([plain, secret]);
  });

  it('remembers how far a runtime log has got', () => {
    const id = queue(shop);
    expect(store.logCursor(id)).toBeNull();
    store.saveLogCursor(id, { containerId: 'c1', engineTime: null, seq: 0 });
    store.saveLogCursor(id, { containerId: 'c1', engineTime: '2026-01-01T00:00:00.000000001Z', seq: 12 });
    expect(store.logCursor(id)).toEqual({ containerId: 'c1', engineTime: '2026-01-01T00:00:00.000000001Z', seq: 12 });
  });

  it('goes with its project', () => {
    const id = queue(shop);
    store.saveLogCursor(id, { containerId: 'c1', engineTime: null, seq: 0 });
    db.prepare('delete from projects where id = ?').run(shop);
    expect(store.get(id)).toBeNull();
    expect(eventsOf(id)).toEqual([]);
    expect(store.logCursor(id)).toBeNull();
  });
});

describe('a row that cannot be read', () => {
  const damage = (id: DeploymentId, column: 'snapshot' | 'stages') =>
    db.prepare(`update deployments set ${column} = '{"value":"hunter2"}' where id = ?`).run(id);

  it('is named with its table and id, without its content, and left out of lists', () => {
    const damaged = queue(shop);
    const sound = queue(shop, { keepWaiting: true });
    damage(damaged, 'snapshot');
    expect(() => store.get(damaged)).toThrow(`Row ${damaged} of the table "deployments" cannot be read: snapshot`);
    expect(store.listByProject(shop, { limit: 9, beforeId: null }).map(({ id }) => id)).toEqual([sound]);
    expect(store.listWaiting().map(({ id }) => id)).toEqual([sound]);
    expect([store.has(damaged), store.has(999 as DeploymentId)]).toEqual([true, false]);
    expect(unreadable).toHaveLength(2);
    expect(unreadable.join('')).not.toContain('hunter2');
  });

  it('fails instead of holding the queue', () => {
    const damaged = queue(shop);
    const sound = queue(blog);
    damage(damaged, 'stages');
    expect(store.claimNext(now, 1)?.id).toBe(sound);
    expect(eventsOf(damaged).at(-1)).toEqual(['queued', 'failed', 1, 'RECORD_UNREADABLE', now]);
  });

  it('fails when it was being built, so that its place is free again', () => {
    const damaged = queue(shop);
    store.claimNext(now, 1);
    damage(damaged, 'snapshot');
    const sound = queue(blog);
    expect(store.claimNext(now, 1)).toBeNull();
    expect(store.listActive()).toEqual([]);
    expect(store.claimNext(now, 1)?.id).toBe(sound);
  });
});
