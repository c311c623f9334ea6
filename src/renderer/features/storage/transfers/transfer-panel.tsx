import { useState } from 'react';
import type { ProjectId } from '../../../../contract/ids.ts';
import type { Transfer } from '../../../../contract/transfers.ts';
import { countOf } from '../../../lib/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { isUnderWay } from '../../../../transfer/upload-run.ts';
import { TransferItem } from './transfer-item.tsx';
import { transferTitle } from './transfer-words.ts';
import { useTransferSource, useTransfers } from './transfers-context.tsx';
import styles from './transfers.module.css';

/** Uploads and downloads of a project, and of this machine all others. */
export function TransferPanel({ projectId }: { readonly projectId: ProjectId }) {
  const source = useTransferSource();
  const own = useTransfers().filter((transfer) => transfer.projectId === projectId);
  // One that was looked at and put off does not come up again by itself.
  const [putOff, setPutOff] = useState<ReadonlySet<string>>(new Set());
  const ended = own.filter(({ status }) => !isUnderWay(status));
  const running = own.length - ended.length;
  const asking = own.find(({ id, status }) => status === 'asking' && !putOff.has(id));
  if (own.length === 0) return null;
  return (
    <div className={styles.dock}>
      <Panel
        title={running === 0 ? 'Transfers' : `${countOf(running, 'transfer')} under way`}
        isFlush
        actions={
          ended.length > 0 && (
            <Button isSmall onClick={() => ended.forEach(({ id }) => void source.dismiss(id))}>
              Clear ended
            </Button>
          )
        }
      >
        <ul className={styles.list} aria-label="Transfers">
          {own.map((transfer) => (
            <TransferItem
              key={transfer.id}
              transfer={transfer}
              onAnswer={() => setPutOff((old) => new Set([...old].filter((id) => id !== transfer.id)))}
            />
          ))}
        </ul>
        {asking !== undefined && (
          <Question transfer={asking} onClose={() => setPutOff((old) => new Set(old).add(asking.id))} />
        )}
      </Panel>
    </div>
  );
}

function Question({ transfer, onClose }: { readonly transfer: Transfer; readonly onClose: () => void }) {
  const source = useTransferSource();
  const { id, conflicts, conflictCount, folder } = transfer;
  return (
    <ConflictDialog
      key={id}
      conflicts={conflicts}
      conflictCount={conflictCount}
      what={transferTitle(transfer)}
      folder={folder}
      cancel="Cancel the upload"
      onDecide={(named, rest) => void source.decide(id, named, rest)}
      onCancel={() => void source.cancel(id)}
      onClose={onClose}
    />
  );
}
