// Logs of builds and of running applications: masked before they are stored, read by number, waited for.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import {
  hasFilter,
  type LogBatch,
  type LogFilter,
  type LogKind,
  type LogLine,
  type LogStream,
  noFilter,
  type SomeLogFilter,
  wholeFilter,
} from '../../../contract/logs.ts';
import type { SecretsOfGroups } from '../../lib/known-secrets.ts';
import { createFilteredRead, createLineFilter, type DownloadFormat, formatLines } from './filtered-read.ts';
import type { LogClock, LogFiles, LogFileState } from './ports.ts';
import { createProtections } from './protections.ts';
import { createLogSearch, type LogSearchDeps } from './search.ts';
import { createWakeUps } from './wake-ups.ts';

export interface LogsDeps {
  readonly files: LogFiles;
  readonly clock: LogClock;
  readonly hasDeployment: (id: DeploymentId) => boolean;
  readonly deployments: LogSearchDeps['deployments'];
  readonly regex: LogSearchDeps['regex'];
  /** Sees the lines of applications as they were stored; must be quick, and not throw. */
  readonly observeRuntime?: (id: DeploymentId, lines: readonly StoredLine[]) => void;
  /** Masked besides what a deployment says itself: what opens hosts and registries, and values its project had or got meanwhile. */
  readonly known?: KnownToLogs;
}

export interface KnownToLogs {
  mask(text: string): string;
  of(id: DeploymentId): SecretsOfGroups;
}

export interface StoredLine {
  readonly seq: number;
  /** ms since the epoch. */
  readonly at: number;
  readonly stream: LogStream;
  readonly text: string;
}

interface ReadInput extends SomeLogFilter {
  readonly id: DeploymentId;
  readonly kind: LogKind;
  readonly after: number;
  readonly maxBytes: number;
  readonly waitMs: number;
}

interface NewLine {
  readonly stream: LogStream;
  readonly text: string;
  readonly at?: number;
}

export interface DownloadOptions {
  readonly format: DownloadFormat;
  readonly filter: LogFilter;
  /** The first and the last line of the part. */
  readonly fromSeq: number;
  readonly toSeq: number;
}

export type Logs = ReturnType<typeof createLogs>;

/** Downloads and counts read in larger pieces than clients do. */
const LARGE_READ_BYTES = 1_048_576;
const DAY_MS = 86_400_000;

const nothingKnown: KnownToLogs = {
  mask: (text) => text,
  of: () => ({ version: () => 0, values: () => [] }),
};

