import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { insertProject, newDeployment } from '../../../../tests/support/rows.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { DeploymentStore } from '../../features/deployments/ports/deployment-store.ts';
import type { Db } from './db.ts';
import { createDeploymentStore } from './deployment-store.ts';

let db: Db;
let store: DeploymentStore;
let now: number;

beforeEach(() => {
  now = 10_000;
  db = makeTestDatabase();
  store = createDeploymentStore(db, { now: () => now });
});

function queue(projectId: ProjectId): DeploymentId {
  now += 1;
  return store.insert(newDeployment(projectId), { keepWaiting: true }).row.id;
}

const waiting = (): readonly DeploymentId[] => store.listWaiting().map(({ id }) => id);

describe('the queue', () => {
  it('is empty at first', () => {
    expect(store.claimNext(now, 2)).toBeNull();
    expect(store.listWaiting()).toEqual([]);
    expect(store.listActive()).toEqual([]);
    expect(store.nextDueAt()).toBeNull();
  });

  it('gives the oldest first, up to the concurrency', () => {
    const [a, b, c] = ['A', 'B', 'C'].map((name) => queue(insertProject(db, name)));
    expect(store.claimNext(now, 2)).toMatchObject({ id: a, status: 'building' });
    expect(store.claimNext(now, 2)?.id).toBe(b);
    expect(store.claimNext(now, 2)).toBeNull();
    expect(store.listActive().map(({ id }) => id)).toEqual([a, b]);
    expect(waiting()).toEqual([c]);
    store.transition(a as DeploymentId, 'building', 'starting', {}, now);
    expect(store.claimNext(now, 2)).toBeNull();
    store.transition(a as DeploymentId, 'starting', 'failed', {}, now);
    expect(store.claimNext(now, 2)?.id).toBe(c);
  });

  it('builds one deployment of a project at a time, and passes over those that wait for it', () => {
    const shop = insertProject(db, 'Shop');
    const [first, second] = [queue(shop), queue(shop)];
    const other = queue(insertProject(db, 'Blog'));
    expect(store.claimNext(now, 5)?.id).toBe(first);
    expect(store.claimNext(now, 5)?.id).toBe(other);
    expect(store.claimNext(now, 5)).toBeNull();
    store.transition(first, 'building', 'failed', {}, now);
    expect(store.claimNext(now, 5)?.id).toBe(second);
  });

  it('lets a retry wait for its time, behind all others, and then in the order of that time', () => {
    const [first, second] = [queue(insertProject(db, 'A')), queue(insertProject(db, 'B'))];
    store.claimNext(now, 1);
    const due = now + 5000;
    store.transition(first, 'building', 'queued', { attempt: 2, nextAttemptAt: due }, now);
    expect(waiting()).toEqual([second, first]);
    expect(store.nextDueAt()).toBe(due);
    expect(store.claimNext(now, 1)?.id).toBe(second);
    store.transition(second, 'building', 'failed', {}, now);
    expect(store.claimNext(due - 1, 1)).toBeNull();
    expect(store.claimNext(due, 1)).toMatchObject({ id: first, attempt: 2, nextAttemptAt: null });
    expect(store.nextDueAt()).toBeNull();
  });

  it('keeps the order within a project when the first must wait for its retry', () => {
    const shop = insertProject(db, 'Shop');
    const [first, second] = [queue(shop), queue(shop)];
    const other = queue(insertProject(db, 'Blog'));
    store.claimNext(now, 1);
    store.transition(first, 'building', 'queued', { nextAttemptAt: now + 5000 }, now);
    expect(waiting()).toEqual([other, first, second]);
    expect(store.claimNext(now, 1)?.id).toBe(other);
    store.transition(other, 'building', 'failed', {}, now);
    expect(store.claimNext(now, 1)).toBeNull();
    expect(store.claimNext(now + 5000, 1)?.id).toBe(first);
  });

  it('gives a newer deployment the place of the one it replaces', () => {
    const [shop, blog] = [insertProject(db, 'Shop'), insertProject(db, 'Blog')];
    queue(shop);
    const other = queue(blog);
    now += 1000;
    const { row } = store.insert(newDeployment(shop));
    expect(waiting()).toEqual([row.id, other]);
    expect(store.claimNext(now, 1)?.id).toBe(row.id);
  });

  it('begins nothing on a host that is paused, and goes on where it was', () => {
    const [first, second] = [queue(insertProject(db, 'A')), queue(insertProject(db, 'B'))];
    db.prepare("insert into hosts (id, name, kind) values (2, 'box', 'local')").run();
    db.prepare('update deployments set host_id = 2 where id = ?').run(first);
    expect(store.setPaused(2 as HostId, 5)).toBe(true);
    expect(store.setPaused(9 as HostId, 5)).toBe(false);
    expect(store.listPauses()).toEqual([{ hostId: 2, since: 5 }]);
    expect(waiting()).toEqual([second, first]);
    expect(store.queuedPlaces().map(({ isPaused }) => isPaused)).toEqual([false, true]);
    expect(store.claimNext(now, 5)?.id).toBe(second);
    expect(store.claimNext(now, 5)).toBeNull();
    // Paused twice is paused since the first time.
    store.setPaused(2 as HostId, 9);
    expect(store.listPauses()).toEqual([{ hostId: 2, since: 5 }]);
    store.setPaused(2 as HostId, null);
    expect(store.claimNext(now, 5)?.id).toBe(first);
  });

  it('runs what was moved in its new order, a moved retry at once', () => {
    const [a, b, c] = [queue(insertProject(db, 'A')), queue(insertProject(db, 'B')), queue(insertProject(db, 'C'))];
    store.claimNext(now, 1);
    store.transition(a, 'building', 'queued', { nextAttemptAt: now + 5000 }, now);
    expect(waiting()).toEqual([b, c, a]);
    store.moveInQueue(
      [
        { id: a, at: 1 },
        { id: c, at: 2 },
      ],
      [a],
    );
    expect(waiting()).toEqual([a, c, b]);
    expect(store.claimNext(now, 3)?.id).toBe(a);
    expect(store.claimNext(now, 3)?.id).toBe(c);
  });

  it('starts nothing of a project that is being deleted', () => {
    const shop = insertProject(db, 'Shop');
    queue(shop);
    db.prepare('update projects set removal_requested_at = 1 where id = ?').run(shop);
    expect(store.claimNext(now, 1)).toBeNull();
  });

  it('takes 1,000 deployments of 50 projects through, in order, never more than allowed at once', () => {
    const projects = Array.from({ length: 50 }, (_, index) => insertProject(db, `Project ${index}`));
    const asked = Array.from({ length: 1000 }, (_, index) => queue(projects[(index * 7) % 50] as ProjectId));
    const done: DeploymentId[] = [];
    const doneOf = new Map<ProjectId, DeploymentId[]>();
    while (done.length < asked.length) {
      while (store.claimNext(now, 3) !== null) {
        expect(store.listActive().length).toBeLessThanOrEqual(3);
      }
      const active = store.listActive();
      expect(new Set(active.map(({ projectId }) => projectId)).size).toBe(active.length);
      for (const row of active) {
        store.transition(row.id, 'building', 'failed', {}, now);
        done.push(row.id);
        doneOf.set(row.projectId, [...(doneOf.get(row.projectId) ?? []), row.id]);
      }
    }
    expect(done.toSorted((a, b) => a - b)).toEqual(asked);
    for (const ids of doneOf.values()) {
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
    expect(store.listWaiting()).toEqual([]);
  });

  it.each([
    ['what waits', "status = 'queued'", 'deployments_waiting'],
    ['what is worked on', "status in ('building', 'starting') order by +id", 'deployments_active'],
    ['what serves', 'is_current = 1 order by +id', 'deployments_current'],
    ['retries', "status = 'queued' and next_attempt_at is not null", 'deployments_retrying'],
    ['places', "status = 'queued' order by max(queue_at, coalesce(next_attempt_at, 0)), id", 'deployments_waiting'],
  ])('reads %s from its index, not from the history', (_, where, index) => {
    const plan = db.prepare(`explain query plan select * from deployments where ${where}`).all() as {
      detail: string;
    }[];
    expect(plan[0]?.detail).toContain(`USING INDEX ${index}`);
  });
});
