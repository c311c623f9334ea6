// Follows transfers for a person who is not looking at the window: what ended while they were away is told.
import type { News } from './deployment-news.ts';
import { createTransferNews, type SeenTransfer, tellTransfer } from './transfer-news.ts';

export interface TransferWatchDeps {
  readonly list: (input: {
    readonly version: number;
    readonly waitMs: number;
  }) => Promise<{ readonly version: number; readonly transfers: readonly SeenTransfer[] }>;
  /** When the program was, milliseconds since the epoch. */
  readonly startedAt: number;
  /** Somebody looks at the dashboard, or wants no news. */
  readonly isQuiet: () => boolean;
  readonly notify: (news: News, transfer: SeenTransfer) => void;
}

const WAIT_MS = 25_000;

/** Ends when the signal aborts. */
export async function watchTransfers(
  { list, startedAt, isQuiet, notify }: TransferWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const news = createTransferNews(startedAt);
  for (let version = 0; !signal.aborted; ) {
    try {
      const seen = await list({ version, waitMs: version === 0 ? 0 : WAIT_MS });
      ({ version } = seen);
      for (const transfer of seen.transfers) {
        if (news.take(transfer) && !isQuiet()) notify(tellTransfer(transfer), transfer);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
