/** A schedule as it is entered, and what is sent of it. Pure. */
import type { BackupSchedule } from '../../../contract/backups.ts';
import type { BackupPlaceId } from '../../../contract/ids.ts';

export type Rhythm = '1' | '24' | '168' | 'other';

export interface ScheduleDraft {
  readonly rhythm: Rhythm;
  /** Typed; used where the rhythm is none of the usual ones. */
  readonly hours: string;
  readonly keep: string;
  readonly placeId: string;
  readonly isPausing: boolean;
}

/** As the contract has them. */
const MAX_HOURS = 24 * 31;
const MAX_KEPT = 365;

export function draftOf(schedule: BackupSchedule | null, defaultPlace: BackupPlaceId | undefined): ScheduleDraft {
  if (schedule === null) {
    return { rhythm: '24', hours: '24', keep: '7', placeId: String(defaultPlace ?? ''), isPausing: false };
  }
  const { everyHours, keep, placeId, isPausing } = schedule;
  const hours = String(everyHours);
  const rhythm = hours === '1' || hours === '24' || hours === '168' ? hours : 'other';
  return { rhythm, hours, keep: String(keep), placeId: String(placeId), isPausing };
}

const hoursOf = ({ rhythm, hours }: ScheduleDraft): number => Number(rhythm === 'other' ? hours : rhythm);

export function scheduleErrors(draft: ScheduleDraft): Readonly<Record<string, string>> {
  return {
    ...(isWhole(hoursOf(draft), MAX_HOURS) ? {} : { everyHours: `A whole number of hours from 1 to ${MAX_HOURS}.` }),
    ...(isWhole(Number(draft.keep), MAX_KEPT) ? {} : { keep: `A whole number from 1 to ${MAX_KEPT}.` }),
    ...(draft.placeId === '' ? { placeId: 'Choose where they are kept.' } : {}),
  };
}

export function toSchedule(draft: ScheduleDraft): Omit<BackupSchedule, 'volumeId' | 'nextAt'> {
  return {
    everyHours: hoursOf(draft),
    keep: Number(draft.keep),
    placeId: Number(draft.placeId) as BackupPlaceId,
    isPausing: draft.isPausing,
  };
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}
