import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { Forward, ForwardId } from '../../../contract/forwards.ts';
import { useApi } from '../../api/api-context.tsx';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Table } from '../../ui/table.tsx';
import { createForwardColumns } from './forward-columns.tsx';
import styles from './forwards.module.css';
import { OpenForwardDialog, type OpenForwardInput } from './open-forward-dialog.tsx';

/** Counts of an opened port are asked for while there is one to see. */
const COUNTS_MS = 2_000;

interface ForwardsPanelProps {
  /** Of all that are open. */
  readonly isShown: (forward: Forward) => boolean;
  /** In a sentence: `the container of shop`. */
  readonly where: string;
  readonly hasAddress: boolean;
  readonly suggestedPort?: number | undefined;
  readonly open: (input: OpenForwardInput) => Promise<Forward>;
}

/** Ports that are opened on the machine that miniPaaS runs on, and what goes through them. */
export function ForwardsPanel({ isShown, where, hasAddress, suggestedPort, open }: ForwardsPanelProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [isOpening, setOpening] = useState(false);
  const openButton = useRef<HTMLButtonElement>(null);
  const forwards = useQuery({
    ...query.forwards.list.queryOptions(),
    refetchInterval: ({ state }) => ((state.data ?? []).some(isShown) ? COUNTS_MS : false),
  });
  const close = useMutation({
    ...query.forwards.close.mutationOptions(),
    onSuccess: ({ id }) => {
      cache.setQueryData(query.forwards.list.queryKey(), (all) => all?.filter((forward) => forward.id !== id));
      announce('The port is closed.');
      // The button that asked for it goes with its row.
      openButton.current?.focus();
    },
  });
  const { mutate, variables, isPending } = close;
  const columns = useMemo(
    () =>
      createForwardColumns({
        hasAddress,
        onClose: (id) => mutate({ id }),
        closing: isPending ? (variables.id as ForwardId) : undefined,
      }),
    [hasAddress, mutate, isPending, variables],
  );
  return (
    <Panel
      title="Ports opened on the machine of miniPaaS"
      isFlush
      actions={
        <Button ref={openButton} onClick={() => setOpening(true)}>
          Open a port…
        </Button>
      }
    >
      {close.error !== null && <ProblemNotice title="The port was not closed" problem={toProblem(close.error)} />}
      <Loaded query={forwards} what="the opened ports">
        {(all) => {
          const rows = all.filter(isShown);
          return rows.length === 0 ? (
            <p className={styles.none}>
              None. Opened, a port of {where} answers at 127.0.0.1 there, for a database client or a debugger, and for
              nobody else.
            </p>
          ) : (
            <Table label="Opened ports" columns={columns} rows={rows} keyOf={({ id }) => id} />
          );
        }}
      </Loaded>
      {isOpening && (
        <OpenForwardDialog
          where={where}
          hasAddress={hasAddress}
          suggestedPort={suggestedPort}
          open={open}
          onClose={() => setOpening(false)}
          onOpened={(forward) => {
            void cache.invalidateQueries({ queryKey: query.forwards.key() });
            announce(`Port ${forward.port} is opened at ${forward.localAddress}:${forward.localPort}.`);
            setOpening(false);
          }}
        />
      )}
    </Panel>
  );
}
