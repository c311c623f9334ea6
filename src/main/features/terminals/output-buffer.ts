// What a terminal has shown, by position: the newest of it is kept for whoever comes back, and it tells when nobody keeps up.

/** Kept of what was read already: a page that is loaded again shows it. */
const MAX_KEPT = 256 * 1024;
/** Written and not yet read: beyond that the shell has to wait. */
const MAX_UNREAD = 256 * 1024;
/** No text is cut in the middle of a character that takes two units of UTF-16. */
const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

export interface OutputSlice {
  readonly text: string;
  readonly next: number;
  readonly isCut: boolean;
}

export interface OutputBuffer {
  append(text: string): void;
  /** At most `max` units from `after` on; what is no longer kept is left out. */
  read(after: number, max: number): OutputSlice;
  /** The end of what was written. */
  end(): number;
  /** As much waits to be read as may. */
  isFull(): boolean;
}

export function createOutputBuffer(): OutputBuffer {
  const chunks: string[] = [];
  /** Position of the first chunk. */
  let start = 0;
  let end = 0;
  let readUpTo = 0;

  function forget(): void {
    for (let first = chunks[0]; first !== undefined; first = chunks[0]) {
      const next = start + first.length;
      if (next > readUpTo || end - next < MAX_KEPT) {
        return;
      }
      chunks.shift();
      start = next;
    }
  }

  return {
    append(text) {
      if (text !== '') {
        chunks.push(text);
        end += text.length;
        forget();
      }
    },
    read(after, max) {
      const from = Math.min(Math.max(after, start), end);
      readUpTo = Math.max(readUpTo, Math.min(after, end));
      const parts: string[] = [];
      let position = start;
      let taken = 0;
      for (const chunk of chunks) {
        const skipped = Math.max(0, from - position);
        position += chunk.length;
        if (skipped < chunk.length) {
          const part = chunk.slice(skipped, skipped + max - taken);
          parts.push(part);
          taken += part.length;
        }
        if (taken >= max) {
          break;
        }
      }
      const text = withoutHalf(parts.join(''), from + taken < end && max > 1);
      return { text, next: from + text.length, isCut: after < from };
    },
    end: () => end,
    isFull: () => end - readUpTo >= MAX_UNREAD,
  };
}

function withoutHalf(text: string, mayBeCut: boolean): string {
  return mayBeCut && isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.slice(0, -1) : text;
}
