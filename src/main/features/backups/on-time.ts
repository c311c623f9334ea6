// Backups on time: the table of schedules is the clock's; what fails waits for its next time, and only so many are kept.
import { AppError } from '../../../contract/app-error.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { BackupClock, BackupLog, BackupRow, BackupStore, ScheduleRow } from './ports.ts';

export interface TimerDeps {
  readonly store: BackupStore;
  readonly clock: BackupClock;
  readonly log: BackupLog;
  readonly begin: (schedule: ScheduleRow) => Promise<{ readonly ended: Promise<BackupRow | null> }>;
  readonly removeFile: (row: BackupRow, force: boolean) => Promise<void>;
  readonly onChange: () => void;
  readonly letGoOn: (hostId: HostId, containers: readonly string[]) => Promise<void>;
}

const HOUR_MS = 3_600_000;
const TICK_MS = 60_000;

export function createTimer({ store, clock, log, begin, removeFile, onChange, letGoOn }: TimerDeps) {
  const closing = new AbortController();

  /** One at a time: a backup reads all of a disk. */
  async function makeDue(): Promise<void> {
    for (const schedule of store.dueSchedules(clock.now())) {
      if (closing.signal.aborted) {
        return;
      }
      // Before it is made: what fails is tried again when its time comes, not at once.
      store.setSchedule({ ...schedule, nextAt: clock.now() + schedule.everyHours * HOUR_MS });
      try {
        const row = await (await begin(schedule)).ended;
        if (row?.status === 'complete') {
          await removeOld(schedule);
        }
      } catch (error) {
        log.warn('A scheduled backup could not begin', { volumeId: schedule.volumeId, error });
      }
    }
  }

  /** Only those that the schedule made. */
  async function removeOld({ volumeId, placeId, keep }: ScheduleRow): Promise<void> {
    const own = store
      .list({ volumeId })
      .filter((row) => row.trigger === 'schedule' && row.placeId === placeId && row.status === 'complete');
    for (const row of own.slice(keep)) {
      await removeFile(row, false)
        .then(() => store.remove(row.id))
        .catch((error: unknown) => log.warn('An old backup could not be removed', { backupId: row.id, error }));
    }
    onChange();
  }

  /** A run before ended in the middle: nothing of it counts, and whoever stands still for it goes on. */
  async function recover(): Promise<void> {
    for (const row of store.listRunning()) {
      const error = new AppError('BACKUP_INTERRUPTED', {}).toBody();
      store.patch(row.id, { status: 'failed', error, finishedAt: clock.now() });
      if (row.hostId !== null && row.pausedContainers.length > 0) {
        await letGoOn(row.hostId, row.pausedContainers);
      }
      await removeFile(row, true);
    }
  }

  return {
    makeDue,
    recover,
    /** Gives what ends it. */
    start(): () => Promise<void> {
      const ticking = (async () => {
        await recover();
        while (!closing.signal.aborted) {
          await makeDue();
          // Ends with the stop, which is no error.
          await clock.sleep(TICK_MS, closing.signal).catch(() => undefined);
        }
      })().catch((error: unknown) => log.warn('Backups are not made on time any more', { error }));
      return async () => {
        closing.abort();
        await ticking;
      };
    },
  };
}
