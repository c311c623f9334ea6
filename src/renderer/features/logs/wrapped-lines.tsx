/**
 * Lines broken at the edge have heights of their own, which must be measured, so fewer of them are held: the last ones, or
 * those around a line that was asked for.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { Edge } from './edge.tsx';
import { baseFor, lineWindow } from './line-window.ts';
import styles from './log.module.css';
import { isPicked, type LogLinesProps } from './log-lines.ts';
import { LogRow } from './log-row.tsx';

const ROWS = 10_000;
const READ_AHEAD = 100;

export function WrappedLines(props: LogLinesProps) {
  const { ref, label, store, snapshot, options, picked, currentMatch, isFollowing, onFollow, onTop, rowHeight } = props;
  const box = useRef<HTMLElement>(null);
  const lastTop = useRef(0);
  const pending = useRef<{ readonly seq: number; readonly place: 'start' | 'center' }>(null);
  const [view, setView] = useState<{ readonly base: number | null; readonly asked: number }>({ base: null, asked: 0 });
  const held = lineWindow(snapshot.first, snapshot.last, ROWS, isFollowing ? null : view.base);
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

  const goTo = (seq: number, place: 'start' | 'center') => {
    pending.current = { seq, place };
    setView(({ asked }) => ({ base: baseFor(seq, held, ROWS), asked: asked + 1 }));
  };
  useImperativeHandle(ref, () => ({ goTo }));
  useEffect(() => store.want(from - READ_AHEAD, to + READ_AHEAD), [store, from, to, snapshot.last]);
  useLayoutEffect(() => {
    if (isFollowing && count > 0) virtualizer.scrollToIndex(count - 1, { align: 'end' });
  }, [isFollowing, count, snapshot.version, virtualizer]);
  useLayoutEffect(() => {
    const wanted = pending.current;
    if (wanted === null || isFollowing || count === 0) return;
    pending.current = null;
    virtualizer.scrollToIndex(Math.min(Math.max(wanted.seq - held.base, 0), count - 1), { align: wanted.place });
    // Not the reader's own hand: a line near the end is shown, not followed away from.
    lastTop.current = Number.MAX_SAFE_INTEGER;
  }, [view.asked, isFollowing, count, held.base, virtualizer]);

  const scrolled = () => {
    const element = box.current;
    if (element === null) return;
    const isUp = element.scrollTop < lastTop.current - 1;
    const isDown = element.scrollTop > lastTop.current;
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight;
    lastTop.current = element.scrollTop;
    if (isFollowing) {
      // Measuring a line moves the end by itself; only the reader's own hand ends the following.
      if (!isUp || isAtEnd) return;
      onFollow(false);
      setView(({ asked }) => ({ base: held.base, asked }));
      return;
    }
    if (isAtEnd && isDown && held.end === snapshot.last && !snapshot.isComplete) return onFollow(true);
    const first = virtualizer.getVirtualItemForOffset(element.scrollTop);
    if (first !== undefined) onTop(held.base + first.index);
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
        <Edge text="Show earlier lines" onPress={() => goTo(held.base - 1, 'center')} />
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
      {held.end < snapshot.last && <Edge text="Show later lines" onPress={() => goTo(held.end + 1, 'center')} />}
    </section>
  );
}
