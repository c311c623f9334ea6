import type { UserId } from './ids.ts';

/**
 * Who calls a service, and for how long. A feature's service has one method for each procedure of its contract, of the
 * same name: `(input, caller) → output`, so that a handler only checks permission and calls.
 */
export interface Caller {
  readonly userId: UserId;
  readonly shell: 'desktop' | 'browser';
  /** The browser session, where there is one. */
  readonly sessionId: string | null;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}
