import { firstMark, type Marks } from './mark-spans.ts';

/** So much of a text as is shown: its beginning, or where the first mark stands when that would be cut off. */
export function excerpt(text: string, length: number, marks: Marks): string {
  if (text.length <= length) return text;
  const [from, to] = firstMark(text, marks) ?? [0, 0];
  if (to <= length) return `${text.slice(0, length)}…`;
  // What stands before it says what it is about.
  const start = Math.max(0, from - Math.floor(length / 3));
  const end = start + length;
  return `…${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
