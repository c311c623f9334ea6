/**
 * A million lines of one height: where each lies is arithmetic, so that only the lines in sight are ever thought of. While
 * following, the scroll position is not read but known: the end.
 */
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { baseFor, type LineWindow, lineWindow, maxRows, visibleLines } from './line-window.ts';
import styles from './log.module.css';
import { isPicked, type LogLinesProps } from './log-lines.ts';
import { LogRow } from './log-row.tsx';
import { useElementHeight } from './use-element-height.ts';

const OVERSCAN = 12;
/** Lines read ahead of what is drawn, either way. */
const READ_AHEAD = 150;

interface GoTo {
  readonly seq: number;
  readonly place: 'start' | 'center';
}

export function FixedLines(props: LogLinesProps) {
  const { ref, label, store, snapshot, options, picked, currentMatch, isFollowing, onFollow, onTop, rowHeight } = props;
  const box = useRef<HTMLElement>(null);
  const lastTop = useRef(0);
  const height = useElementHeight(box);
  const [top, setTop] = useState(0);
  const [base, setBase] = useState<number | null>(null);
  const [goTo, setGoTo] = useState<GoTo | null>(null);
  const rows = maxRows(rowHeight, window.devicePixelRatio);
  const held = lineWindow(snapshot.first, snapshot.last, rows, isFollowing ? null : base);
  const total = (held.end - held.base + 1) * rowHeight;
  const shownTop = isFollowing ? Math.max(0, total - height) : top;
  const { from, to } = visibleLines(held, shownTop, height, rowHeight, OVERSCAN);

  useImperativeHandle(ref, () => ({ goTo: (seq, place) => setGoTo({ seq, place }) }), []);
  useEffect(() => store.want(from - READ_AHEAD, to + READ_AHEAD), [store, from, to, snapshot.last]);

  useLayoutEffect(() => {
    if (!isFollowing || box.current === null) return;
    box.current.scrollTop = total;
    lastTop.current = box.current.scrollTop;
  }, [isFollowing, total, height]);

  // The line asked for may lie outside the window: the window moves first, and the next pass scrolls.
  useLayoutEffect(() => {
    if (goTo === null || isFollowing || snapshot.last === 0 || height === 0 || box.current === null) return;
    const seq = Math.min(Math.max(goTo.seq, snapshot.first), snapshot.last);
    const wantedBase = lineWindow(snapshot.first, snapshot.last, rows, baseFor(seq, held, rows)).base;
    if (wantedBase !== held.base) return setBase(wantedBase);
    box.current.scrollTop = scrollTopFor({ ...goTo, seq }, held, height, rowHeight);
    setBase(held.base);
    setGoTo(null);
  }, [goTo, isFollowing, snapshot.first, snapshot.last, held, rows, height, rowHeight]);

  const scrolled = () => {
    const element = box.current;
    if (element === null) return;
    const now = element.scrollTop;
    const isUp = now < lastTop.current - 1;
    const isAtEnd = now + height >= total - rowHeight && held.end === snapshot.last;
    const wasAbove = now > lastTop.current;
    lastTop.current = now;
    if (isFollowing && !isUp) return;
    if (isFollowing) {
      setBase(held.base);
      onFollow(false);
    } else if (isAtEnd && wasAbove && !snapshot.isComplete) {
      return onFollow(true);
    }
    setTop(now);
    onTop(held.base + Math.floor(now / rowHeight));
  };

  return (
    <section ref={box} className={styles.box} aria-label={label} tabIndex={0} onScroll={scrolled}>
      <Edge
        isShown={held.base > Math.max(1, snapshot.first)}
        text="Show earlier lines"
        onPress={() => setGoTo({ seq: held.base - 1, place: 'center' })}
      />
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
      <Edge
        isShown={held.end < snapshot.last}
        text="Show later lines"
        onPress={() => setGoTo({ seq: held.end + 1, place: 'center' })}
      />
    </section>
  );
}

function scrollTopFor({ seq, place }: GoTo, held: LineWindow, height: number, rowHeight: number): number {
  const at = (seq - held.base) * rowHeight;
  return place === 'start' ? at : Math.max(0, at - Math.floor((height - rowHeight) / 2));
}

/** At the rim of a log too long for one scrollable area. */
function Edge({
  isShown,
  text,
  onPress,
}: {
  readonly isShown: boolean;
  readonly text: string;
  readonly onPress: () => void;
}) {
  if (!isShown) return null;
  return (
    <button type="button" className={styles.edge} onClick={onPress}>
      {text}
    </button>
  );
}
