import { expect, it } from 'vitest';
import type { BackupSchedule } from '../../../contract/backups.ts';
import { backupPlaceId, volumeId } from '../../../contract/ids.ts';
import { draftOf, scheduleErrors, toSchedule } from './schedule-draft.ts';

const schedule: BackupSchedule = {
  volumeId: volumeId.parse(1),
  placeId: backupPlaceId.parse(2),
  everyHours: 6,
  keep: 10,
  isPausing: true,
  nextAt: '2026-11-22T16:00:00.000Z',
};

it('begins with a daily one that keeps a week', () => {
  const draft = draftOf(null, backupPlaceId.parse(1));
  expect(scheduleErrors(draft)).toEqual({});
  expect(toSchedule(draft)).toEqual({ everyHours: 24, keep: 7, placeId: 1, isPausing: false });
});

it('gives back what there is, usual or not', () => {
  for (const everyHours of [1, 6, 24, 168, 700]) {
    const { volumeId: _volume, nextAt: _next, ...rest } = { ...schedule, everyHours };
    expect(toSchedule(draftOf({ ...schedule, everyHours }, undefined))).toEqual(rest);
  }
});

it('refuses what is no number of hours, or of backups, and no place', () => {
  const draft = { ...draftOf(schedule, undefined), rhythm: 'other' as const };
  for (const hours of ['', '0', '1.5', '745', 'six']) {
    expect(Object.keys(scheduleErrors({ ...draft, hours }))).toEqual(['everyHours']);
  }
  expect(Object.keys(scheduleErrors({ ...draft, keep: '366' }))).toEqual(['keep']);
  expect(Object.keys(scheduleErrors({ ...draft, placeId: '' }))).toEqual(['placeId']);
});
