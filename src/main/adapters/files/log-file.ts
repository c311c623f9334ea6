// One log: a folder of segments, each a file of lines. What is written is written in order, one batch at a time;
// reads go on beside it and see whole batches only.
import { type FileHandle, mkdir, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LogLine } from '../../../contract/logs.ts';
import type { LogFileState, LogMatcher, LogSearchPart, LogSearchRange } from '../../features/logs/ports.ts';
import type { HandleCache } from './handle-cache.ts';
import { emptyIfMissing, isMissing, readLines, syncDirectory, writeAll } from './log-io.ts';
import { CHUNK_CHARS, encodeLines, type NewLine } from './log-format.ts';
import { createSegment, extendSegment, findMark, nextSeq, type Segment, scanSegment, sizeOf } from './log-segment.ts';
import type { LogIndexer } from './log-search/log-indexer.ts';
import { indexPathOf, searchLog } from './log-search/search-log.ts';
import { createSerial } from './serial.ts';

export interface LogFileOptions {
  readonly directory: string;
  readonly readers: HandleCache;
  readonly indexer: Pick<LogIndexer, 'add'>;
  /** A segment is closed when it has this many bytes. */
  readonly segmentBytes: number;
  /** The oldest segments go when the log has more bytes than this. */
  readonly maxBytes: number;
}

export type LogFile = ReturnType<typeof createLogFile>;

const COMPLETE = 'complete';
/** The stamp, stream and line end of as many lines as a batch usually has. */
const OVERHEAD_BYTES = 8192;
/** Of the last segment of a log that has ended. */
const MIN_INDEXED_BYTES = 1_048_576;
/** As many clients may follow one log without losing their place. */
const MAX_ENDS = 8;

