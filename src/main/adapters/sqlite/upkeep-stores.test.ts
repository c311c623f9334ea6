import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { insertProject, newDeployment } from '../../../../tests/support/rows.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { createApplicationStates } from './application-states.ts';
import type { Db } from './db.ts';
import { createDeploymentStore } from './deployment-store.ts';
import { createHealthStore } from './health-store.ts';
import { createOldDeployments } from './old-deployments.ts';

let db: Db;
let shop: ProjectId;

beforeEach(() => {
  db = makeTestDatabase();
  shop = insertProject(db, 'Shop');
});

function add(status: string, change: Readonly<Record<string, number | string | null>> = {}): DeploymentId {
  const { id } = createDeploymentStore(db).insert(newDeployment(shop), { keepWaiting: true }).row;
  const values = { status, ...change };
  const columns = Object.keys(values).map((column) => `${column} = ?`);
  db.prepare(`update deployments set ${columns.join(', ')} where id = ?`).run(...Object.values(values), id);
  return id;
}

describe('old deployments', () => {
  it('are those beyond the newest that are over, without image and without use', () => {
    const origin = add('stopped');
    const plain = add('failed');
    const kept = add('stopped', { can_rollback: 1, image_id: 'sha256:a' });
    const waiting = add('queued');
    const working = add('building');
    const current = add('running', { is_current: 1, rollback_of: origin });
    const newest = [add('failed'), add('cancelled')];
    const old = createOldDeployments(db);
    const ids = (keep: number) => old.listOld(keep).map(({ id }) => id);
    expect(ids(2)).toEqual([plain]);
    expect(ids(1)).toEqual([plain, newest[0]]);
    for (const id of [origin, kept, waiting, working, current]) {
      old.removeOld(id, 1);
    }
    expect(db.prepare('select count(*) from deployments').pluck().get()).toBe(8);
    old.removeOld(plain, 2);
    expect(ids(2)).toEqual([]);
    expect(db.prepare('select count(*) from deployments').pluck().get()).toBe(7);
  });

  it('know the projects that keep more images than they should', () => {
    const old = createOldDeployments(db);
    for (let count = 0; count < 5; count += 1) add('stopped', { can_rollback: 1 });
    expect(old.listKeepers()).toEqual([]);
    db.prepare('update projects set keep_image_history = 2').run();
    expect(old.listKeepers()).toMatchObject([{ projectId: shop, projectName: 'Shop', keep: 2 }]);
  });
});

describe('states of applications', () => {
  it('are those of the releases that serve, with why they stopped', () => {
    const states = createApplicationStates(db);
    add('failed');
    expect(states.list()).toEqual([]);
    const error = JSON.stringify({ code: 'APPLICATION_STOPPED', message: 'It exited.', hint: 'See its log.' });
    const id = add('stopped', { is_current: 1, container_id: 'c1', error });
    db.prepare("update projects set auto_restart = 1, restart_policy = 'no'").run();
    const state = {
      projectId: shop,
      name: 'Shop',
      deploymentId: id,
      containerId: 'c1',
      isStopped: true,
      error: { code: 'APPLICATION_STOPPED', message: 'It exited.', hint: 'See its log.' },
      autoRestart: true,
      policy: 'no',
      explanation: null,
      isBeingReplaced: false,
    };
    expect(states.list()).toEqual([state]);
    add('starting');
    expect(states.ofDeployment(id)).toEqual({ ...state, isBeingReplaced: true });
    expect(states.ofDeployment(99 as DeploymentId)).toBeNull();
    db.prepare('update projects set removal_requested_at = 1').run();
    expect(states.list()).toEqual([]);
  });
});

describe('the history of health', () => {
  it('knows how each finding was last, and keeps what still goes wrong however old it is', () => {
    const store = createHealthStore(db);
    const tell = (findingId: string, status: 'ok' | 'failed', at: number) =>
      store.add({ findingId, check: 'x', status, message: `${findingId} ${status}`, at });
    tell('a', 'failed', 10);
    tell('b', 'failed', 20);
    tell('a', 'ok', 30);
    expect(store.last()).toEqual(
      new Map([
        ['b', { check: 'x', status: 'failed', message: 'b failed', at: 20 }],
        ['a', { check: 'x', status: 'ok', message: 'a ok', at: 30 }],
      ]),
    );
    expect(store.list({ limit: 2, beforeId: null }).map(({ id }) => id)).toEqual([3, 2]);
    expect(store.list({ limit: 2, beforeId: 2 })).toMatchObject([{ id: 1, at: '1970-01-01T00:00:00.010Z' }]);
    expect(store.countOld(1000)).toBe(2);
    expect(store.removeOld(1000)).toBe(2);
    expect(store.list({ limit: 9, beforeId: null })).toMatchObject([{ findingId: 'b', status: 'failed' }]);
  });
});
