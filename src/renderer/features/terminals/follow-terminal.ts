/** Pulls what a terminal shows until it ends. Nothing piles up in the page: the next piece is asked for when the last one is drawn. */
import { MAX_TERMINAL_TEXT, type TerminalEnd, type TerminalOutput } from '../../../contract/terminals.ts';
import { toProblem } from '../../lib/problem.ts';

export interface FollowDeps {
  readonly read: (
    request: { readonly after: number; readonly waitMs: number },
    signal: AbortSignal,
  ) => Promise<TerminalOutput>;
  /** Resolves when it is drawn. */
  readonly onText: (text: string, isCut: boolean) => Promise<void>;
  /** Everything that was written before has been drawn: what comes now is new. */
  readonly onCaughtUp: () => void;
  /** False while the control plane cannot be asked. */
  readonly onLine: (isUp: boolean) => void;
  /** Resolves after so many milliseconds, early when aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

const WAIT_MS = 20_000;
/** An answer that is as long as one may be has more behind it; one unit less, where a character of two would have been cut. */
const LEAST_OF_MORE = MAX_TERMINAL_TEXT - 1;
const RETRY_MS = 1_000;

/** Resolves with the end, or with null when the signal aborted. Throws what is no loss of the connection. */
export async function followTerminal(deps: FollowDeps): Promise<TerminalEnd | null> {
  const { read, onText, onCaughtUp, onLine, pause, signal } = deps;
  let after = 0;
  let isCatchingUp = true;
  while (!signal.aborted) {
    try {
      const { text, next, isCut, end } = await read({ after, waitMs: isCatchingUp ? 0 : WAIT_MS }, signal);
      onLine(true);
      if (signal.aborted) return null;
      if (text !== '') await onText(text, isCut);
      after = next;
      if (end !== null) return end;
      // Told before anybody can see it: what is typed at a prompt that is drawn must not be taken for an answer to what was asked before.
      if (isCatchingUp && text.length < LEAST_OF_MORE) {
        isCatchingUp = false;
        onCaughtUp();
      }
    } catch (error) {
      if (signal.aborted) return null;
      if (toProblem(error).code !== 'DISCONNECTED') throw error;
      onLine(false);
      await pause(RETRY_MS, signal);
    }
  }
  return null;
}
