import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogKind } from '../../../contract/logs.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useShortcut } from '../../ui/shortcuts.tsx';
import { FindBar } from './find-bar.tsx';
import { FixedLines } from './fixed-lines.tsx';
import { extendRange, formatRange, parseRange } from './line-range.ts';
import styles from './log.module.css';
import type { LinesHandle } from './log-lines.ts';
import type { LogSearch } from './log-search.ts';
import { LogStatus } from './log-status.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { useLineHeight } from './use-line-height.ts';
import { useLog } from './use-log.ts';
import { WrappedLines } from './wrapped-lines.tsx';

interface LogViewerProps {
  readonly deploymentId: DeploymentId;
  readonly kind: LogKind;
  readonly search: LogSearch;
  /** Merges into the page's address, in place. */
  readonly onSearch: (part: Partial<LogSearch>) => void;
}

const POSITION_MS = 400;

export function LogViewer({ deploymentId, kind, search, onSearch }: LogViewerProps) {
  const { store, finder, snapshot, found, read } = useLog(deploymentId, kind);
  const lines = useRef<LinesHandle>(null);
  const picked = useMemo(() => parseRange(search.line), [search.line]);
  const [isFollowing, setFollowing] = useState(search.line === undefined && search.at === undefined);
  const [match, setMatch] = useState<number | null>(null);
  const rowHeight = useLineHeight();

  // What the address says is looked for once the log is there; later changes come from the reader's own hand.
  const initial = useRef({ picked, at: search.at });
  useEffect(() => {
    const { picked: line, at } = initial.current;
    if (line !== null) lines.current?.goTo(line.from, 'center');
    else if (at !== undefined) lines.current?.goTo(at, 'start');
  }, []);
  useEffect(() => finder.find(search.find ?? ''), [finder, search.find]);

  const remember = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onTop = useCallback(
    (seq: number) => {
      clearTimeout(remember.current);
      remember.current = setTimeout(() => onSearch({ at: seq }), POSITION_MS);
    },
    [onSearch],
  );
  useEffect(() => () => clearTimeout(remember.current), []);

  const follow = useCallback(
    (isOn: boolean) => {
      setFollowing(isOn);
      if (!isOn) return;
      clearTimeout(remember.current);
      onSearch({ at: undefined, line: undefined });
    },
    [onSearch],
  );
  const goTo = useCallback((seq: number) => {
    setFollowing(false);
    lines.current?.goTo(seq, 'center');
  }, []);
  const latestPick = useRef(picked);
  useEffect(() => {
    latestPick.current = picked;
  });
  const hasTimes = search.times === true;
  const query = search.find ?? '';
  const options = useMemo(
    () => ({
      hasTimes,
      query,
      onPick: (seq: number, isExtending: boolean) =>
        onSearch({ line: formatRange(extendRange(latestPick.current, seq, isExtending)) }),
    }),
    [hasTimes, query, onSearch],
  );
  useShortcut({ keys: 'f', label: 'Follow the log, or pause', run: () => follow(!isFollowing) });
  useShortcut({
    keys: 'w',
    label: 'Wrap long lines',
    run: () => onSearch({ wrap: search.wrap === true ? undefined : true }),
  });
  useShortcut({ keys: 't', label: 'Show times', run: () => onSearch({ times: hasTimes ? undefined : true }) });
  useShortcut({ keys: 'G', label: 'Jump to the end', run: () => follow(true) });

  const Lines = search.wrap === true ? WrappedLines : FixedLines;
  return (
    <div className={styles.viewer}>
      <LogToolbar
        log={{ deploymentId, kind, read, snapshot }}
        search={search}
        onSearch={onSearch}
        picked={picked}
        isFollowing={isFollowing}
        onFollow={follow}
        onGoTo={(seq) => {
          onSearch({ line: seq });
          goTo(seq);
        }}
        find={
          <FindBar
            value={query}
            onChange={(find) => {
              setMatch(null);
              onSearch({ find: find === '' ? undefined : find });
            }}
            log={{ read, snapshot }}
            found={found}
            match={match}
            onMatch={(seq) => {
              setMatch(seq);
              goTo(seq);
            }}
          />
        }
      />
      {snapshot.problem !== null && (
        <ProblemNotice
          title={snapshot.loaded === 0 ? 'Could not load the log' : 'Could not read on; what is here stays'}
          problem={snapshot.problem}
          actions={<Button onClick={store.retry}>Try again</Button>}
        />
      )}
      <Lines
        ref={lines}
        label={`${kind === 'build' ? 'Build' : 'Runtime'} log of deployment ${deploymentId}`}
        store={store}
        snapshot={snapshot}
        options={options}
        picked={picked}
        currentMatch={match}
        isFollowing={isFollowing}
        onFollow={follow}
        onTop={onTop}
        rowHeight={rowHeight}
      />
      <LogStatus snapshot={snapshot} kind={kind} isFollowing={isFollowing} onFollow={follow} />
    </div>
  );
}
