// Searches over real log files: with and without an index, in parts, in every way one can ask.
import { existsSync, mkdtempSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentId, ProjectId } from '../../src/contract/ids.ts';
import { type LogKind, type LogSearchHit, type LogSearchInput, logSearchInput } from '../../src/contract/logs.ts';
import { createLogFiles } from '../../src/main/adapters/files/log-files.ts';
import { createRegexRunner } from '../../src/main/adapters/regex/regex-runner.ts';
import type { LogFiles } from '../../src/main/features/logs/ports.ts';
import { createLogSearch } from '../../src/main/features/logs/search.ts';

const START = 1_790_000_000_000;
const SEGMENT = 300_000;
const { signal } = new AbortController();

let directory: string;
let files: LogFiles;
const all = [3, 2, 1].map((id) => ({ id: id as DeploymentId, projectId: Math.ceil(id / 2) as ProjectId }));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'minipaas-log-search-'));
  files = createLogFiles({ directory, segmentBytes: SEGMENT, maxBytes: 100 * SEGMENT });
});
afterEach(async () => {
  await files.close();
  rmSync(directory, { recursive: true });
});

/** `regexMs`: long enough for a sane expression on any machine, unless one is to be stopped. */
function search(input: Partial<LogSearchInput>, regexMs = 60_000) {
  const run = createLogSearch({
    files,
    deployments: (project) => all.filter(({ projectId }) => project === null || projectId === project),
    regex: createRegexRunner({ timeoutMs: regexMs }),
  });
  return run(logSearchInput.parse(input), { signal });
}

/** To the end, part by part. */
async function searchAll(input: Partial<LogSearchInput>, regexMs?: number): Promise<LogSearchHit[]> {
  const hits: LogSearchHit[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const part = await search({ ...input, ...(cursor === undefined ? {} : { cursor }) }, regexMs);
    hits.push(...part.hits);
    cursor = part.nextCursor;
  }
  return hits;
}

const where = (hits: readonly LogSearchHit[]): readonly string[] =>
  hits.map(({ deploymentId, kind, line }) => `${deploymentId}/${kind}/${line.seq}`);

async function write(id: number, kind: LogKind, texts: readonly string[], at = START): Promise<void> {
  const lines = texts.map((text, index) => ({ at: at + index, stream: 'stdout' as const, text }));
  // As they come: a batch ends up in one segment.
  for (let begin = 0; begin < lines.length; begin += 1000) {
    await files.append(id as DeploymentId, kind, lines.slice(begin, begin + 1000));
  }
}

const noise = (count: number, special: Readonly<Record<number, string>> = {}): string[] =>
  Array.from({ length: count }, (_, index) => special[index + 1] ?? `GET /items/${index + 1} 200 in ${index % 89} ms`);

const segmentsOf = (id: number): string[] => readdirSync(join(directory, String(id), 'runtime')).toSorted();

async function indexed(id: number): Promise<void> {
  await expect
    .poll(() => {
      const names = segmentsOf(id);
      return (
        names.filter((name) => name.endsWith('.idx')).length ===
        names.filter((name) => name.endsWith('.log')).length - 1
      );
    })
    .toBe(true);
}

