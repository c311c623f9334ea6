// Searches one log from its newest line to its oldest, some at a time: block by block, and only blocks that may hold the text.
import type { FileHandle } from 'node:fs/promises';
import type { LogLine } from '../../../../contract/logs.ts';
import type { LogMatcher, LogSearchPart, LogSearchRange } from '../../../features/logs/ports.ts';
import type { HandleCache } from '../handle-cache.ts';
import { decodeLines, NEWLINE } from '../log-format.ts';
import { isMissing } from '../log-io.ts';
import { type Segment, scanSegment } from '../log-segment.ts';
import { candidatesOf, countLines, readIndex } from './block-index.ts';
import { trigramsOf } from './trigrams.ts';

export interface SearchLogDeps {
  readonly readers: HandleCache;
  /** As they are now, oldest first. */
  readonly segments: readonly Segment[];
  /** Told of a segment that is closed and has no index. */
  readonly onMissingIndex: (segment: Segment) => void;
}

/** A piece of a segment with whole lines. */
interface Place {
  readonly start: number;
  readonly end: number;
  /** Number of its first line. */
  readonly seq: number;
}

interface Candidates {
  readonly places: readonly Place[];
  /** The whole segment, where it had to be read. */
  readonly data: Buffer | null;
}

const nothing: Candidates = { places: [], data: null };

export const indexPathOf = (segmentPath: string): string => segmentPath.replace(/\.log$/, '.idx');

export async function searchLog(
  deps: SearchLogDeps,
  matcher: LogMatcher,
  range: LogSearchRange,
): Promise<LogSearchPart> {
  const endAt = performance.now() + range.maxMs;
  const lines: LogLine[] = [];
  // Every line from this number on was looked at.
  let before = range.before ?? Number.POSITIVE_INFINITY;
  let searchedBytes = 0;
  let isFirst = true;

  const wanted = deps.segments.filter(({ count, first }) => count > 0 && first < before).toReversed();
  // Asked all at once: waiting for a small read takes longer than the read.
  const indexed = wanted.map((segment) => placesByIndex(deps, segment, matcher));
  await Promise.allSettled(indexed);
  for (const [index, segment] of wanted.entries()) {
    const known = (await indexed[index]) ?? null;
    const { places, data } =
      known === null
        ? await readAndCut(deps, segment, matcher).catch(ifMissing(nothing))
        : { places: known, data: null };
    for (const place of places.toReversed()) {
      if (place.seq >= before) {
        continue;
      }
      range.signal.throwIfAborted();
      if (!isFirst && (lines.length >= range.limit || performance.now() >= endAt)) {
        return { lines, before, searchedBytes };
      }
      isFirst = false;
      const piece =
        data?.subarray(place.start, place.end) ??
        (await deps.readers.read(segment.path, (file) => readPlace(file, place)).catch(ifMissing(Buffer.alloc(0))));
      const { matches, isTooOld } = await matchesIn(piece, place, matcher, { ...range, before });
      lines.push(...matches.toReversed());
      if (lines.length > range.limit) {
        lines.length = range.limit;
        return { lines, before: lines.at(-1)?.seq ?? null, searchedBytes };
      }
      if (isTooOld) {
        return { lines, before: null, searchedBytes };
      }
      before = place.seq;
    }
    searchedBytes += segment.bytes;
    before = Math.min(before, segment.first);
  }
  return { lines, before: null, searchedBytes };
}

/** The blocks that its index names; null where it has none, as the segment that is written to. */
async function placesByIndex(
  { readers, segments, onMissingIndex }: SearchLogDeps,
  segment: Segment,
  matcher: LogMatcher,
): Promise<readonly Place[] | null> {
  const blocks = await readers
    .read(indexPathOf(segment.path), async (file) => {
      segment.index ??= await readIndex(file, segment.bytes);
      const trigrams = trigramsOf(matcher.literal, matcher.isCaseSensitive);
      return segment.index === null ? null : candidatesOf(file, segment.index, trigrams);
    })
    .catch(ifMissing(null));
  if (blocks === null) {
    if (segment !== segments.at(-1)) {
      onMissingIndex(segment);
    }
    return null;
  }
  return blocks.map(({ start, end, firstLine }) => ({ start, end, seq: segment.first + firstLine }));
}

