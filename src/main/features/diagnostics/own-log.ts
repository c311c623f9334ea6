// The control plane's own log as it is asked for: a page backwards, or what came since.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { OwnLogBatch, OwnLogEntry, OwnLogInput } from '../../../contract/diagnostics.ts';
import { entryOf } from './log-entry.ts';
import { lastPlace, linesAfter, linesBefore, type LogPlace, parsePlace, placeText } from './log-lines.ts';
import type { OwnLogFiles, OwnLogWriter } from './ports.ts';

export interface OwnLogDeps {
  readonly files: OwnLogFiles;
  readonly writer: OwnLogWriter;
  readonly now: () => number;
}

/** A call looks through so much: a rare word in a full log takes several calls, and none holds up the others. */
const LOOK_AT_CHARACTERS = 4_000_000;
/** So much of what is written of an entry: an answer stays small. */
const MOST_CONTEXT = 16_384;

const nowhere: LogPlace = { file: 'minipaas.0.log', offset: 0 };

export function createOwnLog({ files, writer, now }: OwnLogDeps) {
  async function before(place: LogPlace, input: OwnLogInput, signal: AbortSignal): Promise<OwnLogBatch> {
    const entries: OwnLogEntry[] = [];
    let older: string | null = null;
    let looked = 0;
    for await (const line of linesBefore(files, place)) {
      if (entries.length >= input.limit || looked >= LOOK_AT_CHARACTERS) {
        older = placeText(line.end);
        break;
      }
      signal.throwIfAborted();
      looked += line.text.length;
      const entry = entryOf(line, input);
      if (entry !== null) {
        entries.push(shortened(entry));
      }
    }
    return { entries: entries.reverse(), older, newer: placeText(place) };
  }

  async function after(place: LogPlace, input: OwnLogInput, signal: AbortSignal): Promise<OwnLogBatch> {
    const entries: OwnLogEntry[] = [];
    let newer = place;
    let looked = 0;
    for await (const line of linesAfter(files, place)) {
      if (entries.length >= input.limit || looked >= LOOK_AT_CHARACTERS) {
        break;
      }
      signal.throwIfAborted();
      looked += line.text.length;
      newer = line.end;
      const entry = entryOf(line, input);
      if (entry !== null) {
        entries.push(shortened(entry));
      }
    }
    return { entries, older: null, newer: placeText(newer) };
  }

  /** Lines that the filter leaves out do not end the wait. */
  async function following(start: LogPlace, input: OwnLogInput, signal: AbortSignal): Promise<OwnLogBatch> {
    const giveUpAt = now() + input.waitMs;
    let place = start;
    for (;;) {
      const written = nextWrite(writer, signal);
      try {
        const batch = await after(place, input, signal);
        const isFurther = batch.newer !== placeText(place);
        const left = giveUpAt - now();
        if (batch.entries.length > 0 || left <= 0) {
          return batch;
        }
        place = parsePlace(batch.newer) ?? place;
        // Much that the filter leaves out: the next look goes on where this one ended.
        if (!isFurther) {
          await written.within(left);
        }
      } finally {
        written.leave();
      }
    }
  }

  return {
    async log(input: OwnLogInput, { signal }: Pick<Caller, 'signal'>): Promise<OwnLogBatch> {
      if (input.after !== undefined) {
        return following(placeOf('after', input.after), input, signal);
      }
      const place = input.before === undefined ? await lastPlace(files) : placeOf('before', input.before);
      return before(place ?? nowhere, input, signal);
    },
  };
}

function placeOf(field: string, text: string): LogPlace {
  const place = parsePlace(text);
  if (place === null) {
    throw new AppError('VALIDATION_FAILED', { field, problem: 'is not a place of this log' }, { field });
  }
  return place;
}

function shortened(entry: OwnLogEntry): OwnLogEntry {
  return entry.context.length <= MOST_CONTEXT
    ? entry
    : { ...entry, context: `${entry.context.slice(0, MOST_CONTEXT)}\n… (shortened)` };
}

/** Listening begins before the look, so that nothing falls between. */
function nextWrite(writer: OwnLogWriter, signal: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = writer.onWritten(resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  let timer: NodeJS.Timeout | undefined;
  return {
    within: (ms: number): Promise<void> => {
      timer = setTimeout(resolve, ms);
      return promise;
    },
    leave: () => {
      stop();
      resolve();
      clearTimeout(timer);
    },
  };
}
