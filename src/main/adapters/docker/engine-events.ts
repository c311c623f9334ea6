// The engine's events of containers, without a gap and without repeats, or an end that says so.
//
// An event stream can break while the engine lives. It is taken up again with `since` a moment before the last event, and what was
// seen already is left out. When the engine no longer knows that last event, its buffer (256 events of all kinds) has run
// over or a restart has emptied it: then the feed ends, and whoever connects anew reads the whole state anew.
// The stream is never paused: an engine slows down for everybody when one reader does not read.
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { isAppError } from '../../../contract/app-error.ts';
import type { EngineEvent } from '../../features/hosts/ports.ts';
import type { EngineClient } from './engine-client.ts';
import { parseEvent } from './engine-event.ts';
import { EngineSilence } from './engine-failure.ts';
import { engineSeconds } from './engine-time.ts';
import { lineBatches } from './json-lines.ts';

/** Health probes make three `exec_…` events each; they are left out, since nobody looks at them. */
const actions = [
  ...['create', 'start', 'restart', 'stop', 'kill', 'die', 'oom', 'pause', 'unpause', 'destroy', 'rename', 'update'],
  'health_status',
];
const filters = JSON.stringify({ type: ['container'], event: actions });

/** Events are stamped before they are queued, so that one may come after a later one. */
const OVERLAP_NANOS = 1_000_000_000n;
/** More than an engine can repeat. */
const REMEMBERED = 1024;
/** Keeps a stream that breaks at once from becoming a busy loop. */
const RESUME_DELAY_MS = 100;
const PING_TIMEOUT_MS = 10_000;
/** A connection that is cut while something is asked over it says nothing about the engine; one that nobody answers on does. */
const ATTEMPTS = 5;

export interface EventFeedDeps {
  readonly client: EngineClient;
  /** The engine's own time in nanoseconds, read before its state is. */
  readonly from: bigint;
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
}

/** Runs until events may be missing: throws why. An abort throws the signal's reason. */
export async function followEvents({ client, from, onEvent, signal }: EventFeedDeps): Promise<never> {
  const { docker } = client;
  const seen = createMemory(REMEMBERED);
  const position: { latest: { readonly line: string; readonly timeNano: bigint } | null } = { latest: null };

  // The engine takes seconds with nine digits; the types of dockerode know only whole ones.
  const openEvents = (options: { since: string; until?: string; abortSignal: AbortSignal }) =>
    docker.getEvents({ filters, ...options } as unknown as Docker.GetEventsOptions);

  function accept(line: string): void {
    const event = parseEvent(line);
    if (event === null || !seen.add(line)) {
      return;
    }
    if (position.latest === null || event.timeNano >= position.latest.timeNano) {
      position.latest = { line, timeNano: event.timeNano };
    }
    onEvent(event);
  }

  async function read(stream: Readable): Promise<void> {
    for await (const lines of lineBatches(stream)) {
      for (const line of lines) {
        accept(line);
      }
    }
  }

  async function isStillKnown(line: string, timeNano: bigint): Promise<boolean> {
    const at = engineSeconds(timeNano);
    const known: string[] = [];
    await client.stream(
      { action: 'repeat an event', signal },
      (abortSignal) => openEvents({ since: at, until: at, abortSignal }),
      async (stream) => {
        for await (const lines of lineBatches(stream)) {
          known.push(...lines);
        }
      },
    );
    return known.includes(line);
  }

  for (;;) {
    const since = engineSeconds(position.latest === null ? from : position.latest.timeNano - OVERLAP_NANOS);
    // How the stream broke does not matter: the ping says whether the engine lives.
    await client
      .stream({ action: 'tell its events', signal }, (abortSignal) => openEvents({ since, abortSignal }), read)
      .catch(() => undefined);
    signal.throwIfAborted();
    await insist(signal, () =>
      client.call({ action: 'answer', signal, timeoutMs: PING_TIMEOUT_MS }, () => docker.ping()),
    );
    await pause(RESUME_DELAY_MS, undefined, { signal });
    const { latest } = position;
    if (latest === null || !(await insist(signal, () => isStillKnown(latest.line, latest.timeNano)))) {
      throw new Error('Events may have been missed while the event stream was broken.');
    }
  }
}

/** Asks again where the line was cut. */
async function insist<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const isCut = isAppError(error) && error.code === 'ENGINE_LOST' && !(error.cause instanceof EngineSilence);
      if (!isCut || attempt === ATTEMPTS) {
        throw error;
      }
      await pause(RESUME_DELAY_MS, undefined, { signal });
    }
  }
}

/** The last `size` texts. `add` says whether the text is new. */
function createMemory(size: number): { add(text: string): boolean } {
  const texts = new Set<string>();
  return {
    add(text) {
      if (texts.has(text)) {
        return false;
      }
      texts.add(text);
      if (texts.size > size) {
        for (const oldest of texts) {
          texts.delete(oldest);
          break;
        }
      }
      return true;
    },
  };
}
