// The health gate's waiting between two questions. Where the kernel of this machine tells whether somebody listens, whoever begins to is
// asked at once; until then the engine, which has the application to start, is left alone.
import type { Clock } from './ports.ts';

/** A look at the kernel's table takes a fraction of one, a question to the engine several. */
const FIRST_LOOK_MS = 5;
/** Whatever an application needs to start, about a fortieth of it is spent between listening and being seen. */
const GROWTH = 1.05;
/** So long nobody asks the engine how the container is: its end shows in the kernel as well. */
const WATCH_MS = 200;

interface WatchDeps {
  readonly clock: Clock;
  /** Null: it cannot be seen at a glance. */
  readonly isListening: () => Promise<boolean | null>;
  readonly signal: AbortSignal;
}

export interface ListeningWatch {
  /** For `ms`, never beyond `latest`; where it can be seen that nobody listens, longer, but only until somebody does. */
  pause(ms: number, latest: number): Promise<void>;
}

export function createListeningWatch({ clock, isListening, signal }: WatchDeps): ListeningWatch {
  let canSee = true;
  let wait = FIRST_LOOK_MS;

  async function look(): Promise<boolean | null> {
    const listens = canSee ? await isListening() : null;
    // Asking again would cost a question to the engine each time.
    canSee = listens !== null;
    return listens;
  }

  return {
    async pause(ms, latest) {
      if ((await look()) !== false) {
        await clock.sleep(Math.max(0, Math.min(ms, latest - clock.now())), signal);
        return;
      }
      const end = Math.min(clock.now() + Math.max(ms, WATCH_MS), latest);
      while (clock.now() < end) {
        await clock.sleep(Math.min(wait, end - clock.now()), signal);
        wait *= GROWTH;
        if ((await look()) !== false) {
          return;
        }
      }
    },
  };
}
