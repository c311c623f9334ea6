// Goes on with a container's output after a line that was read before, without loss and without repeats.
//
// A time alone does not say where: stdout and stderr are stamped first and written then, so that a line may stand behind a later
// one (by milliseconds), and two may share a nanosecond. The order of the engine's file is what counts: what is new begins
// after the very line that was read last, the mark.
import type { LogChunk } from '../../features/deployments/ports.ts';
import { engineSeconds, parseNanos } from './engine-time.ts';

/** How much later than its time a line may have been written. Measured under load: 2.5 ms. */
const OVERLAP_NANOS = 250_000_000n;

export interface LogPosition {
  /** `LogChunk.engineTime` of the last line read. */
  readonly mark: string;
  readonly nanos: bigint;
}

/** Null when the text is no position. */
export function parsePosition(engineTime: string): LogPosition | null {
  const nanos = parseNanos(timeOf(engineTime));
  return nanos === null ? null : { mark: engineTime, nanos };
}

/** As the engine's `since`: a moment before the mark. */
export function sinceBefore({ nanos }: LogPosition): string {
  return engineSeconds(nanos - OVERLAP_NANOS);
}

export function isLater(line: LogChunk, { nanos }: LogPosition): boolean {
  return nanosOf(line) > nanos;
}

export interface MarkSearch {
  /** The lines behind the mark; none until it has come. */
  accept(lines: readonly LogChunk[]): readonly LogChunk[];
  isFound(): boolean;
  /** Lines came behind which the mark cannot be: it is not in what is read. */
  isPassed(): boolean;
}

export function createMarkSearch(position: LogPosition): MarkSearch {
  let isFound = false;
  let isPassed = false;
  return {
    accept(lines) {
      if (isFound) {
        return lines;
      }
      const index = lines.findIndex(({ engineTime }) => engineTime === position.mark);
      isFound = index !== -1;
      isPassed ||= !isFound && lines.some((line) => nanosOf(line) > position.nanos + OVERLAP_NANOS);
      return isFound ? lines.slice(index + 1) : [];
    },
    isFound: () => isFound,
    isPassed: () => isPassed,
  };
}

/** Without the number that tells lines of one nanosecond apart. */
function timeOf(engineTime: string): string {
  const number = engineTime.indexOf('#');
  return number === -1 ? engineTime : engineTime.slice(0, number);
}

function nanosOf({ engineTime }: LogChunk): bigint {
  return parseNanos(timeOf(engineTime)) ?? 0n;
}
