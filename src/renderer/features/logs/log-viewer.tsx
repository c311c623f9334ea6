import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogKind } from '../../../contract/logs.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useShortcut } from '../../ui/shortcuts.tsx';
import { useNow } from '../../ui/use-now.ts';
import { FilterBar } from './filter-bar.tsx';
import { FilteredLines } from './filtered-lines.tsx';
import { FindBar } from './find-bar.tsx';
import { FixedLines } from './fixed-lines.tsx';
import { extendRange, formatRange, parseRange } from './line-range.ts';
import styles from './log.module.css';
import type { LinesHandle } from './log-lines.ts';
import type { LogSearch } from './log-search.ts';
import { LineDetail } from './line-detail.tsx';
import { nextTimeStyle } from './line-time.ts';
import { filterOf } from './log-filter.ts';
import { LogStatus } from './log-status.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { noMarks } from './mark-spans.ts';
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
/** Times that say how long ago are drawn anew this often. */
const AGO_MS = 15_000;

export function LogViewer({ deploymentId, kind, search, onSearch }: LogViewerProps) {
  const { store, finder, snapshot, found, read } = useLog(deploymentId, kind);
  const lines = useRef<LinesHandle>(null);
  const wanted = useRef<number>(null);
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
  const { only, onlyRegex, onlyLevels, times } = search;
  const filter = useMemo(() => filterOf({ only, onlyRegex, onlyLevels }), [only, onlyRegex, onlyLevels]);
  const isRaw = search.raw === true;
  const clock = useNow(AGO_MS);
  const now = times === 'ago' ? clock : 0;
  const query = search.find ?? '';
  const options = useMemo(
    () => ({
      times,
      now,
      isRaw,
      marks: query === '' ? noMarks : { texts: [query], isCaseSensitive: false },
      onPick: (seq: number, isExtending: boolean) =>
        onSearch({ line: formatRange(extendRange(latestPick.current, seq, isExtending)) }),
    }),
    [times, now, isRaw, query, onSearch],
  );
  // Of the lines that are chosen, a press leads to the place of one among all others.
  const filtered = useMemo(
    () => ({
      ...options,
      marks:
        filter === null || filter.isRegex || filter.query === ''
          ? noMarks
          : { texts: [filter.query], isCaseSensitive: filter.isCaseSensitive },
      onPick(seq: number) {
        wanted.current = seq;
        setFollowing(false);
        onSearch({ line: seq, only: undefined, onlyRegex: undefined, onlyLevels: undefined });
      },
    }),
    [options, filter, onSearch],
  );
  useEffect(() => {
    if (filter !== null || wanted.current === null) return;
    lines.current?.goTo(wanted.current, 'center');
    wanted.current = null;
  }, [filter]);
  const shown = picked !== null && picked.from === picked.to ? store.line(picked.from) : undefined;
  useShortcut({ keys: 'f', label: 'Follow the log, or pause', run: () => follow(!isFollowing) });
  useShortcut({
    keys: 'w',
    label: 'Wrap long lines',
    run: () => onSearch({ wrap: search.wrap === true ? undefined : true }),
  });
  useShortcut({ keys: 't', label: 'Show times', run: () => onSearch({ times: nextTimeStyle(times) }) });
  useShortcut({ keys: 'G', label: 'Jump to the end', run: () => follow(true) });

  const Lines = search.wrap === true ? WrappedLines : FixedLines;
  const label = `${kind === 'build' ? 'Build' : 'Runtime'} log of deployment ${deploymentId}`;
  return (
    <div className={styles.viewer}>
      <LogToolbar
        log={{ deploymentId, kind, read, snapshot }}
        search={search}
        onSearch={onSearch}
        picked={picked}
        filter={filter}
        isFollowing={isFollowing}
        onFollow={follow}
        onGoTo={(seq) => {
          if (filter !== null) return filtered.onPick(seq);
          onSearch({ line: seq });
          goTo(seq);
        }}
        find={
          // Of what is filtered, everything in sight was found.
          filter === null && (
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
          )
        }
      />
      <FilterBar search={search} onSearch={onSearch} />
      {snapshot.problem !== null && (
        <ProblemNotice
          title={snapshot.loaded === 0 ? 'Could not load the log' : 'Could not read on; what is here stays'}
          problem={snapshot.problem}
          actions={<Button onClick={store.retry}>Try again</Button>}
        />
      )}
      {filter !== null ? (
        <FilteredLines
          key={JSON.stringify(filter)}
          label={`${label}, filtered`}
          deploymentId={deploymentId}
          kind={kind}
          filter={filter}
          options={filtered}
          isWrapped={search.wrap === true}
          rowHeight={rowHeight}
        />
      ) : (
        <>
          <Lines
            ref={lines}
            label={label}
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
        </>
      )}
      {filter === null && shown !== undefined && (
        <LineDetail key={shown.seq} line={shown} onClose={() => onSearch({ line: undefined })} />
      )}
    </div>
  );
}