export function createLogs({
  files,
  clock,
  hasDeployment,
  deployments,
  regex,
  observeRuntime,
  known = nothingKnown,
}: LogsDeps) {
  const wakeUps = createWakeUps();
  const protections = createProtections(known.of);
  const keyOf = (id: DeploymentId, kind: LogKind): string => `${id}/${kind}`;

  function existing(id: DeploymentId): DeploymentId {
    if (!hasDeployment(id)) {
      throw new AppError('NOT_FOUND', { what: `deployment ${id}` });
    }
    return id;
  }

  const readFiltered = createFilteredRead({ files, regex });

  async function readBatch(input: ReadInput, after: number, signal: AbortSignal): Promise<LogBatch> {
    const { id, kind, maxBytes } = input;
    const filter = wholeFilter(input);
    if (hasFilter(filter)) {
      const found = await readFiltered({ id, kind, maxBytes, after, filter }, signal);
      const state = await files.state(id, kind);
      return { lines: [...found.lines], next: found.next, ...pickState(state) };
    }
    const lines = await files.read(id, kind, { after, maxBytes });
    const state = await files.state(id, kind);
    return { lines: [...lines], next: lines.at(-1)?.seq ?? after, ...pickState(state) };
  }

  async function read(input: ReadInput, { signal }: Pick<Caller, 'signal'>): Promise<LogBatch> {
    const key = keyOf(existing(input.id), input.kind);
    const giveUpAt = clock.now() + input.waitMs;
    let { after } = input;
    for (;;) {
      signal.throwIfAborted();
      const waiting = wakeUps.join(key);
      try {
        const batch = await readBatch(input, after, signal);
        after = batch.next;
        const left = giveUpAt - clock.now();
        const isAtEnd = batch.next >= batch.last;
        if (batch.lines.length > 0 || (batch.isComplete && isAtEnd) || left <= 0) {
          return batch;
        }
        // Not at the end: lines came between the two looks of this batch.
        if (isAtEnd) {
          await untilWoken(waiting.woken, left, signal);
        }
      } finally {
        waiting.leave();
      }
    }
  }

  async function untilWoken(woken: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    const slept = clock.sleep(ms, AbortSignal.any([signal, timer.signal]));
    // The loser of the race: its timer is stopped below, which rejects it.
    slept.catch(() => undefined);
    try {
      await Promise.race([woken, slept]);
    } finally {
      timer.abort();
    }
  }

  /** Batches of lines up to the one that was last when it began. */
  async function* batchesAfter(id: DeploymentId, kind: LogKind, after: number): AsyncGenerator<readonly LogLine[]> {
    const { last } = await files.state(id, kind);
    for (let next = after; next < last; ) {
      const lines = await files.read(id, kind, { after: next, maxBytes: LARGE_READ_BYTES });
      const newest = lines.at(-1);
      if (newest === undefined) {
        return;
      }
      yield newest.seq > last ? lines.filter(({ seq }) => seq <= last) : lines;
      next = newest.seq;
    }
  }

  async function listOld(days: number, isRunning: (id: DeploymentId) => boolean): Promise<readonly DeploymentId[]> {
    const oldest = clock.now() - days * DAY_MS;
    return (await files.list())
      .filter(({ id, writtenAt }) => !hasDeployment(id) || (writtenAt < oldest && !isRunning(id)))
      .map(({ id }) => id);
  }

  async function remove(id: DeploymentId): Promise<void> {
    await files.remove(id);
    protections.forget(id);
    wakeUps.wake(keyOf(id, 'build'));
    wakeUps.wake(keyOf(id, 'runtime'));
  }

  return {
    read,
    search: createLogSearch({ files, deployments, regex }),

    /** The log as text or JSON lines, all of it or what the options choose. Ends with the line that was last when it began. */
    async *download(id: DeploymentId, kind: LogKind, options = wholeAsText): AsyncGenerator<Buffer> {
      const { format, fromSeq, toSeq } = options;
      const filter = createLineFilter(options.filter, regex);
      for await (const lines of batchesAfter(existing(id), kind, fromSeq - 1)) {
        const isPast = (lines.at(-1)?.seq ?? 0) > toSeq;
        yield formatLines(await filter.choose(isPast ? lines.filter(({ seq }) => seq <= toSeq) : lines), format);
        if (isPast) {
          return;
        }
      }
    },

    async append(id: DeploymentId, kind: LogKind, lines: readonly NewLine[]): Promise<{ readonly last: number }> {
      const timed = lines.map(({ stream, text, at }) => ({ stream, text, at: at ?? clock.now() }));
      const masked = protections.maskerOf(id, kind).maskLines(timed);
      const { last } = await files.append(id, kind, masked);
      wakeUps.wake(keyOf(id, kind));
      if (kind === 'runtime' && observeRuntime !== undefined) {
        const first = last - masked.length + 1;
        observeRuntime(
          id,
          masked.map((line, index) => ({ ...line, seq: first + index })),
        );
      }
      return { last };
    },

    async complete(id: DeploymentId, kind: LogKind): Promise<void> {
      await files.complete(id, kind);
      protections.complete(id, kind);
      wakeUps.wake(keyOf(id, kind));
    },

    protect: protections.protect,
    mask: (id: DeploymentId, text: string): string => known.mask(protections.mask(id, text)),

    async tail(id: DeploymentId, kind: LogKind, count: number): Promise<readonly LogLine[]> {
      const { last } = await files.state(id, kind);
      const tail: LogLine[] = [];
      for await (const lines of batchesAfter(id, kind, Math.max(0, last - count))) {
        tail.push(...lines);
      }
      return tail.slice(-count);
    },

    async countAfter(
      id: DeploymentId,
      kind: LogKind,
      seq: number,
    ): Promise<{ readonly last: number; readonly output: number }> {
      const { last } = await files.state(id, kind);
      let output = 0;
      for await (const lines of batchesAfter(id, kind, seq)) {
        output += lines.filter(({ stream }) => stream !== 'system').length;
      }
      return { last, output };
    },

    async sizeOf(id: DeploymentId): Promise<number> {
      const [build, runtime] = await Promise.all([files.state(id, 'build'), files.state(id, 'runtime')]);
      return build.sizeBytes + runtime.sizeBytes;
    },

    remove,
    /** Everything appended is in its file. */
    close: (): Promise<void> => files.close(),

    /** Whose logs `removeOld` would remove. */
    listOld,
    /**
     * Removes logs without a line in the last `days`, of deployments that do not run, and logs of deployments that are
     * gone. Gives back whose logs went.
     */
    async removeOld(days: number, isRunning: (id: DeploymentId) => boolean): Promise<readonly DeploymentId[]> {
      const old = await listOld(days, isRunning);
      for (const id of old) {
        await remove(id);
      }
      return old;
    },
  };
}

const wholeAsText: DownloadOptions = { format: 'text', filter: noFilter, fromSeq: 1, toSeq: Number.MAX_SAFE_INTEGER };

function pickState({ first, last, isComplete }: LogFileState): Pick<LogBatch, 'first' | 'last' | 'isComplete'> {
  return { first, last, isComplete };
}
