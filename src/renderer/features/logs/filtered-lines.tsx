/** Only the lines that a filter chooses, the newest at the foot; a press on a number leads to the line among all others. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { formatBytes } from '../../../contract/bytes.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogFilter, LogKind } from '../../../contract/logs.ts';
import { countOf } from '../../lib/numbers.ts';
import { classNames } from '../../ui/class-names.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Edge } from './edge.tsx';
import type { FilteredState } from './filtered-log.ts';
import styles from './log.module.css';
import { LogRow, type RowOptions } from './log-row.tsx';
import { useFilteredLog } from './use-filtered-log.ts';

interface FilteredLinesProps {
  readonly label: string;
  readonly deploymentId: DeploymentId;
  readonly kind: LogKind;
  readonly filter: LogFilter;
  readonly options: RowOptions;
  readonly isWrapped: boolean;
  readonly rowHeight: number;
}

const none: FilteredState['lines'] = [];

export function FilteredLines(props: FilteredLinesProps) {
  const { label, deploymentId, kind, filter, options, isWrapped, rowHeight } = props;
  const { state, earlier } = useFilteredLog(deploymentId, kind, filter);
  const box = useRef<HTMLElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const lines = state?.lines ?? none;
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => lines[index]?.seq ?? index,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  useLayoutEffect(() => {
    if (isAtEnd && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [isAtEnd, lines, virtualizer]);
  const scrolled = () => {
    const element = box.current;
    if (element === null) return;
    setAtEnd(element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight);
  };
  return (
    <>
      {state?.problem != null && <ProblemNotice title="The filter ended" problem={state.problem} />}
      <section
        ref={box}
        className={classNames(styles.box, isWrapped && styles.wrapped)}
        aria-label={label}
        tabIndex={0}
        onScroll={scrolled}
      >
        {state !== null && state.cursor !== null && state.status === 'ready' && (
          <Edge text="Show earlier lines" onPress={earlier} />
        )}
        <div className={styles.space} style={{ blockSize: `${virtualizer.getTotalSize()}px` }}>
          <div className={styles.drawn} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map(({ index }) => {
              const line = lines[index];
              return line === undefined ? null : (
                <LogRow
                  key={line.seq}
                  index={index}
                  measure={virtualizer.measureElement}
                  seq={line.seq}
                  line={line}
                  options={options}
                  isPicked={false}
                  isCurrentMatch={false}
                />
              );
            })}
          </div>
        </div>
      </section>
      <div className={styles.status} role="status">
        {statusOf(state)}
      </div>
    </>
  );
}

function statusOf(state: FilteredState | null): string {
  if (state === null) return 'Looking for lines …';
  const { lines, status, cursor, searchedBytes, isComplete } = state;
  const found = lines.length === 0 ? 'No line' : countOf(lines.length, 'line');
  if (status === 'searching') return `${found} so far, ${formatBytes(searchedBytes)} looked at …`;
  if (status === 'failed') return `${found}; not following`;
  const more = cursor === null ? 'of the whole log' : 'the newest ones';
  return `${found}, ${more}; ${isComplete ? 'the log is complete' : 'following'}`;
}
