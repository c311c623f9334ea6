import { useState } from 'react';
import type { Transfer } from '../../../../contract/transfers.ts';
import type { Tone } from '../../../lib/tone.ts';
import { Button } from '../../../ui/button.tsx';
import { Status } from '../../../ui/mark.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { isUnderWay } from '../../../../transfer/upload-run.ts';
import { TransferFileList } from './transfer-file-list.tsx';
import { transferAmount, transferPace, transferState, transferTitle } from './transfer-words.ts';
import { useTransferSource } from './transfers-context.tsx';
import styles from './transfers.module.css';

interface TransferItemProps {
  readonly transfer: Transfer;
  /** Somebody wants to answer after all. */
  readonly onAnswer: () => void;
}

const tones: Readonly<Record<Transfer['status'], Tone>> = {
  preparing: 'busy',
  asking: 'warn',
  waiting: 'wait',
  running: 'busy',
  paused: 'warn',
  done: 'ok',
  failed: 'bad',
  cancelled: 'idle',
};

export function TransferItem({ transfer, onAnswer }: TransferItemProps) {
  const { id, status, totalBytes, doneBytes, fileCount, failedCount, error } = transfer;
  const source = useTransferSource();
  const [isOpen, setOpen] = useState(false);
  const title = transferTitle(transfer);
  const pace = transferPace(transfer);
  const isActive = isUnderWay(status);
  const isIncomplete = status === 'failed' || status === 'cancelled' || (status === 'done' && failedCount > 0);
  return (
    <li className={styles.transfer}>
      <div className={styles.line}>
        <span className={styles.what}>
          <span className={styles.title}>{title}</span>
        </span>
        <span className={styles.buttons}>
          {fileCount !== null && fileCount > 0 && (
            <Button isSmall aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              Files
            </Button>
          )}
          {status === 'asking' && (
            <Button isSmall kind="primary" onClick={onAnswer}>
              Answer…
            </Button>
          )}
          {isIncomplete && (
            <Button isSmall onClick={() => void source.retry(id)}>
              {status === 'cancelled' ? 'Resume' : 'Retry'}
            </Button>
          )}
          {isActive ? (
            <Button isSmall aria-label={`Cancel the ${title}`} onClick={() => void source.cancel(id)}>
              Cancel
            </Button>
          ) : (
            <Button isSmall kind="plain" aria-label={`Dismiss the ${title}`} onClick={() => void source.dismiss(id)}>
              [×]
            </Button>
          )}
        </span>
      </div>
      {isActive && totalBytes !== null && status !== 'asking' && (
        <ProgressBar label={title} done={doneBytes} total={totalBytes} text={transferAmount(transfer)} />
      )}
      <div className={styles.line}>
        <Status tone={status === 'done' && failedCount > 0 ? 'warn' : tones[status]} label={transferState(transfer)} />
        {isActive && status !== 'asking' && (
          <span className={styles.small}>
            {transferAmount(transfer)}
            {pace !== null && ` · ${pace}`}
          </span>
        )}
      </div>
      {error !== null && <ProblemNotice isQuiet={status === 'paused'} problem={error} />}
      {isOpen && <TransferFileList transfer={transfer} />}
    </li>
  );
}
