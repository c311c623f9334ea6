// Goes on with a container's output after a line that was read before, without loss and without repeats.
//
// A time alone does not say where: stdout and stderr are stamped first and written then, so that a line may stand behind a later
// one (by milliseconds), and two may share a nanosecond. The order of the engine's file is what counts. So reading starts
// a moment earlier, and what is new begins after the very line that was read last.
import type { LogChunk } from '../../features/deployments/ports.ts';
import { engineSeconds, parseNanos } from './engine-time.ts';

/** How much later than its time a line may have been written. */
const OVERLAP_NANOS = 1_000_000_000n;

export interface LogPosition {
  /** `LogChunk.engineTime` of the last line read. */
  readonly mark: string;
  readonly nanos: bigint;
}

/** Null when the text is no position. */
export function parsePosition(since: string): LogPosition | null {
  const nanos = parseNanos(since.replace(/#\d+$/, ''));
  return nanos === null ? null : { mark: since, nanos };
}

/** The part of the log in which the marked line must be, if it is still kept. */
export function markRange({ nanos }: LogPosition): { readonly since: string; readonly until: string } {
  return { since: engineSeconds(nanos - OVERLAP_NANOS), until: engineSeconds(nanos + OVERLAP_NANOS) };
}

/** Leaves out everything up to the marked line. Where the engine has thrown that line away, everything up to its time. */
export function createResumeFilter(
  position: LogPosition,
  isMarkKept: boolean,
): (lines: readonly LogChunk[]) => readonly LogChunk[] {
  let isPast = false;
  const isNew = (line: LogChunk): boolean => (parsePosition(line.engineTime)?.nanos ?? 0n) > position.nanos;
  return (lines) => {
    if (isPast) {
      return lines;
    }
    if (!isMarkKept) {
      return lines.filter(isNew);
    }
    const index = lines.findIndex(({ engineTime }) => engineTime === position.mark);
    isPast = index !== -1;
    return isPast ? lines.slice(index + 1) : [];
  };
}
