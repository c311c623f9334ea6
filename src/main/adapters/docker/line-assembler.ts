// Makes lines of text from bytes that arrive in any pieces.
//
// - A character that is split between pieces comes out whole: lines are cut from bytes, not from decoded text.
// - `\r\n` ends a line; a lone `\r` means "write over it", as progress bars do: what a terminal would show in the end is kept.
// - A line longer than 64 KiB goes on as the next one, cut between characters, so that memory stays bounded.

export const MAX_LINE_BYTES = 65_536;

const NEWLINE = 0x0a;

export interface LineAssembler {
  /** Takes `bytes` from `start` to `end`. */
  push(bytes: Buffer, start: number, end: number): void;
  /** Ends a line that has begun. */
  flush(): void;
}

export function createLineAssembler(onLine: (text: string) => void): LineAssembler {
  let parts: Buffer[] = [];
  let size = 0;

  function endLine(bytes: Buffer, start: number, end: number): void {
    if (size === 0 && end - start <= MAX_LINE_BYTES) {
      onLine(visible(bytes.toString('utf8', start, end)));
      return;
    }
    keep(bytes, start, end);
    flushParts();
  }

  function keep(bytes: Buffer, start: number, end: number): void {
    if (end > start) {
      parts.push(bytes.subarray(start, end));
      size += end - start;
    }
    if (size > MAX_LINE_BYTES) {
      emitFullPieces();
    }
  }

  function emitFullPieces(): void {
    const all = Buffer.concat(parts);
    let from = 0;
    while (all.length - from > MAX_LINE_BYTES) {
      const cut = characterStart(all, from + MAX_LINE_BYTES);
      onLine(visible(all.toString('utf8', from, cut)));
      from = cut;
    }
    parts = [all.subarray(from)];
    size = all.length - from;
  }

  function flushParts(): void {
    const line = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    parts = [];
    size = 0;
    onLine(visible(line.toString('utf8')));
  }

  return {
    push(bytes, start, end) {
      let from = start;
      while (from < end) {
        const newline = bytes.indexOf(NEWLINE, from);
        if (newline === -1 || newline >= end) {
          // A copy: the rest of a large piece must not be kept alive by the few bytes of an unfinished line.
          keep(Buffer.from(bytes.subarray(from, end)), 0, end - from);
          return;
        }
        endLine(bytes, from, newline);
        from = newline + 1;
      }
    },
    flush() {
      if (size > 0) {
        flushParts();
      }
    },
  };
}

/** The last place at or before `index` where a UTF-8 character begins. */
function characterStart(bytes: Buffer, index: number): number {
  let start = index;
  // At most three continuation bytes; more is no UTF-8, and any place is as good.
  while (start > index - 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) {
    start -= 1;
  }
  return start;
}

/** What is left on the screen when a terminal has shown the line. */
function visible(text: string): string {
  if (!text.includes('\r')) {
    return text;
  }
  const written = text.replace(/\r+$/, '');
  return written.slice(written.lastIndexOf('\r') + 1);
}
