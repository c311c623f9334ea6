import type { LogBatch, LogLine } from '../../../contract/logs.ts';
import type { ReadRequest } from './log-store.ts';

interface ReadLinesOptions {
  readonly read: (request: ReadRequest, signal: AbortSignal) => Promise<LogBatch>;
  readonly from: number;
  readonly to: number;
  readonly signal: AbortSignal;
  readonly onLines: (lines: readonly LogLine[]) => void;
}

/** Every line of [from, to] that is kept, in order, batch by batch: for what looks at a whole log without keeping it. */
export async function readLines({ read, from, to, signal, onLines }: ReadLinesOptions): Promise<void> {
  for (let after = from - 1; after < to; ) {
    signal.throwIfAborted();
    const batch = await read({ after, waitMs: 0 }, signal);
    const lines = batch.lines.filter(({ seq }) => seq <= to);
    if (lines.length > 0) onLines(lines);
    if (batch.next <= after) return;
    after = batch.next;
  }
}
