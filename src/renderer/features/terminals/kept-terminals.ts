/**
 * Terminals whose tab was left but not closed: they are read on, so that the control plane sees that somebody still has
 * them and what runs in them is not held up. Ends with the page.
 */
import type { TerminalId } from '../../../contract/terminals.ts';
import type { ApiClient } from '../../api/client.ts';
import { pause } from '../../lib/pause.ts';
import { followTerminal } from './follow-terminal.ts';

const kept = new Map<TerminalId, AbortController>();

export function keepTerminal(client: ApiClient, id: TerminalId): void {
  if (kept.has(id)) return;
  const stop = new AbortController();
  kept.set(id, stop);
  void followTerminal({
    read: (request, signal) => client.terminals.read({ id, ...request }, { signal }),
    onText: () => Promise.resolve(),
    onCaughtUp: () => undefined,
    onLine: () => undefined,
    pause,
    signal: stop.signal,
  })
    // It is gone: there is nobody to tell.
    .catch(() => null)
    .finally(() => {
      if (kept.get(id) === stop) kept.delete(id);
    });
}

/** Shown again: its own screen reads it. */
export function takeBackTerminal(id: TerminalId): void {
  kept.get(id)?.abort();
  kept.delete(id);
}
