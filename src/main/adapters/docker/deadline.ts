// A promise that answers in time or not at all. docker-modem never settles a call whose answer breaks off half-way, so
// every call needs an end of its own.

export interface Deadline {
  /** Aborts with the outer signal, and when the time is over. */
  readonly signal: AbortSignal;
  /** Aborts: for what is still open when nobody wants it any more. */
  abort(reason: unknown): void;
  /** Time no longer counts, the outer signal still does. */
  lift(): void;
  /** Forgets the outer signal and the time. */
  release(): void;
}

/** `limitMs` null: only the outer signal ends it. `late` makes the reason for which the time-out aborts. */
export function openDeadline(outer: AbortSignal | undefined, limitMs: number | null, late: () => Error): Deadline {
  const controller = new AbortController();
  const timer = limitMs === null ? undefined : setTimeout(() => controller.abort(late()), limitMs);
  const follow = (): void => controller.abort(outer?.reason);
  if (outer?.aborted === true) {
    follow();
  } else {
    outer?.addEventListener('abort', follow, { once: true });
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    lift: () => clearTimeout(timer),
    release() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}

/** Rejects with the signal's reason as soon as it aborts, whatever the work does. */
export function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
