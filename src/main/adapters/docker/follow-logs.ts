// Follows a container's output to its end: every line once, wherever reading was left before.
import { AppError } from '../../../contract/app-error.ts';
import type { LogChunk } from '../../features/deployments/ports.ts';
import type { EngineClient } from './engine-client.ts';
import { statusCodeOf } from './engine-failure.ts';
import { createMarkSearch, isLater, type LogPosition, parsePosition, sinceBefore } from './log-resume.ts';
import { type LogSource, readLogs } from './read-logs.ts';
import { inTurns } from './stream-turns.ts';

export interface FollowLogsOptions {
  readonly since: string | null;
  readonly signal: AbortSignal;
  readonly onLines: (lines: readonly LogChunk[]) => void | Promise<void>;
}

/** How many of the last lines are looked through for the mark; in the end all of them. */
const CATCH_UP_TAILS = [1_000, 30_000, undefined];
/** More than are written between catching up and following. */
const FOLLOW_TAIL = 10_000;

/** Ends when the container stops, at once when it is gone. Throws ENGINE_LOST; an abort throws the signal's reason. */
export async function followLogs(client: EngineClient, id: string, options: FollowLogsOptions): Promise<void> {
  const { since, signal, onLines } = options;
  try {
    const isTerminal = await hasTerminal(client, id, signal);
    const reading = createReading({ client, id, isTerminal }, since === null ? null : parsePosition(since), onLines);
    await inTurns(client.turns, signal, async (turn) => {
      do {
        await reading.catchUp(turn);
      } while (!(await reading.follow(turn)));
      // An engine that has followed to the end of the file may take the container's stop for the end of its output, although more lines
      // were written just before.
      await reading.readRest(turn);
    });
  } catch (error) {
    if (!isGone(error)) {
      throw error;
    }
  }
}

function createReading(
  where: Omit<LogSource, 'signal'>,
  start: LogPosition | null,
  onLines: FollowLogsOptions['onLines'],
) {
  let position = start;

  async function give(lines: readonly LogChunk[]): Promise<boolean> {
    const last = lines.at(-1);
    if (last !== undefined) {
      await onLines(lines);
      position = parsePosition(last.engineTime) ?? position;
    }
    return true;
  }

  /** Everything behind the position that is written already. */
  async function catchUp(signal: AbortSignal): Promise<void> {
    const source = { ...where, signal };
    if (position === null) {
      return;
    }
    const from = position;
    const since = sinceBefore(from);
    for (const tail of CATCH_UP_TAILS) {
      const search = createMarkSearch(from);
      await readLogs(source, { follow: false, since, ...(tail === undefined ? {} : { tail }) }, (lines) =>
        give(search.accept(lines)),
      );
      if (search.isFound()) {
        return;
      }
    }
    // The engine has thrown the mark away: times are what is left.
    await readLogs(source, { follow: false, since }, (lines) => give(lines.filter((line) => isLater(line, from))));
  }

  /** False when so much was written meanwhile that the position must be caught up with again. */
  async function follow(signal: AbortSignal): Promise<boolean> {
    const source = { ...where, signal };
    if (position === null) {
      await readLogs(source, { follow: true }, give);
      return true;
    }
    const search = createMarkSearch(position);
    await readLogs(source, { follow: true, since: sinceBefore(position), tail: FOLLOW_TAIL }, async (lines) => {
      await give(search.accept(lines));
      return !search.isPassed();
    });
    return !search.isPassed();
  }

  async function readRest(signal: AbortSignal): Promise<void> {
    await (position === null ? readLogs({ ...where, signal }, { follow: false }, give) : catchUp(signal));
  }

  return { catchUp, follow, readRest };
}

async function hasTerminal(client: EngineClient, id: string, signal: AbortSignal): Promise<boolean> {
  const container = await client.call({ action: 'look at the container', signal }, (abortSignal) =>
    client.docker.getContainer(id).inspect({ abortSignal }),
  );
  return container.Config.Tty;
}

/** A container that is gone has no output any more: that is an end, not a failure. */
function isGone(error: unknown): boolean {
  return error instanceof AppError && statusCodeOf(error.cause) === 404;
}
