import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import type { Terminal, TerminalEnd, TerminalSize } from '../../../contract/terminals.ts';
import { useApi } from '../../api/api-context.tsx';
import { type Problem, toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { readsAloud, setReadsAloud } from './screen-reader.ts';
import styles from './terminals.module.css';

/** Fetched when the first terminal is opened: a third of a megabyte that most visits do not need. */
const TerminalScreen = lazy(async () => ({ default: (await import('./terminal-screen.tsx')).TerminalScreen }));

export interface TerminalPlace {
  /** In a sentence: `the container of shop`, `web-1`. */
  readonly where: string;
  readonly has: (terminal: Terminal) => boolean;
  readonly open: (size: Partial<TerminalSize>) => Promise<Terminal>;
  /** Why none can be opened now; null: one can. */
  readonly obstacle: ReactNode;
  readonly note: string;
}

/** The terminal of one place: one that is open already is shown again. */
export function TerminalView({ place }: { readonly place: TerminalPlace }) {
  const { query } = useApi();
  const terminals = useQuery({ ...query.terminals.list.queryOptions(), gcTime: 0 });
  return (
    <Loaded query={terminals} what="your terminals">
      {(all) => <PlaceTerminal place={place} found={all.find((one) => one.end === null && place.has(one)) ?? null} />}
    </Loaded>
  );
}

function PlaceTerminal({ place, found }: { readonly place: TerminalPlace; readonly found: Terminal | null }) {
  const { client, query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [shown, setShown] = useState<Terminal | null>(found);
  const [end, setEnd] = useState<TerminalEnd | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isForScreenReader, setForScreenReader] = useState(readsAloud);
  const closeButton = useRef<HTMLButtonElement>(null);
  const forget = () => void cache.invalidateQueries({ queryKey: query.terminals.list.key() });

  const open = useMutation({
    mutationFn: () => place.open({}),
    onSuccess(opened) {
      setShown(opened);
      setEnd(null);
      setProblem(null);
      forget();
    },
  });
  const close = useMutation({
    mutationFn: (terminal: Terminal) => client.terminals.close({ id: terminal.id }),
    onError: (error) => setProblem(toProblem(error)),
  });
  const ended = (how: TerminalEnd) => {
    setEnd(how);
    announce(`The terminal has ended. ${how.message}`);
    forget();
  };

  if (shown === null) {
    return (
      <Empty title={`No terminal is open in ${place.where}.`}>
        <p>{place.note}</p>
        {place.obstacle}
        {open.error !== null && <ProblemNotice title="No terminal was opened" problem={toProblem(open.error)} />}
        {place.obstacle === null && (
          <Button kind="primary" onClick={() => open.mutate()} busy={open.isPending && 'Opening…'}>
            Open a terminal
          </Button>
        )}
      </Empty>
    );
  }
  const isOver = end !== null || problem?.code === 'NOT_FOUND';
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <p className={styles.facts}>{factsOf(shown)}</p>
        <div className={styles.buttons}>
          <CheckField
            label="For a screen reader"
            isChecked={isForScreenReader}
            onChange={(isOn) => {
              setReadsAloud(isOn);
              setForScreenReader(isOn);
            }}
          />
          {isOver ? (
            <Button
              ref={closeButton}
              kind="primary"
              onClick={() => open.mutate()}
              busy={open.isPending && 'Opening…'}
              disabled={place.obstacle !== null}
            >
              Open another
            </Button>
          ) : (
            <Button ref={closeButton} onClick={() => close.mutate(shown)} busy={close.isPending && 'Closing…'}>
              Close
            </Button>
          )}
        </div>
      </div>
      {end !== null && (
        <Notice tone={end.reason === 'closed' || end.exitCode === 0 ? 'ok' : 'warn'} title="The terminal has ended">
          <p>{end.message}</p>
        </Notice>
      )}
      {problem !== null && <ProblemNotice problem={problem} />}
      {open.error !== null && <ProblemNotice title="No other was opened" problem={toProblem(open.error)} />}
      {isOver && place.obstacle}
      <Suspense fallback={<p role="status">Loading the terminal …</p>}>
        <TerminalScreen
          key={shown.id}
          terminal={shown}
          label={`Terminal in ${place.where}`}
          isForScreenReader={isForScreenReader}
          onEnd={ended}
          onProblem={setProblem}
          onLeave={() => closeButton.current?.focus()}
        />
      </Suspense>
      <p className={styles.hint}>
        <Kbd keys="Ctrl+M" /> leaves the terminal. <Kbd keys="Ctrl+C" /> copies while something is selected;{' '}
        <Kbd keys="Ctrl+Shift+V" /> pastes. It goes on while you look at other pages, and ends when it is closed, when
        this window is, or after 30 minutes in which nothing happens.
      </p>
    </div>
  );
}

function factsOf({ shell, project, hostName }: Terminal): string {
  const program = shell === '' ? 'login shell' : shell;
  return project === null
    ? `${program} on ${hostName}`
    : `${program} in the container of deployment #${project.deploymentId} on ${hostName}`;
}
