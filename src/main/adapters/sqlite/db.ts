import type Database from 'better-sqlite3';

export type Db = InstanceType<typeof Database>;

/**
 * The work as one transaction that takes the write lock at its beginning: what it reads stays true until it has written.
 * Called inside another transaction it becomes a part of that one.
 */
export function atomic<Args extends unknown[], Result>(
  db: Db,
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  const transaction = db.transaction(work);
  return (...args) => transaction.immediate(...args);
}
