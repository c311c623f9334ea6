import { useState } from 'react';
import type { Backup } from '../../../contract/backups.ts';
import { Table } from '../../ui/table.tsx';
import type { BackupQuestion } from './backup-actions.tsx';
import { createBackupColumns } from './backup-columns.tsx';
import { BackupDetails } from './backup-details.tsx';
import { RemoveBackup } from './remove-backup.tsx';
import { RestoreDialog } from './restore-dialog.tsx';

interface BackupsTableProps {
  readonly label: string;
  readonly backups: readonly Backup[];
  readonly hasVolume: boolean;
}

export function BackupsTable({ label, backups, hasVolume }: BackupsTableProps) {
  const [asked, setAsked] = useState<{ readonly what: BackupQuestion; readonly backup: Backup } | null>(null);
  const [columns] = useState(() =>
    createBackupColumns({ hasVolume, onAsk: (what, backup) => setAsked({ what, backup }) }),
  );
  const close = () => setAsked(null);
  return (
    <>
      <Table label={label} columns={columns} rows={backups} keyOf={({ id }) => id} />
      {asked?.what === 'restore' && <RestoreDialog backup={asked.backup} onClose={close} />}
      {asked?.what === 'details' && <BackupDetails backup={asked.backup} onClose={close} />}
      {asked?.what === 'remove' && <RemoveBackup backup={asked.backup} onClose={close} />}
    </>
  );
}
