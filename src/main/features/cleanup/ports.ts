// What clean-up needs from outside. Each part lists first, and removes only what it lists again at that moment.
import type { CleanupItem } from '../../../contract/cleanup.ts';

/** One thing that may go. */
export interface Removable extends CleanupItem {
  /** Null: it is gone. Else why it stays. */
  remove(signal: AbortSignal): Promise<string | null>;
}

export interface CleanupPart {
  /** For messages, as the beginning of a sentence: `The leftovers of box`. */
  readonly name: string;
  list(signal: AbortSignal): Promise<readonly Removable[]>;
}

export interface CleanupClock {
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