describe('a search', () => {
  it('finds a rare word in a long log, with its indexes and without', async () => {
    await write(1, 'runtime', noise(60_000, { 5: 'the Needle, first', 31_234: 'a needle', 59_999: 'NEEDLE at last' }));
    await indexed(1);
    const expected = ['1/runtime/59999', '1/runtime/31234', '1/runtime/5'];
    expect(where(await searchAll({ query: 'needle' }))).toEqual(expected);
    expect(where(await searchAll({ query: 'Needle', isCaseSensitive: true }))).toEqual(['1/runtime/5']);
    for (const name of segmentsOf(1).filter((each) => each.endsWith('.idx'))) {
      unlinkSync(join(directory, '1', 'runtime', name));
    }
    await files.close();
    files = createLogFiles({ directory, segmentBytes: SEGMENT, maxBytes: 100 * SEGMENT });
    expect(where(await searchAll({ query: 'needle' }))).toEqual(expected);
    expect(where(await searchAll({ query: 'Needle', isCaseSensitive: true }))).toEqual(['1/runtime/5']);
    // The search asked for what was missing.
    await indexed(1);
    expect(where(await searchAll({ query: 'needle' }))).toEqual(expected);
  });

  it('goes from the newest line to the oldest in pages of any size, each line once', async () => {
    await write(1, 'runtime', noise(20_000));
    await write(2, 'build', ['GET /items/5 from the build']);
    const wanted = [
      '2/build/1',
      ...Array.from({ length: 20_000 }, (_, index) => 20_000 - index)
        .filter((seq) => String(seq).startsWith('5') || seq === 5)
        .map((seq) => `1/runtime/${seq}`),
    ];
    for (const limit of [1, 7, 500]) {
      const input = { query: '/items/5', limit };
      const found = limit === 1 ? (await search(input)).hits : await searchAll(input);
      expect(where(found)).toEqual(wanted.slice(0, found.length));
      expect(found.length).toBe(limit === 1 ? 1 : wanted.length);
    }
  });

  it('keeps to a project, a deployment, a kind', async () => {
    for (const { id } of all) {
      await write(id, 'runtime', ['mark']);
      await write(id, 'build', ['mark']);
    }
    expect(where(await searchAll({ query: 'mark' }))).toEqual(
      [3, 2, 1].flatMap((id) => [`${id}/runtime/1`, `${id}/build/1`]),
    );
    expect(where(await searchAll({ query: 'mark', projectId: 1 as ProjectId, kind: 'build' }))).toEqual([
      '2/build/1',
      '1/build/1',
    ]);
    expect(where(await searchAll({ query: 'mark', deploymentId: 3 as DeploymentId, kind: 'runtime' }))).toEqual([
      '3/runtime/1',
    ]);
  });

  it('keeps to a time', async () => {
    await write(1, 'runtime', noise(20_000));
    const at = (index: number): string => new Date(START + index).toISOString();
    const found = await searchAll({ from: at(9_998), to: at(10_001) });
    expect(where(found)).toEqual([10_002, 10_001, 10_000, 9_999].map((seq) => `1/runtime/${seq}`));
  });

  it('keeps to levels, and tells them', async () => {
    await write(1, 'runtime', ['INFO: ready', 'ERROR: no', 'plain', '{"level":40,"msg":"careful"}']);
    const found = await searchAll({ levels: ['warn', 'error'] });
    expect(found.map(({ line, level }) => [line.seq, level])).toEqual([
      [4, 'warn'],
      [2, 'error'],
    ]);
    expect((await searchAll({})).map(({ level }) => level)).toEqual(['warn', null, 'error', 'info']);
  });

  it('takes a regular expression, and one that never ends is stopped', async () => {
    await write(
      1,
      'runtime',
      noise(20_000, { 77: 'user 42 not found', 78: 'user x not found', 12_000: `${'a'.repeat(50)}!` }),
    );
    await indexed(1);
    expect(where(await searchAll({ query: 'USER \\d+ not', isRegex: true }))).toEqual(['1/runtime/77']);
    expect(where(await searchAll({ query: '^(user|nobody) \\w+ not', isRegex: true }))).toEqual([
      '1/runtime/78',
      '1/runtime/77',
    ]);
    expect((await searchAll({ query: 'USER (\\d+) not', isRegex: true })).map(({ line }) => line.marks)).toEqual([
      [expect.stringMatching(/^user \d+ not$/i)],
    ]);
    await expect(searchAll({ query: '(', isRegex: true })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringContaining('Unterminated group'),
    });
    await expect(searchAll({ query: '^(a+)+$', isRegex: true }, 1_000)).rejects.toMatchObject({
      code: 'SEARCH_TOO_SLOW',
    });
  });

  it('finds what is in any alphabet, and in a line longer than a block', async () => {
    await write(1, 'runtime', ['Überraschung', 'ЖУРНАЛ', `${'x'.repeat(200_000)} the end`, '日本語のログ']);
    await write(1, 'runtime', noise(10_000));
    await indexed(1);
    expect(where(await searchAll({ query: 'überraschung' }))).toEqual(['1/runtime/1']);
    expect(where(await searchAll({ query: 'журнал' }))).toEqual(['1/runtime/2']);
    expect(where(await searchAll({ query: 'the end', kind: 'runtime' }))).toEqual(['1/runtime/3']);
    expect(where(await searchAll({ query: '本語', isCaseSensitive: true }))).toEqual(['1/runtime/4']);
    expect(where(await searchAll({ query: 'ü' }))).toEqual(['1/runtime/1']);
  });

  it('says how far it is, and goes on where deployments have come or gone', async () => {
    await write(2, 'runtime', ['mark', 'mark']);
    await write(1, 'runtime', ['mark']);
    let first = await search({ query: 'mark', limit: 1 });
    // A part ends after some time as well: a slow machine comes less far in one.
    while (first.hits.length === 0) {
      first = await search({ query: 'mark', limit: 1, cursor: first.nextCursor ?? '' });
    }
    expect(first).toMatchObject({ hits: [{ deploymentId: 2, line: { seq: 2 } }], searchedLogs: 2, totalLogs: 6 });
    await files.remove(2 as DeploymentId);
    const found: LogSearchHit[] = [];
    let rest = first;
    while (rest.nextCursor !== null) {
      rest = await search({ query: 'mark', cursor: rest.nextCursor });
      found.push(...rest.hits);
    }
    expect(where(found)).toEqual(['1/runtime/1']);
    expect(rest.searchedLogs).toBe(6);
    await expect(search({ cursor: 'x' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'cursor' });
  });

  it('leaves no index of a segment that was dropped', async () => {
    await files.close();
    files = createLogFiles({ directory, segmentBytes: 50_000, maxBytes: 100_000 });
    await write(1, 'runtime', noise(20_000));
    await searchAll({ query: 'nothing' });
    await expect
      .poll(() =>
        segmentsOf(1).filter(
          (name) => name.endsWith('.idx') && !existsSync(join(directory, '1', 'runtime', name.replace('.idx', '.log'))),
        ),
      )
      .toEqual([]);
  });
});
