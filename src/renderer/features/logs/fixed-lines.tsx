/**
 * A million lines of one height: where each lies is arithmetic, so that only the lines in sight are ever thought of. While
 * following, the scroll position is not read but known: the end.
 */
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { Edge } from './edge.tsx';
import { baseFor, type LineWindow, lineWindow, maxRows, visibleLines } from './line-window.ts';
import styles from './log.module.css';
import { isPicked, type LogLinesProps } from './log-lines.ts';
import { LogRow } from './log-row.tsx';
import { useElementHeight } from './use-element-height.ts';

const OVERSCAN = 8;
/** Lines read ahead of what is drawn, either way. */
const READ_AHEAD = 150;

interface GoTo {
  readonly seq: number;
  readonly place: 'start' | 'center';
}

interface View {
  readonly top: number;
  /** Where the window of lines begins; null: so that it ends at the last line. */
  readonly base: number | null;
  /** Counts what was asked for, so that each is carried out once. */
  readonly asked: number;
}

export function FixedLines(props: LogLinesProps) {
  const { ref, label, store, snapshot, options, picked, currentMatch, isFollowing, onFollow, onTop, rowHeight } = props;
  const box = useRef<HTMLElement>(null);
  const lastTop = useRef(0);
  const pending = useRef<GoTo>(null);
  const height = useElementHeight(box);
  const [view, setView] = useState<View>({ top: 0, base: null, asked: 0 });
  const rows = maxRows(rowHeight, window.devicePixelRatio);
  const held = lineWindow(snapshot.first, snapshot.last, rows, isFollowing ? null : view.base);
  const total = (held.end - held.base + 1) * rowHeight;
  const shownTop = isFollowing ? Math.max(0, total - height) : view.top;
  const { from, to } = visibleLines(held, shownTop, height, rowHeight, OVERSCAN);

  const goTo = (seq: number, place: GoTo['place']) => {
    pending.current = { seq, place };
    setView(({ top, asked }) => ({ top, base: baseFor(seq, held, rows), asked: asked + 1 }));
  };
  useImperativeHandle(ref, () => ({ goTo }));
  useEffect(() => store.want(from - READ_AHEAD, to + READ_AHEAD), [store, from, to, snapshot.last]);

  useLayoutEffect(() => {
    if (!isFollowing || box.current === null) return;
    box.current.scrollTop = total;
    lastTop.current = box.current.scrollTop;
  }, [isFollowing, total, height]);

  useLayoutEffect(() => {
    const wanted = pending.current;
    if (wanted === null || isFollowing || snapshot.last === 0 || height === 0 || box.current === null) return;
    pending.current = null;
    box.current.scrollTop = scrollTopFor(wanted, held, height, rowHeight);
    // Not the reader's own hand: a line near the end is shown, not followed away from.
    lastTop.current = box.current.scrollTop;
  }, [view.asked, isFollowing, snapshot.last, held, height, rowHeight]);

  const scrolled = () => {
    const element = box.current;
    if (element === null) return;
    const top = element.scrollTop;
    const isUp = top < lastTop.current - 1;
    const isDown = top > lastTop.current;
    const isAtEnd = top + height >= total - rowHeight && held.end === snapshot.last;
    lastTop.current = top;
    if (isFollowing && !isUp) return;
    if (!isFollowing && isAtEnd && isDown && !snapshot.isComplete) return onFollow(true);
    if (isFollowing) onFollow(false);
    setView(({ asked }) => ({ top, base: held.base, asked }));
    onTop(held.base + Math.floor(top / rowHeight));
  };

  return (
    <section ref={box} className={styles.box} aria-label={label} tabIndex={0} onScroll={scrolled}>
      {held.base > Math.max(1, snapshot.first) && (
        <Edge text="Show earlier lines" onPress={() => goTo(held.base - 1, 'center')} />
      )}
      <div className={styles.space} style={{ blockSize: `${total}px` }}>
        <div className={styles.drawn} style={{ transform: `translateY(${(from - held.base) * rowHeight}px)` }}>
          {Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => {
            const seq = from + index;
            return (
              <LogRow
                key={seq}
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

function scrollTopFor({ seq, place }: GoTo, held: LineWindow, height: number, rowHeight: number): number {
  const at = (Math.min(Math.max(seq, held.base), held.end) - held.base) * rowHeight;
  return place === 'start' ? at : Math.max(0, at - Math.floor((height - rowHeight) / 2));
}
