export interface Serial {
  /** Runs when everything that was asked for before has settled. */
  run<T>(work: () => Promise<T>): Promise<T>;
  isIdle(): boolean;
}

/** One thing after the other, in the order in which they were asked for. */
export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  let pending = 0;
  return {
    run(work) {
      pending += 1;
      const result = last.then(work).finally(() => {
        pending -= 1;
      });
      // Whoever asked is told of a failure; the next in the row only needs to know that its turn has come.
      last = result.catch(() => undefined);
      return result;
    },
    isIdle: () => pending === 0,
  };
}
