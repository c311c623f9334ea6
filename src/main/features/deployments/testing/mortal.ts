// A control plane that can be killed at any of its calls: from then on nothing it does has an effect, and nothing answers it.

export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface Life {
  readonly isOver: () => boolean;
  /** Ports called so far. */
  readonly calls: () => number;
  end(): void;
  /** Counts a call: `none` when it is not to be made any more, `last` when it is the last thing that happens. */
  step(): 'none' | 'one' | 'last';
}

export interface LifeOptions {
  /** The number of the call at which it dies. */
  readonly killAt?: number;
  /** Before that call has its effect, or after. */
  readonly when?: 'before' | 'after';
  readonly onEnd: () => void;
  /** Told of each call, with its number, before it has its effect. */
  readonly onCall?: (call: number) => void;
}

export function createLife({ killAt = Number.POSITIVE_INFINITY, when = 'before', onEnd, onCall }: LifeOptions): Life {
  let calls = 0;
  let isOver = false;

  function end(): void {
    if (!isOver) {
      isOver = true;
      onEnd();
    }
  }

  return {
    isOver: () => isOver,
    calls: () => calls,
    end,
    step() {
      if (isOver) {
        return 'none';
      }
      calls += 1;
      onCall?.(calls);
      if (calls < killAt) {
        return 'one';
      }
      if (when === 'after') {
        return 'last';
      }
      end();
      return 'none';
    },
  };
}

type Kind = 'async' | 'throws' | 'silent';

/** `kindOf`: how a method of a dead control plane ends: never, by throwing, or without doing anything. */
export function mortal<T extends object>(target: T, life: Life, kindOf: (method: string) => Kind): T {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key);
      if (typeof value !== 'function') {
        return typeof value === 'object' && value !== null ? mortal(value, life, kindOf) : value;
      }
      return (...args: unknown[]): unknown => {
        const kind = kindOf(String(key));
        if (kind === 'silent') {
          return life.isOver() ? undefined : Reflect.apply(value, object, args);
        }
        const step = life.step();
        if (step === 'none') {
          if (kind === 'throws') {
            throw new Killed();
          }
          return new Promise(() => undefined);
        }
        const result: unknown = Reflect.apply(value, object, args);
        if (step === 'last') {
          life.end();
        }
        if (!(result instanceof Promise)) {
          if (life.isOver()) {
            throw new Killed();
          }
          return result;
        }
        return new Promise((resolve, reject) => {
          result.then(
            (answer: unknown) => {
              if (!life.isOver()) {
                resolve(
                  typeof answer === 'object' && answer !== null && 'containers' in answer
                    ? mortal(answer, life, kindOf)
                    : answer,
                );
              }
            },
            (error: unknown) => {
              if (!life.isOver()) {
                reject(error);
              }
            },
          );
        });
      };
    },
  });
}
