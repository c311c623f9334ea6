/**
 * Runs `job` for a key; asked again while it runs, it runs once more afterwards, however often it was asked. Ten events in a
 * row cost two reads, and the last read begins after the last event.
 */
export function createCoalescer<K>(job: (key: K) => Promise<void>): (key: K) => Promise<void> {
  const running = new Map<K, { isAskedAgain: boolean; done: Promise<void> }>();
  return (key) => {
    const current = running.get(key);
    if (current !== undefined) {
      current.isAskedAgain = true;
      return current.done;
    }
    const entry = { isAskedAgain: false, done: Promise.resolve() };
    running.set(key, entry);
    entry.done = (async () => {
      try {
        do {
          entry.isAskedAgain = false;
          await job(key);
        } while (entry.isAskedAgain);
      } finally {
        running.delete(key);
      }
    })();
    return entry.done;
  };
}
