import { beforeEach, describe, expect, it } from 'vitest';
import type { ProjectId } from '../../../contract/ids.ts';
import { type Bucket, nothing } from '../../features/metrics/ports/steps.ts';
import type { BucketAddition, MetricsStore, Subject } from '../../features/metrics/ports.ts';
import { insertProject, LOCAL_HOST } from '../../../../tests/support/rows.ts';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import type { Db } from './db.ts';
import { createMetricsStore } from './metrics-store.ts';

const HOUR = 3_600_000;

let db: Db;
let store: MetricsStore;
let project: Subject;
const host: Subject = { kind: 'host', id: LOCAL_HOST };

beforeEach(() => {
  db = makeTestDatabase();
  store = createMetricsStore(db);
  project = { kind: 'project', id: insertProject(db, 'Shop') };
});

const addition = (bucket: Partial<Bucket>, change: Partial<BucketAddition> = {}): BucketAddition => ({
  subject: project,
  step: 15,
  bucket: { ...nothing, at: 0, ...bucket },
  ...change,
});

describe('stored steps', () => {
  it('come back as they were added', () => {
    const bucket: Bucket = {
      ...nothing,
      at: 15_000,
      seconds: 12.5,
      cpuMs: 3.25,
      hasDisk: 1,
      cpuLimit: 500,
      memoryLimit: null,
    };
    store.add([addition(bucket), addition(bucket, { subject: host })]);
    expect(store.read(project, 15, 0, 30_000)).toEqual([bucket]);
    expect(store.read(host, 15, 0, 30_000)).toEqual([bucket]);
    expect(store.read(project, 60, 0, 30_000)).toEqual([]);
    expect(store.read(project, 15, 0, 15_000)).toEqual([]);
  });

  it('add up what is added later', () => {
    store.add([addition({ seconds: 5, cpuMs: 10, cpuPeak: 7, restarts: 1, cpuLimit: 100 })]);
    store.add([addition({ seconds: 10, cpuMs: 30, cpuPeak: 4, cpuLimit: 200, memoryLimit: 9 })]);
    store.add([addition({ hasRequests: 1, responses2xx: 8 })]);
    expect(store.read(project, 15, 0, 1)).toMatchObject([
      {
        seconds: 15,
        cpuMs: 40,
        cpuPeak: 7,
        restarts: 1,
        cpuLimit: 200,
        memoryLimit: 9,
        hasRequests: 1,
        responses2xx: 8,
      },
    ]);
  });

  it('are in their order, and of their own project', () => {
    const other: Subject = { kind: 'project', id: insertProject(db, 'Blog') };
    store.add([addition({ at: 30_000 }), addition({ at: 0 }, { subject: other }), addition({ at: 15_000 })]);
    expect(store.read(project, 15, 0, HOUR).map(({ at }) => at)).toEqual([15_000, 30_000]);
  });

  it('of what is gone are left out, and go with their project', () => {
    store.add([addition({}, { subject: { kind: 'project', id: 99 as ProjectId } }), addition({})]);
    expect(store.oldest({ kind: 'project', id: 99 as ProjectId })).toBeNull();
    db.prepare('delete from projects').run();
    expect(store.oldest(project)).toBeNull();
  });

  it('say when the first of them began, as exactly as is known', () => {
    expect(store.oldest(project)).toBeNull();
    store.add([
      addition({ at: 900_000 }, { step: 900 }),
      addition({ at: 1_740_000 }, { step: 60 }),
      addition({ at: 1_785_000 }),
    ]);
    expect(store.oldest(project)).toBe(1_785_000);
    store.removeBefore(15, HOUR);
    store.add([addition({ at: 9 * HOUR })]);
    expect(store.oldest(project)).toBe(1_740_000);
    store.removeBefore(60, HOUR);
    expect(store.oldest(project)).toBe(900_000);
  });

  it('are removed by their age', () => {
    store.add([
      addition({ at: 0 }),
      addition({ at: 15_000 }),
      addition({ at: 0 }, { step: 60 }),
      addition({ at: 0 }, { subject: host }),
    ]);
    expect(store.removeBefore(15, 15_000)).toBe(2);
    expect(store.read(project, 15, 0, HOUR).map(({ at }) => at)).toEqual([15_000]);
    expect(store.read(project, 60, 0, HOUR)).toHaveLength(1);
  });

  it('say which projects ran out of memory, and when last', () => {
    store.add([
      addition({ at: 0, outOfMemory: 1 }),
      addition({ at: 60_000, outOfMemory: 2 }),
      addition({ at: 90_000 }),
    ]);
    expect([...store.outOfMemorySince(0)]).toEqual([[project.id, 60_000]]);
    expect([...store.outOfMemorySince(60_001)]).toEqual([]);
  });
});
