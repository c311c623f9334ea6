/**
 * Lines of one log by number, outside React and bounded: a viewer looks at any window of a million lines, and what is far
 * from where it looks is forgotten first, because the control plane still has it.
 */
import type { LogLine } from '../../../contract/logs.ts';

export interface Chunk {
  /** Its first line has the number `index * CHUNK_LINES + 1`. */
  readonly index: number;
  readonly lines: readonly (LogLine | undefined)[];
  /** Grows with each change, so that a search knows what it has seen. */
  readonly version: number;
}

export interface LineCache {
  readonly put: (lines: readonly LogLine[]) => void;
  readonly get: (seq: number) => LogLine | undefined;
  /** The first number of [from, to] that is not here; null when all are. */
  readonly firstMissing: (from: number, to: number) => number | null;
  /** Where the reader looks: lines near it are kept. */
  readonly lookAt: (seq: number) => void;
  readonly chunks: () => Iterable<Chunk>;
  readonly size: () => number;
}

export const CHUNK_LINES = 512;

interface MutableChunk extends Chunk {
  readonly lines: (LogLine | undefined)[];
  version: number;
  count: number;
}

export function createLineCache({ maxLines }: { readonly maxLines: number }): LineCache {
  const chunks = new Map<number, MutableChunk>();
  let size = 0;
  let focus = 1;

  const chunkFor = (index: number): MutableChunk => {
    const known = chunks.get(index);
    if (known !== undefined) return known;
    const made: MutableChunk = {
      index,
      lines: Array.from<LogLine | undefined>({ length: CHUNK_LINES }),
      version: 0,
      count: 0,
    };
    chunks.set(index, made);
    return made;
  };

  const forgetFarthest = () => {
    if (size <= maxLines) return;
    const centre = indexOf(focus);
    const farthest = [...chunks.values()].sort((a, b) => Math.abs(b.index - centre) - Math.abs(a.index - centre));
    for (const chunk of farthest) {
      if (size <= maxLines) return;
      chunks.delete(chunk.index);
      size -= chunk.count;
    }
  };

  return {
    put(lines) {
      for (const line of lines) {
        const chunk = chunkFor(indexOf(line.seq));
        const at = (line.seq - 1) % CHUNK_LINES;
        if (chunk.lines[at] !== undefined) continue;
        chunk.lines[at] = line;
        chunk.count += 1;
        chunk.version += 1;
        size += 1;
      }
      forgetFarthest();
    },
    get: (seq) => chunks.get(indexOf(seq))?.lines[(seq - 1) % CHUNK_LINES],
    firstMissing(from, to) {
      for (let seq = from; seq <= to; seq += 1) {
        const chunk = chunks.get(indexOf(seq));
        if (chunk?.lines[(seq - 1) % CHUNK_LINES] === undefined) return seq;
      }
      return null;
    },
    lookAt(seq) {
      focus = seq;
    },
    chunks: () => chunks.values(),
    size: () => size,
  };
}

function indexOf(seq: number): number {
  return Math.floor((seq - 1) / CHUNK_LINES);
}
