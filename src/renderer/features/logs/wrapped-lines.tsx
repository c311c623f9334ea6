/**
 * Lines broken at the edge have heights of their own, which must be measured, so fewer of them are held: the last ones, or
 * those around a line that was asked for.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { lineWindow } from './line-window.ts';
import styles from './log.module.css';
import { isPicked, type LogLinesProps } from './log-lines.ts';
import { LogRow } from './log-row.tsx';

const ROWS = 10_000;
const READ_AHEAD = 100;

export function WrappedLines(props: LogLinesProps) {
  const { ref, label, store, snapshot, options, picked, currentMatch, isFollowing, onFollow, onTop, rowHeight } = props;
  const box = useRef<HTMLElement>(null);
  const lastTop = useRef(0);
  const [base, setBase] = useState<number | null>(null);
  const [goTo, setGoTo] = useState<{ readonly seq: number; readonly place: 'start' | 'center' } | null>(null);
  const held = lineWindow(snapshot.first, snapshot.last, ROWS, isFollowing ? null : base);
  const count = held.end - held.base + 1;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => held.base + index,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const from = held.base + (items[0]?.index ?? 0);
  const to = held.base + (items.at(-1)?.index ?? 0);

  useImperativeHandle(ref, () => ({ goTo: (seq, place) => setGoTo({ seq, place }) }), []);
  useEffect(() => store.want(from - READ_AHEAD, to + READ_AHEAD), [store, from, to, snapshot.last]);
  useLayoutEffect(() => {
    if (isFollowing && count > 0) virtualizer.scrollToIndex(count - 1, { align: 'end' });
  }, [isFollowing, count, snapshot.version, virtualizer]);
  useLayoutEffect(() => {
    if (goTo === null || isFollowing || count === 0) return;
    const seq = Math.min(Math.max(goTo.seq, snapshot.first), snapshot.last);
    if (seq < held.base || seq > held.end) return setBase(Math.max(1, seq - ROWS / 2));
    virtualizer.scrollToIndex(seq - held.base, { align: goTo.place });
    setBase(held.base);
    setGoTo(null);
  }, [goTo, isFollowing, count, snapshot.first, snapshot.last, held.base, held.end, virtualizer]);

  const scrolled = () => {
    const element = box.current;
    if (element === null) return;
    const isUp = element.scrollTop < lastTop.current - 1;
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight;
    const isDown = element.scrollTop > lastTop.current;
    lastTop.current = element.scrollTop;
    if (isFollowing) {
      // Measuring a line moves the end by itself; only the reader's own hand ends the following.
      if (isUp && !isAtEnd) {
        setBase(held.base);
        onFollow(false);
      }
    } else if (isAtEnd && isDown && held.end === snapshot.last && !snapshot.isComplete) {
      onFollow(true);
    } else {
      const first = virtualizer.getVirtualItemForOffset(element.scrollTop);
      if (first !== undefined) onTop(held.base + first.index);
    }
  };

  return (
    <section
      ref={box}
      className={`${styles.box} ${styles.wrapped}`}
      aria-label={label}
      tabIndex={0}
      onScroll={scrolled}
    >
      {held.base > Math.max(1, snapshot.first) && (
        <button type="button" className={styles.edge} onClick={() => setGoTo({ seq: held.base - 1, place: 'center' })}>
          Show earlier lines
        </button>
      )}
      <div className={styles.space} style={{ blockSize: `${virtualizer.getTotalSize()}px` }}>
        <div className={styles.drawn} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map(({ index }) => {
            const seq = held.base + index;
            return (
              <LogRow
                key={seq}
                index={index}
                measure={virtualizer.measureElement}
                seq={seq}
                line={store.line(seq)}
                options={options}
                isPicked={isPicked(picked, seq)}
                isCurrentMatch={seq === currentMatch}
              />
            );
          })}
        </div>
      </div>
      {held.end < snapshot.last && (
        <button type="button" className={styles.edge} onClick={() => setGoTo({ seq: held.end + 1, place: 'center' })}>
          Show later lines
        </button>
      )}
    </section>
  );
}
