import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { insertProject } from '../../../../tests/support/rows.ts';
import { MAX_ERROR_GROUPS, MAX_ERROR_SAMPLES } from '../../../contract/error-groups.ts';
import type { DeploymentId, ErrorGroupId, ProjectId } from '../../../contract/ids.ts';
import type { ErrorGroupStore, Occurrences } from '../../features/error-groups/ports.ts';
import type { Db } from './db.ts';
import { createErrorGroupStore } from './error-group-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.UTC(2026, 10, 22, 12, 30);

let db: Db;
let store: ErrorGroupStore;
let shop: ProjectId;

beforeEach(() => {
  db = makeTestDatabase();
  store = createErrorGroupStore(db);
  shop = insertProject(db, 'Shop');
});

function seen(fingerprint: string, change: Partial<Occurrences> & { readonly at?: number } = {}): Occurrences {
  const { at = now, ...rest } = change;
  const count = rest.count ?? 1;
  return {
    projectId: shop,
    deploymentId: 1 as DeploymentId,
    fingerprint,
    language: 'javascript',
    type: 'TypeError',
    message: `${fingerprint} is not a function`,
    culprit: 'total (src/basket.ts)',
    count,
    firstAt: at,
    lastAt: at,
    hours: new Map([[Math.floor(at / HOUR) * HOUR, count]]),
    samples: [{ firstSeq: 3, lastSeq: 5, at, text: 'TypeError: a\n    at b' }],
    ...rest,
  };
}

const record = (...all: Occurrences[]) => store.record(all, now);
const only = () => store.list(shop, null, now)[0];
const idOf = (): ErrorGroupId => only()?.id ?? (0 as ErrorGroupId);

describe('groups of errors', () => {
  it('count by hour, by day and by release', () => {
    expect(record(seen('a', { at: now - 3 * DAY, count: 2 }))).toMatchObject([{ kind: 'new' }]);
    expect(record(seen('a', { at: now - HOUR, count: 4, deploymentId: 2 as DeploymentId }), seen('a'))).toMatchObject([
      { kind: 'known' },
      { kind: 'known' },
    ]);
    const group = store.get(idOf(), now);
    expect(group).toMatchObject({
      count: 7,
      firstDeploymentId: 1,
      lastDeploymentId: 2,
      firstSeenAt: new Date(now - 3 * DAY).toISOString(),
      lastSeenAt: new Date(now).toISOString(),
    });
    expect(group?.hours.slice(-3)).toEqual([0, 4, 1]);
    expect(group?.days.slice(-4)).toEqual([2, 0, 0, 5]);
    expect(group?.releases.map(({ deploymentId, count }) => [deploymentId, count])).toEqual([
      [2, 4],
      [1, 3],
    ]);
    expect(store.list(shop, null, now)[0]?.hours).toEqual(group?.hours);
  });

  it('keep the newest samples', () => {
    for (let index = 0; index < MAX_ERROR_SAMPLES + 5; index += 1) {
      record(seen('a', { samples: [{ firstSeq: index, lastSeq: index, at: now, text: `${index}` }] }));
    }
    expect(store.get(idOf(), now)?.samples.map(({ text }) => Number(text))).toEqual(
      Array.from({ length: MAX_ERROR_SAMPLES }, (_, index) => MAX_ERROR_SAMPLES + 4 - index),
    );
  });

  it('are open again when they are seen after they were resolved, and stay ignored', () => {
    record(seen('a'), seen('b'));
    const [b, a] = store.list(shop, null, now);
    store.setStatus(a?.id ?? (0 as ErrorGroupId), 'resolved', now, null);
    store.setStatus(b?.id ?? (0 as ErrorGroupId), 'ignored', now, null);
    expect(store.counts(shop)).toEqual({ open: 0, resolved: 1, ignored: 1 });
    // Written before, read only now.
    expect(record(seen('a', { at: now - 1 }))).toMatchObject([{ kind: 'known', status: 'resolved' }]);
    expect(
      record(seen('a', { at: now + 1, deploymentId: 3 as DeploymentId }), seen('b', { at: now + 1 })),
    ).toMatchObject([
      { kind: 'reopened', status: 'open' },
      { kind: 'known', status: 'ignored' },
    ]);
    expect(store.list(shop, 'open', now)).toMatchObject([
      { reopenedAt: new Date(now + 1).toISOString(), reopenedIn: 3, statusChangedAt: null },
    ]);
    expect(record(seen('a', { at: now + 2 }))).toMatchObject([{ kind: 'known' }]);
  });

  it('stay resolved as long as only releases have them that were there before', () => {
    record(seen('a'));
    store.setStatus(idOf(), 'resolved', now, 4 as DeploymentId);
    expect(record(seen('a', { at: now + 5, deploymentId: 4 as DeploymentId }))).toMatchObject([{ kind: 'known' }]);
    expect(record(seen('a', { at: now + 6, deploymentId: 5 as DeploymentId }))).toMatchObject([{ kind: 'reopened' }]);
  });

  it('make place for new ones, resolved ones first, but not while all are seen lately', () => {
    const fill = Array.from({ length: MAX_ERROR_GROUPS - 1 }, (_, index) => seen(`${index}`, { at: now - index }));
    record(seen('old', { at: now - 2 * DAY }), ...fill);
    expect(record(seen('new'))).toMatchObject([{ kind: 'new' }]);
    expect(store.list(shop, null, now)).toHaveLength(MAX_ERROR_GROUPS);
    expect(store.list(shop, null, now).some(({ message }) => message.startsWith('old'))).toBe(false);
    expect(record(seen('one more', { count: 9 }))).toEqual([{ kind: 'dropped' }]);
    expect(store.droppedCount(shop)).toBe(9);
  });

  it('go when they were not seen for long, but for ignored ones; their counts go by the hour', () => {
    record(seen('a', { at: now - 40 * DAY }), seen('b', { at: now - 40 * DAY }), seen('c', { at: now - 40 * DAY }));
    record(seen('c'));
    const ignored = store.list(shop, null, now).find(({ message }) => message.startsWith('b'));
    store.setStatus(ignored?.id ?? (0 as ErrorGroupId), 'ignored', now, null);
    expect(store.removeOld(now - 30 * DAY)).toBe(1);
    expect(store.list(shop, null, now).map(({ message }) => message[0])).toEqual(['c', 'b']);
    expect(db.prepare('select count(*) from error_counts').pluck().get()).toBe(1);
  });

  it('go with their project; notifications are on until they are switched off', () => {
    record(seen('a'));
    expect(store.areNotificationsOn(shop)).toBe(true);
    store.setNotifications(shop, false);
    expect(store.areNotificationsOn(shop)).toBe(false);
    db.prepare('delete from projects where id = ?').run(shop);
    for (const table of ['error_groups', 'error_counts', 'error_releases', 'error_samples', 'error_projects']) {
      expect(db.prepare(`select count(*) from ${table}`).pluck().get()).toBe(0);
    }
  });
});
