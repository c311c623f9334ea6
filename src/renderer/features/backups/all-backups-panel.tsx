import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './backups.module.css';
import { BackupsTable } from './backups-table.tsx';
import { CopyList } from './copy-list.tsx';

/** Backups of every volume, those of volumes and projects that are gone among them. */
export function AllBackupsPanel() {
  const { query } = useApi();
  const backups = useQuery(query.backups.list.queryOptions({ input: {} }));
  return (
    <Panel title="Backups" isFlush>
      <p className={styles.lead}>
        Of all volumes. They stay when a volume or its project is deleted, and are restored into any project. New ones
        are made in the Storage tab of a project.
      </p>
      <CopyList
        isShown={() => true}
        nameOf={(wanted) => backups.data?.find(({ volumeId }) => volumeId === wanted)?.volumeName}
      />
      <Loaded query={backups} what="the backups">
        {(found) =>
          found.length === 0 ? (
            <p className={styles.inset}>There is none yet.</p>
          ) : (
            <BackupsTable label="Backups" backups={found} hasVolume />
          )
        }
      </Loaded>
    </Panel>
  );
}
