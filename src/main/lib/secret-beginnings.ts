// Where a secret may have begun at the end of a text, so that its rest is looked for in what comes next. Asked after each batch of lines, which
// may be a single one: its cost goes with the new text, not with the longest secret.
import { MIN_SECRET_LENGTH } from './secret-forms.ts';

/** The first place from which on the whole rest of the text is the beginning of a form, but not all of it; -1 where there is none. */
export type FindBeginning = (text: string) => number;

const PAIRS = 65_536;

/** Forms have at least `MIN_SECRET_LENGTH` characters. */
export function createFindBeginning(forms: readonly string[]): FindBeginning {
  const longest = forms.reduce((length, form) => Math.max(length, form.length), 0);
  // Most places are passed by a look at two characters.
  const pairs = new Uint8Array(PAIRS);
  const byStart = new Map<string, string[]>();
  const short = new Set<string>();
  for (const form of forms) {
    pairs[pairAt(form, 0)] = 1;
    for (let length = 1; length < MIN_SECRET_LENGTH; length += 1) {
      short.add(form.slice(0, length));
    }
    const start = form.slice(0, MIN_SECRET_LENGTH);
    const others = byStart.get(start);
    if (others === undefined) {
      byStart.set(start, [form]);
    } else {
      others.push(form);
    }
  }

  return (text) => {
    const first = Math.max(0, text.length - longest + 1);
    const lastLong = text.length - MIN_SECRET_LENGTH;
    for (let start = first; start <= lastLong; start += 1) {
      const candidates =
        pairs[pairAt(text, start)] === 1 ? byStart.get(text.slice(start, start + MIN_SECRET_LENGTH)) : undefined;
      if (candidates !== undefined) {
        const rest = text.slice(start);
        if (candidates.some((form) => form.length > rest.length && form.startsWith(rest))) {
          return start;
        }
      }
    }
    for (let start = Math.max(first, lastLong + 1); start < text.length; start += 1) {
      if (short.has(text.slice(start))) {
        return start;
      }
    }
    return -1;
  };
}

/** Different pairs may share a number, which costs a look into the map and nothing else. */
function pairAt(text: string, at: number): number {
  return ((text.charCodeAt(at) << 8) ^ text.charCodeAt(at + 1)) & (PAIRS - 1);
}
