import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Volume } from '../../../contract/volumes.ts';
import { useApi } from '../../api/api-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { BackUpDialog } from './back-up-dialog.tsx';
import styles from './backups.module.css';
import { BackupsTable } from './backups-table.tsx';
import { CloneDialog } from './clone-dialog.tsx';
import { CopyList } from './copy-list.tsx';
import { ScheduleLine } from './schedule-line.tsx';

/** Backups of one volume: those there are, when more are made, and what is restored or copied now. */
export function VolumeBackups({ volume }: { readonly volume: Volume }) {
  const { id, name, projectId, state } = volume;
  const { query } = useApi();
  const [open, setOpen] = useState<'back-up' | 'clone' | null>(null);
  const backups = useQuery(query.backups.list.queryOptions({ input: { volumeId: id } }));
  const places = useQuery(query.backups.places.queryOptions());
  const siblings = useQuery(query.volumes.list.queryOptions({ input: { id: projectId } })).data ?? [];
  const isReadable = state !== 'missing';
  const close = () => setOpen(null);
  return (
    <Panel
      title={`Backups of ${name}`}
      isFlush
      actions={
        isReadable && (
          <>
            <Button onClick={() => setOpen('clone')}>Copy the volume…</Button>
            <Button kind="primary" onClick={() => setOpen('back-up')}>
              Back up now…
            </Button>
          </>
        )
      }
    >
      <ScheduleLine volume={volume} places={places.data ?? []} />
      <CopyList
        isShown={({ volumeId, fromVolumeId }) => volumeId === id || fromVolumeId === id}
        nameOf={(wanted) => siblings.find((sibling) => sibling.id === wanted)?.name}
      />
      <Loaded query={backups} what="the backups">
        {(found) =>
          found.length === 0 ? (
            <p className={styles.lead}>
              None yet. A backup is an archive of everything in the volume, kept outside of it: it is there when a
              deployment, a person or a disk has destroyed what was in the volume.
            </p>
          ) : (
            <BackupsTable label={`Backups of ${name}`} backups={found} hasVolume={false} />
          )
        }
      </Loaded>
      {open === 'back-up' && <BackUpDialog volume={volume} onClose={close} />}
      {open === 'clone' && <CloneDialog volume={volume} onClose={close} />}
    </Panel>
  );
}
