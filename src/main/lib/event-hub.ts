// Small state changes for whoever watches. A subscriber that does not read never fills memory: events of the same key
// replace each other, and one that falls too far behind is told to read everything anew.

export interface EventHubOptions<E> {
  /** First of every stream, and what stands for all events that a slow subscriber missed. */
  readonly ready: E;
  /** Events of one key replace each other while they wait; null: each one counts. */
  readonly keyOf: (event: E) => string | null;
  /** Events that may wait for one subscriber. */
  readonly capacity?: number;
}

export type EventStream<E> = AsyncIteratorObject<E, undefined, void>;

export interface EventHub<E> {
  publish(event: E): void;
  /** Ends when the signal aborts, when the reader returns, or when the hub closes. */
  subscribe(signal: AbortSignal): EventStream<E>;
  readonly subscriberCount: number;
  /** Ends all streams; later ones end at once. */
  close(): void;
}

interface Subscriber<E> {
  offer(event: E): void;
  end(): void;
}

const DEFAULT_CAPACITY = 512;

export function createEventHub<E>({ ready, keyOf, capacity = DEFAULT_CAPACITY }: EventHubOptions<E>): EventHub<E> {
  const subscribers = new Set<Subscriber<E>>();
  let isClosed = false;

  function subscribe(signal: AbortSignal): EventStream<E> {
    const waiting = new Map<unknown, E>([['ready', ready]]);
    const readers: ((result: IteratorResult<E, undefined>) => void)[] = [];
    let isEnded = false;

    const subscriber: Subscriber<E> = {
      offer(event) {
        const reader = readers.shift();
        if (reader !== undefined) {
          reader({ value: event, done: false });
          return;
        }
        const key = keyOf(event) ?? Symbol('event');
        // Taken out first so that it comes after everything that happened before it.
        waiting.delete(key);
        waiting.set(key, event);
        if (waiting.size > capacity) {
          waiting.clear();
          waiting.set('ready', ready);
        }
      },
      end() {
        isEnded = true;
        waiting.clear();
        subscribers.delete(subscriber);
        signal.removeEventListener('abort', subscriber.end);
        for (const reader of readers.splice(0)) {
          reader({ value: undefined, done: true });
        }
      },
    };

    if (isClosed || signal.aborted) {
      subscriber.end();
    } else {
      subscribers.add(subscriber);
      signal.addEventListener('abort', subscriber.end, { once: true });
    }

    return {
      next() {
        if (isEnded) {
          return Promise.resolve({ value: undefined, done: true });
        }
        const first = waiting.entries().next();
        if (first.done === true) {
          return new Promise((resolve) => readers.push(resolve));
        }
        const [key, value] = first.value;
        waiting.delete(key);
        return Promise.resolve({ value, done: false });
      },
      return() {
        subscriber.end();
        return Promise.resolve({ value: undefined, done: true });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      async [Symbol.asyncDispose]() {
        subscriber.end();
      },
    };
  }

  return {
    publish(event) {
      for (const subscriber of subscribers) {
        subscriber.offer(event);
      }
    },
    subscribe,
    get subscriberCount() {
      return subscribers.size;
    },
    close() {
      isClosed = true;
      for (const subscriber of subscribers) {
        subscriber.end();
      }
    },
  };
}
