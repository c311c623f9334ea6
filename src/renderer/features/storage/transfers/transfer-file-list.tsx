import { useEffect, useState } from 'react';
import { formatBytes } from '../../../../contract/bytes.ts';
import type { Transfer, TransferFile, TransferFilePage } from '../../../../contract/transfers.ts';
import { countOf } from '../../../lib/numbers.ts';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { shownName } from '../browser/shown-name.ts';
import { useTransferSource } from './transfers-context.tsx';
import styles from './transfers.module.css';

/** What is under way and what failed stands first, so that the first of them tell what a person wants to know. */
const SHOWN = 100;

export function TransferFileList({ transfer }: { readonly transfer: Transfer }) {
  const source = useTransferSource();
  const [page, setPage] = useState<TransferFilePage>({ files: [], total: 0 });
  useEffect(() => {
    let isCurrent = true;
    source.files(transfer.id, 0, SHOWN).then(
      (read) => isCurrent && setPage(read),
      // The transfer itself says what is wrong; its list stays as it was.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
    // Each snapshot is another object: whatever changed, the files are read anew.
  }, [source, transfer]);
  return (
    <div className={styles.files} tabIndex={0} role="group" aria-label="Files of this transfer">
      {page.files.map((file) => (
        <div key={file.path} className={styles.file}>
          <span>{shownName(file.path)}</span>
          <span>{formatBytes(file.sizeBytes)}</span>
          <FileState file={file} />
          {file.error !== null && (
            <span className={styles.fileProblem}>
              {file.error.message} {file.error.hint}
            </span>
          )}
        </div>
      ))}
      {page.total > page.files.length && (
        <div className={styles.file}>
          <span className={styles.soft}>and {countOf(page.total - page.files.length, 'more', 'more')}</span>
        </div>
      )}
    </div>
  );
}

function FileState({ file: { path, status, doneBytes, sizeBytes } }: { readonly file: TransferFile }) {
  if (status !== 'running') return <span>{status}</span>;
  return <ProgressBar label={shownName(path)} done={doneBytes} total={sizeBytes} />;
}
