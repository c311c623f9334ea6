import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { DiskUse } from '../../../contract/host-upkeep.ts';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import { type DiskRow, diskRows, sizeText } from './disk-rows.ts';
import { Elapsed } from './elapsed.tsx';
import styles from './hosts.module.css';

const columns: readonly Column<DiskRow>[] = [
  { id: 'what', label: 'What', cell: ({ what }) => what },
  { id: 'ours', label: 'Of miniPaaS', cell: ({ ours }) => ours },
  { id: 'foreign', label: 'Of others', cell: ({ foreign }) => foreign },
  { id: 'whole', label: 'Together', width: '20%', cell: ({ whole }) => whole },
];

/** The engine walks through everything it has for this: it is asked when somebody wants to know. */
export function DiskPanel({ host }: { readonly host: Host }) {
  const { client } = useApi();
  const announce = useAnnounce();
  const asking = useRef<AbortController>(null);
  const disk = useMutation({
    mutationFn: () => {
      asking.current = new AbortController();
      return client.hosts.disk({ id: host.id }, { signal: asking.current.signal });
    },
    onSuccess: ({ totalBytes }) =>
      announce(
        totalBytes === null
          ? `The disk of ${host.name} is measured.`
          : `Docker uses ${sizeText(totalBytes)} on ${host.name}.`,
      ),
  });
  const isStopped = disk.error?.name === 'AbortError';
  return (
    <Panel
      title="Disk"
      isFlush={disk.data !== undefined}
      actions={
        <>
          {disk.isPending && (
            <>
              <Elapsed since={disk.submittedAt} what="Measuring" />
              <Button onClick={() => asking.current?.abort()}>Stop</Button>
            </>
          )}
          <Button onClick={() => disk.mutate()} busy={disk.isPending && 'Measuring…'}>
            {disk.data === undefined ? 'Measure the disk' : 'Measure the disk again'}
          </Button>
        </>
      }
    >
      {disk.isError && !isStopped && <ProblemNotice problem={toProblem(disk.error)} />}
      {disk.data === undefined ? (
        !disk.isError && (
          <p>What images, containers, volumes and the build cache take: the engine counts it when asked.</p>
        )
      ) : (
        <Measured use={disk.data} at={disk.submittedAt} />
      )}
      {isStopped && <p>Stopped.</p>}
    </Panel>
  );
}

function Measured({ use, at }: { readonly use: DiskUse; readonly at: number }) {
  return (
    <>
      <Table label="Use of the disk" columns={columns} rows={diskRows(use)} keyOf={({ what }) => what} />
      <p className={styles.footnote}>
        {use.totalBytes === null
          ? 'The engine does not know every size, so no sum is shown.'
          : `Together ${sizeText(use.totalBytes)}.`}{' '}
        Measured <RelativeTime at={new Date(at).toISOString()} />. Layers that several images have are counted once; the
        engine does not say whose build cache is whose.
      </p>
    </>
  );
}
