import { stripAnsi } from '../../lib/ansi.ts';
import type { LineRange } from './line-range.ts';
import { readLines } from './read-lines.ts';
import type { ReadLog } from './use-log.ts';

/** The lines as plain text, one a line, without colours. */
export async function readText(read: ReadLog, { from, to }: LineRange): Promise<string> {
  const parts: string[] = [];
  await readLines({
    read,
    from,
    to,
    signal: new AbortController().signal,
    onLines: (lines) => parts.push(...lines.map(({ text }) => stripAnsi(text))),
  });
  return `${parts.join('\n')}\n`;
}
