// Streams without an end (logs that are followed, live statistics) take turns where an engine is reached over few connections. What has
// an end, as a build has, then always finds one, and of many logs each is read again and again instead of some never.

export interface StreamTurns {
  /** Waits until it may begin. Throws the signal's reason. */
  take(signal: AbortSignal): Promise<Turn>;
}

export interface Turn {
  /** Aborted when others have waited long enough: stop reading, end the turn, and take another. */
  readonly over: AbortSignal;
  end(): void;
}

/** For engines that may have as many connections as anybody wants. */
export const unlimitedTurns: StreamTurns = {
  take: async () => ({ over: new AbortController().signal, end: () => undefined }),
};

export interface StreamTurnsDeps {
  /** How many there may be at this moment; a server's limit may be learned only when it is reached. */
  readonly places: () => number;
  /** Calls back when a turn has been long enough to be worth its beginning. */
  readonly ripen?: (onRipe: () => void) => void;
}

const TURN_MS = 2_000;

export function createStreamTurns({ places, ripen = inTime }: StreamTurnsDeps): StreamTurns {
  /** In the order in which they began. */
  const taken = new Set<{ isRipe: boolean; readonly ending: AbortController }>();
  const waiting: (() => void)[] = [];

  function begin(): Turn {
    const turn = { isRipe: false, ending: new AbortController() };
    taken.add(turn);
    ripen(() => {
      turn.isRipe = true;
      rotate();
    });
    return {
      over: turn.ending.signal,
      end() {
        if (taken.delete(turn)) {
          admit();
        }
      },
    };
  }

  function admit(): void {
    while (taken.size < places() && waiting.length > 0) {
      waiting.shift()?.();
    }
  }

  /** Ends as many ripe turns as there are others who want one. */
  function rotate(): void {
    let wanted = waiting.length + taken.size - places();
    for (const { isRipe, ending } of taken) {
      if (wanted <= 0) {
        return;
      }
      if (isRipe) {
        ending.abort();
      }
      if (ending.signal.aborted) {
        wanted -= 1;
      }
    }
  }

  return {
    take(signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const start = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(begin());
        };
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(start), 1);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(start);
        admit();
        rotate();
      });
    },
  };
}

/** Reads to the end; a turn that is over is followed by another, which goes on where that one stopped. */
export async function inTurns(
  turns: StreamTurns,
  signal: AbortSignal,
  read: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  for (;;) {
    const { over, end } = await turns.take(signal);
    try {
      await read(AbortSignal.any([signal, over]));
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!over.aborted) {
        throw error;
      }
    } finally {
      end();
    }
  }
}

function inTime(onRipe: () => void): void {
  setTimeout(onRipe, TURN_MS).unref();
}
