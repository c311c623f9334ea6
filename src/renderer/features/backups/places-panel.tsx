import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackupPlace } from '../../../contract/backups.ts';
import { formatBytes } from '../../../contract/bytes.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import { AddPlaceDialog } from './add-place-dialog.tsx';
import { placeKind } from './backup-words.ts';
import styles from './backups.module.css';
import { RemovePlace } from './remove-place.tsx';
import { usePlaceWhere } from './use-place-where.ts';

/** Where backups are kept. */
export function PlacesPanel() {
  const { query } = useApi();
  const where = usePlaceWhere();
  const places = useQuery(query.backups.places.queryOptions());
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<BackupPlace | null>(null);
  const columns: readonly Column<BackupPlace>[] = [
    {
      id: 'name',
      label: 'Name',
      width: '24%',
      cell: (place) => (
        <div className={styles.state}>
          <strong>{place.name}</strong>
          <span className={styles.soft}>{placeKind(place)}</span>
        </div>
      ),
    },
    { id: 'where', label: 'Where', cell: where },
    {
      id: 'holds',
      label: 'Holds',
      width: '14rem',
      cell: ({ backupCount, sizeBytes }) =>
        backupCount === 0 ? 'nothing' : `${countOf(backupCount, 'backup')}, ${formatBytes(sizeBytes)}`,
    },
    {
      id: 'actions',
      label: 'Actions',
      width: '8rem',
      isLabelHidden: true,
      cell: (place) =>
        !place.isBuiltIn && (
          <Button isSmall onClick={() => setRemoved(place)} aria-label={`Remove ${place.name}`}>
            Remove…
          </Button>
        ),
    },
  ];
  return (
    <Panel title="Places for backups" isFlush actions={<Button onClick={() => setAdding(true)}>Add a place…</Button>}>
      <p className={styles.lead}>
        A backup on the disk that it protects goes with that disk. Add a folder on another one, another host, or a
        bucket.
      </p>
      <Loaded query={places} what="the places for backups">
        {(found) => <Table label="Places for backups" columns={columns} rows={found} keyOf={({ id }) => id} />}
      </Loaded>
      {isAdding && <AddPlaceDialog onClose={() => setAdding(false)} />}
      {removed !== null && <RemovePlace place={removed} onClose={() => setRemoved(null)} />}
    </Panel>
  );
}
