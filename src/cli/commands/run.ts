import type { Session } from '../session.ts';

/** Wraps a command's work for commander: opens the session with the flags of all commands, and closes nothing twice. */
export type Run = <A extends unknown[]>(
  work: (session: Session, ...args: A) => Promise<void>,
) => (...args: A) => Promise<void>;