async function readAndCut({ readers }: SearchLogDeps, segment: Segment, matcher: LogMatcher): Promise<Candidates> {
  const { bytes } = segment;
  const data = await readers.read(segment.path, (file) => readPlace(file, { start: 0, end: bytes, seq: 0 }));
  return { places: placesHolding(data, await placesOf(segment, bytes), matcher), data };
}

async function placesOf(segment: Segment, bytes: number): Promise<readonly Place[]> {
  segment.marks ??= (await scanSegment(segment.path, segment.first)).marks;
  const marks = (segment.marks ?? []).filter(({ offset }) => offset < bytes);
  return marks.map(({ seq, offset }, index) => ({ seq, start: offset, end: marks[index + 1]?.offset ?? bytes }));
}

/** One pass over the whole finds a rare text sooner than one over each piece. */
function placesHolding(data: Buffer, places: readonly Place[], matcher: LogMatcher): readonly Place[] {
  if (matcher.literal === '' || !matcher.isCaseSensitive) {
    return places;
  }
  const literal = Buffer.from(matcher.literal);
  const holding: Place[] = [];
  let next = data.indexOf(literal);
  for (const place of places) {
    if (next !== -1 && next < place.start) {
      next = data.indexOf(literal, place.start);
    }
    if (next === -1) {
      break;
    }
    if (next < place.end) {
      holding.push(place);
    }
  }
  return holding;
}

async function matchesIn(
  data: Buffer,
  place: Place,
  matcher: LogMatcher,
  { before, from }: { readonly before: number; readonly from: number | null },
): Promise<{ readonly matches: readonly LogLine[]; readonly isTooOld: boolean }> {
  const decoded = linesHolding(data, place.seq, matcher);
  const lines = decoded.filter(({ seq, at }) => seq < before && (from === null || Date.parse(at) >= from));
  const answers = await matcher.test(lines);
  // Lines of the engine's own time may stand a little out of order; a whole block that is too old ends the search.
  const isTooOld = from !== null && decoded.length > 0 && decoded.every(({ at }) => Date.parse(at) < from);
  return { matches: lines.filter((_, index) => answers[index] === true), isTooOld };
}

/** Of a text with bytes of its own, the lines that have it; else all lines. Other alphabets have other bytes for their other case. */
function linesHolding(data: Buffer, firstSeq: number, { literal, isCaseSensitive }: LogMatcher): readonly LogLine[] {
  const options = { firstSeq, from: firstSeq, maxBytes: Number.POSITIVE_INFINITY };
  if (literal === '' || (!isCaseSensitive && /[^\0-\x7f]/.test(literal))) {
    return decodeLines(data, options).lines;
  }
  const bytes = isCaseSensitive ? literal : literal.toLowerCase();
  // Latin 1: a character for each byte, so that places in the text are places in the data.
  const text = isCaseSensitive ? null : data.toString('latin1').toLowerCase();
  const next = (at: number): number => (text === null ? data.indexOf(bytes, at) : text.indexOf(bytes, at));
  const lines: LogLine[] = [];
  let seq = firstSeq;
  let counted = 0;
  for (let at = next(0); at !== -1; ) {
    const start = data.lastIndexOf(NEWLINE, at) + 1;
    const found = data.indexOf(NEWLINE, at);
    const end = found === -1 ? data.length : found + 1;
    seq += countLines(data, counted, start);
    lines.push(...decodeLines(data.subarray(start, end), { ...options, firstSeq: seq, from: seq }).lines);
    counted = start;
    at = end >= data.length ? -1 : next(end);
  }
  return lines;
}

async function readPlace(file: FileHandle, { start, end }: Place): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(end - start);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) {
      break;
    }
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** A segment may be dropped as the oldest while it is searched: it has no lines then. */
function ifMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (isMissing(error)) {
      return instead;
    }
    throw error;
  };
}
