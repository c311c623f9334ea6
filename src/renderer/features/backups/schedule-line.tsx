import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { BackupPlace } from '../../../contract/backups.ts';
import type { Volume } from '../../../contract/volumes.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { intervalText } from './backup-words.ts';
import styles from './backups.module.css';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { useBackupsChanged } from './use-backups-changed.ts';

interface ScheduleLineProps {
  readonly volume: Volume;
  readonly places: readonly BackupPlace[];
}

/** Whether a volume is backed up by itself, and when next. */
export function ScheduleLine({ volume, places }: ScheduleLineProps) {
  const { query } = useApi();
  const announce = useAnnounce();
  const changed = useBackupsChanged();
  const [isOpen, setOpen] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const schedule = useQuery(query.backups.getSchedule.queryOptions({ input: { id: volume.id } }));
  const remove = useMutation(query.backups.removeSchedule.mutationOptions());
  const turnOff = () =>
    remove.mutate(
      { id: volume.id },
      {
        onSuccess: () => {
          changed();
          announce(`${volume.name} is backed up by itself no more. The backups there are stay.`);
          // The button that was pressed goes.
          edit.current?.focus();
        },
      },
    );
  return (
    <Loaded query={schedule} what="the schedule">
      {(found) => (
        <>
          <div className={styles.bar}>
            {found === null ? (
              <p>Not backed up by itself.</p>
            ) : (
              <p>
                Backed up {intervalText(found.everyHours)} to{' '}
                {places.find(({ id }) => id === found.placeId)?.name ?? 'its place'},{' '}
                {found.isPausing && 'with the application paused, '}
                keeping the last {countOf(found.keep, 'backup')}. Next <RelativeTime at={found.nextAt} />.
              </p>
            )}
            <div className={styles.buttons}>
              <Button ref={edit} isSmall onClick={() => setOpen(true)}>
                {found === null ? 'Set a schedule…' : 'Change the schedule…'}
              </Button>
              {found !== null && (
                <Button isSmall onClick={turnOff} busy={remove.isPending && 'Turning off…'}>
                  Turn off
                </Button>
              )}
            </div>
          </div>
          {remove.isError && (
            <div className={styles.inset}>
              <ProblemNotice title="The schedule was not turned off" problem={toProblem(remove.error)} />
            </div>
          )}
          {isOpen && <ScheduleDialog volume={volume} schedule={found} places={places} onClose={() => setOpen(false)} />}
        </>
      )}
    </Loaded>
  );
}
