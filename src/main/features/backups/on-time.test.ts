import { describe, expect, it } from 'vitest';
import type { BackupId, BackupPlaceId, HostId, VolumeId } from '../../../contract/ids.ts';
import { createTimer } from './on-time.ts';
import type { BackupRow, BackupStore, ScheduleRow } from './ports.ts';

const HOUR = 3_600_000;
const volumeId = 1 as VolumeId;
const placeId = 1 as BackupPlaceId;

function world(schedule: Partial<ScheduleRow> = {}) {
  let now = 10 * HOUR;
  let row: ScheduleRow = { volumeId, placeId, everyHours: 2, keep: 2, isPausing: false, nextAt: now, ...schedule };
  let rows: BackupRow[] = [];
  const removed: number[] = [];
  const letOn: string[] = [];
  const make = (id: number, change: Partial<BackupRow> = {}): BackupRow => ({
    ...{ id: id as BackupId, volumeId, projectId: null, volumeName: 'v', projectName: 'p', placeId, placeName: 'x' },
    ...{
      file: `f${id}`,
      status: 'complete',
      trigger: 'schedule',
      wasPaused: false,
      pausedContainers: [],
      hostId: null,
    },
    ...{ contentBytes: 1, fileCount: 1, archiveBytes: 1, sha256: 'a', error: null, createdAt: now, finishedAt: now },
    ...change,
  });
  const store = {
    dueSchedules: (at: number) => (row.nextAt <= at ? [row] : []),
    setSchedule: (next: ScheduleRow) => void (row = next),
    list: () => rows.toSorted((a, b) => b.id - a.id),
    listRunning: () => rows.filter(({ status }) => status === 'running'),
    patch: (id: BackupId, patch: Partial<BackupRow>) => {
      rows = rows.map((each) => (each.id === id ? { ...each, ...patch } : each));
      return rows.find((each) => each.id === id) ?? null;
    },
    remove: (id: BackupId) => void (rows = rows.filter((each) => each.id !== id)),
  } as Partial<BackupStore> as BackupStore;
  let outcome: BackupRow['status'] = 'complete';
  const timer = createTimer({
    store,
    clock: { now: () => now, sleep: () => Promise.resolve() },
    log: { warn: () => undefined, info: () => undefined },
    begin: async () => {
      const made = make(rows.length + removed.length + 1, { status: outcome });
      rows.push(made);
      return { ended: Promise.resolve(made) };
    },
    removeFile: async ({ id }) => void removed.push(id),
    onChange: () => undefined,
    letGoOn: async (_host, containers) => void letOn.push(...containers),
  });
  return {
    timer,
    removed,
    letOn,
    rows: () => rows,
    nextAt: () => row.nextAt,
    put: (each: BackupRow) => rows.push(each),
    make,
    pass: (hours: number) => void (now += hours * HOUR),
    fail: () => void (outcome = 'failed'),
  };
}

describe('backups on time', () => {
  it('are made when they are due, and not before', async () => {
    const { timer, rows, pass, nextAt } = world();
    await timer.makeDue();
    await timer.makeDue();
    expect(rows()).toHaveLength(1);
    expect(nextAt()).toBe(12 * HOUR);
    pass(2);
    await timer.makeDue();
    expect(rows()).toHaveLength(2);
  });

  it('keep only so many, and never touch those made by hand', async () => {
    const { timer, rows, removed, pass, put, make } = world();
    put(make(1, { trigger: 'manual' }));
    for (let round = 0; round < 4; round += 1) {
      await timer.makeDue();
      pass(2);
    }
    expect(removed).toEqual([2, 3]);
    expect(rows().map(({ id }) => id)).toEqual([1, 4, 5]);
  });

  it('that fail remove nothing and wait for their next time', async () => {
    const { timer, removed, fail, nextAt, put, make } = world({ keep: 1 });
    put(make(1));
    fail();
    await timer.makeDue();
    expect(removed).toEqual([]);
    expect(nextAt()).toBe(12 * HOUR);
  });

  it('that were interrupted are failed, and whoever stood still for them goes on', async () => {
    const { timer, rows, letOn, removed, put, make } = world();
    put(make(1, { status: 'running', pausedContainers: ['a', 'b'], hostId: 1 as HostId }));
    await timer.recover();
    expect(rows()).toMatchObject([{ status: 'failed', error: { code: 'BACKUP_INTERRUPTED' } }]);
    expect(letOn).toEqual(['a', 'b']);
    expect(removed).toEqual([1]);
  });
});
