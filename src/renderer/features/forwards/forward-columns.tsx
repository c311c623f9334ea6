import { formatBytes } from '../../../contract/bytes.ts';
import type { Forward, ForwardId } from '../../../contract/forwards.ts';
import { countOf } from '../../lib/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './forwards.module.css';

interface ForwardColumnsOptions {
  readonly hasAddress: boolean;
  readonly onClose: (id: ForwardId) => void;
  readonly closing: ForwardId | undefined;
}

export function createForwardColumns(options: ForwardColumnsOptions): readonly Column<Forward>[] {
  const { hasAddress, onClose, closing } = options;
  return [
    {
      id: 'here',
      label: 'Here',
      width: '15rem',
      cell: (forward) => {
        const address = `${forward.localAddress}:${forward.localPort}`;
        return (
          <span className={styles.here}>
            <strong>{address}</strong>
            <CopyButton text={address} what={address} />
          </span>
        );
      },
    },
    {
      id: 'there',
      label: 'Leads to',
      width: hasAddress ? '14rem' : '6.5rem',
      cell: ({ address, port }) => (address === null ? `port ${port}` : `${address}:${port}`),
    },
    { id: 'use', label: 'Use', cell: (forward) => <Use forward={forward} /> },
    {
      id: 'close',
      label: 'Actions',
      width: '6.5rem',
      isLabelHidden: true,
      cell: ({ id, port }) => (
        <Button
          isSmall
          aria-label={`Close port ${port}`}
          onClick={() => onClose(id)}
          busy={closing === id && 'Closing…'}
        >
          Close
        </Button>
      ),
    },
  ];
}

function Use({ forward }: { readonly forward: Forward }) {
  const { openConnections, totalConnections, failedConnections, bytesSent, bytesReceived, error } = forward;
  return (
    <div>
      {totalConnections === 0 ? (
        'not used yet'
      ) : (
        <>
          {openConnections} open of {countOf(totalConnections, 'connection')}
          {failedConnections > 0 && `, ${failedConnections} failed`} · {formatBytes(bytesSent)} sent,{' '}
          {formatBytes(bytesReceived)} received
        </>
      )}
      {error !== null && (
        <p className={styles.error}>
          {error.message} {error.hint}
        </p>
      )}
    </div>
  );
}