export function createLogFile({ directory, readers, indexer, segmentBytes, maxBytes }: LogFileOptions) {
  const serial = createSerial();
  let segments: Segment[] | null = null;
  let isComplete = false;
  let writer: FileHandle | null = null;
  /** Where the lines after the last reads begin: who follows a log reads on from there. */
  const ends = new Map<number, { readonly path: string; readonly offset: number }>();

  async function load(): Promise<Segment[]> {
    if (segments !== null) {
      return segments;
    }
    const names: readonly string[] = await readdir(directory).catch(emptyIfMissing);
    const firsts = names
      .flatMap((name) => (/^\d+\.log$/.test(name) ? [Number.parseInt(name, 10)] : []))
      .toSorted((a, b) => a - b);
    const loaded: Segment[] = [];
    for (const [index, first] of firsts.entries()) {
      const path = pathOf(first);
      const next = firsts[index + 1];
      if (next === undefined) {
        const last = await scanSegment(path, first);
        if ((await stat(path)).size > last.bytes) {
          await truncate(path, last.bytes);
        }
        loaded.push(last);
      } else {
        loaded.push({ path, first, count: next - first, bytes: (await stat(path)).size, marks: null, index: null });
      }
    }
    isComplete = names.includes(COMPLETE);
    segments = loaded;
    return loaded;
  }

  const pathOf = (first: number): string => join(directory, `${String(first).padStart(12, '0')}.log`);

  async function openWriter(all: Segment[]): Promise<{ readonly segment: Segment; readonly file: FileHandle }> {
    let segment = all.at(-1);
    if (segment === undefined || segment.bytes >= segmentBytes) {
      await closeWriter();
      if (segment !== undefined) {
        indexer.add(segment.path);
      }
      const first = nextSeq(all);
      segment = createSegment(pathOf(first), first);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      writer = await open(segment.path, 'a', 0o600);
      all.push(segment);
    }
    writer ??= await open(segment.path, 'a', 0o600);
    return { segment, file: writer };
  }

  async function closeWriter(): Promise<void> {
    const file = writer;
    writer = null;
    await file?.close();
  }

  async function append(lines: readonly NewLine[]): Promise<LogFileState> {
    const all = await load();
    if (isComplete && lines.length > 0) {
      // A release that was stopped and is started again goes on talking.
      await rm(join(directory, COMPLETE), { force: true });
      isComplete = false;
    }
    const chunks = encodeLines(lines);
    for (let index = 0; index < chunks.length; ) {
      const { segment, file } = await openWriter(all);
      const begin = index;
      for (let bytes = segment.bytes; index < chunks.length && bytes < segmentBytes; index += 1) {
        bytes += chunks[index]?.data.length ?? 0;
      }
      const batch = chunks.slice(begin, index);
      try {
        await writeAll(
          file,
          batch.map(({ data }) => data),
        );
      } catch (error) {
        // Half a batch must not be read as lines. Should this fail too, the next look at the folder repairs it.
        await closeWriter().catch(() => undefined);
        await truncate(segment.path, segment.bytes).catch(() => undefined);
        segments = null;
        throw error;
      }
      for (const { data, count } of batch) {
        extendSegment(segment, count, data.length);
      }
    }
    await dropOldest(all);
    return stateOf(all);
  }

  async function dropOldest(all: Segment[]): Promise<void> {
    while (all.length > 1 && sizeOf(all) > maxBytes) {
      const [oldest] = all.splice(0, 1);
      if (oldest !== undefined) {
        forget(oldest);
        await rm(oldest.path, { force: true });
        await rm(indexPathOf(oldest.path), { force: true });
      }
    }
  }

  function forget({ path }: Segment): void {
    readers.forget(path);
    readers.forget(indexPathOf(path));
  }

  async function complete(): Promise<void> {
    const all = await load();
    if (isComplete) {
      return;
    }
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if (all.length > 0) {
      await (await openWriter(all)).file.datasync();
    }
    await closeWriter();
    await writeFile(join(directory, COMPLETE), '', { mode: 0o600, flush: true });
    await syncDirectory(directory);
    await syncDirectory(dirname(directory));
    isComplete = true;
    const last = all.at(-1);
    // A short one is read sooner than its index.
    if (last !== undefined && last.bytes >= MIN_INDEXED_BYTES) {
      indexer.add(last.path);
    }
  }

  async function read(after: number, textBytes: number): Promise<readonly LogLine[]> {
    for (let wanted = after + 1; ; ) {
      const all = segments ?? (await serial.run(load));
      const from = Math.max(wanted, all[0]?.first ?? 1);
      const segment = all.findLast(({ first }) => first <= from);
      if (segment === undefined || from >= segment.first + segment.count) {
        return [];
      }
      try {
        const lines = await readFrom(segment, from, textBytes);
        if (lines.length > 0 || segment === all.at(-1)) {
          return lines;
        }
        // Lines are missing at the end of a damaged file: go on with the next one.
        wanted = segment.first + segment.count;
      } catch (error) {
        // Dropped as the oldest, or removed, after it was found: look again.
        if (!isMissing(error) || segments?.includes(segment) === true) {
          throw error;
        }
      }
    }
  }

  async function readFrom(segment: Segment, from: number, textBytes: number): Promise<readonly LogLine[]> {
    segment.marks ??= (await scanSegment(segment.path, segment.first)).marks;
    const known = ends.get(from);
    const isKnown = known?.path === segment.path;
    const { lines, end } = await readers.read(segment.path, (file) =>
      readLines(file, {
        start: isKnown ? { seq: from, offset: known.offset } : findMark(segment.marks ?? [], from),
        limit: segment.bytes,
        from,
        maxBytes: textBytes,
        guess: textBytes + (isKnown ? 0 : CHUNK_CHARS) + OVERHEAD_BYTES,
      }),
    );
    ends.delete(from);
    ends.set(from + lines.length, { path: segment.path, offset: end });
    for (const key of ends.keys()) {
      if (ends.size > MAX_ENDS) {
        ends.delete(key);
      }
    }
    return lines;
  }

  function stateOf(all: readonly Segment[]): LogFileState {
    const last = nextSeq(all) - 1;
    const first = last === 0 ? 0 : (all[0]?.first ?? 0);
    return { first: Math.min(first, last), last, isComplete, sizeBytes: sizeOf(all) };
  }

  return {
    append: (lines: readonly NewLine[]): Promise<LogFileState> => serial.run(() => append(lines)),
    complete: (): Promise<void> => serial.run(complete),
    read,
    search: async (matcher: LogMatcher, range: LogSearchRange): Promise<LogSearchPart> =>
      searchLog(
        {
          readers,
          segments: [...(segments ?? (await serial.run(load)))],
          onMissingIndex: ({ path }) => indexer.add(path),
        },
        matcher,
        range,
      ),
    state: async (): Promise<LogFileState> => stateOf(segments ?? (await serial.run(load))),
    isIdle: (): boolean => serial.isIdle(),
    /** After what was asked for before it; then `finish` has the folder to itself. */
    close: (finish: () => Promise<void> = async () => undefined): Promise<void> =>
      serial.run(async () => {
        await closeWriter();
        for (const segment of segments ?? []) {
          forget(segment);
        }
        segments = null;
        await finish();
      }),
  };
}
