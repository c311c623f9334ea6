import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentId, ProjectId } from '../../src/contract/ids.ts';
import { createLogFiles } from '../../src/main/adapters/files/log-files.ts';
import { createRegexRunner } from '../../src/main/adapters/regex/regex-runner.ts';
import type { LogClock, LogFiles } from '../../src/main/features/logs/ports.ts';
import { noFilter } from '../../src/contract/logs.ts';
import { createLogs, type Logs } from '../../src/main/features/logs/service.ts';

const id = 7 as DeploymentId;
const DAY = 86_400_000;
const caller = { signal: new AbortController().signal };
const input = { id, kind: 'build' as const, after: 0, maxBytes: 65_536, waitMs: 0 };
const out = (text: string) => ({ stream: 'stdout' as const, text });

let directory: string;
let files: LogFiles;
let logs: Logs;
let now: number;
let sleeps: number[];
let known: Set<number>;

/** Sleeps only end when they are called off: a test that needs one to end uses another clock. */
const stoppedClock: LogClock = {
  now: () => now,
  sleep: (ms, signal) => {
    sleeps.push(ms);
    return sleep(2 ** 30, undefined, signal === undefined ? {} : { signal });
  },
};

beforeEach(() => {
  now = 1_764_000_000_000;
  sleeps = [];
  known = new Set([7, 8]);
  directory = mkdtempSync(join(tmpdir(), 'minipaas-log-service-'));
  files = createLogFiles({ directory });
  logs = createLogs({
    files,
    clock: stoppedClock,
    hasDeployment: (each) => known.has(each),
    deployments: () =>
      [...known].toSorted((a, b) => b - a).map((each) => ({ id: each as DeploymentId, projectId: 1 as ProjectId })),
    regex: createRegexRunner(),
  });
});
afterEach(async () => {
  await files.close();
  rmSync(directory, { recursive: true });
});

async function collect(parts: AsyncIterable<Buffer>): Promise<string[]> {
  const texts: string[] = [];
  for await (const part of parts) {
    texts.push(part.toString());
  }
  return texts;
}

/** Waits until a reader has found nothing and gone to sleep. */
async function untilAsleep(count = 1): Promise<void> {
  while (sleeps.length < count) {
    await sleep(1);
  }
}

describe('reading', () => {
  it('gives lines after a number, and where to go on', async () => {
    expect(await logs.append(id, 'build', [out('one'), { stream: 'stderr', text: 'two', at: 5 }])).toEqual({ last: 2 });
    expect(await logs.read(input, caller)).toEqual({
      lines: [
        { seq: 1, at: new Date(now).toISOString(), stream: 'stdout', text: 'one' },
        { seq: 2, at: '1970-01-01T00:00:00.005Z', stream: 'stderr', text: 'two' },
      ],
      next: 2,
      first: 1,
      last: 2,
      isComplete: false,
    });
    expect(await logs.read({ ...input, after: 2 }, caller)).toMatchObject({ lines: [], next: 2, last: 2 });
    expect(await logs.read({ ...input, kind: 'runtime' }, caller)).toMatchObject({
      lines: [],
      next: 0,
      first: 0,
      last: 0,
    });
  });

  it('refuses a deployment that does not exist', async () => {
    await expect(logs.read({ ...input, id: 9 as DeploymentId }, caller)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('waits for the next line and answers as soon as it is there', async () => {
    const reading = logs.read({ ...input, waitMs: 25_000 }, caller);
    await untilAsleep();
    expect(sleeps).toEqual([25_000]);
    await logs.append(id, 'runtime', [out('of the other log')]);
    await logs.append(id, 'build', [out('here')]);
    expect(await reading).toMatchObject({ lines: [{ text: 'here' }], next: 1 });
  });

  it('wakes all who wait', async () => {
    const readings = [1, 2, 3].map(() => logs.read({ ...input, waitMs: 25_000 }, caller));
    await untilAsleep(3);
    await logs.append(id, 'build', [out('here')]);
    for (const batch of await Promise.all(readings)) {
      expect(batch.lines).toHaveLength(1);
    }
  });

  it('answers with nothing when the time is over', async () => {
    const quick = createLogs({
      files,
      clock: {
        now: () => now,
        sleep: async (ms) => {
          now += ms;
        },
      },
      hasDeployment: () => true,
      deployments: () => [],
      regex: createRegexRunner(),
    });
    expect(await quick.read({ ...input, waitMs: 25_000 }, caller)).toMatchObject({
      lines: [],
      next: 0,
      isComplete: false,
    });
  });

  it('stops waiting when the client goes away', async () => {
    const client = new AbortController();
    const reading = logs.read({ ...input, waitMs: 25_000 }, { signal: client.signal });
    await untilAsleep();
    client.abort(new Error('gone'));
    await expect(reading).rejects.toThrow(/abort/);
    await expect(logs.read(input, { signal: client.signal })).rejects.toThrow('gone');
  });

  it('does not wait at the end of a complete log, and wakes who waited for it', async () => {
    await logs.append(id, 'build', [out('one')]);
    const reading = logs.read({ ...input, after: 1, waitMs: 25_000 }, caller);
    await untilAsleep();
    await logs.complete(id, 'build');
    expect(await reading).toMatchObject({ lines: [], next: 1, last: 1, isComplete: true });
    expect(await logs.read({ ...input, waitMs: 25_000 }, caller)).toMatchObject({ next: 1, isComplete: true });
    expect(sleeps).toHaveLength(1);
  });

  it('follows a log that is written at the same time without a gap', async () => {
    const follow = async () => {
      const seen: number[] = [];
      for (let after = 0; ; ) {
        const batch = await logs.read({ ...input, after, waitMs: 25_000, maxBytes: 500 }, caller);
        seen.push(...batch.lines.map(({ seq }) => seq));
        after = batch.next;
        if (batch.isComplete && after >= batch.last) {
          return seen;
        }
      }
    };
    const following = [follow(), follow()];
    for (let round = 0; round < 200; round += 1) {
      await logs.append(id, 'build', [out(`line ${round}`), out('and another')]);
    }
    await logs.complete(id, 'build');
    for (const seen of await Promise.all(following)) {
      expect(seen).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
    }
  });
});

describe('reading only some lines', () => {
  const write = () =>
    logs.append(id, 'build', [
      out('ready'),
      out('ERROR no basket 1'),
      { stream: 'stderr', text: 'WARN slow' },
      out('{"level":"error","msg":"no basket 2"}'),
      out('a'.repeat(40)),
    ]);

  it('chooses by text, expression and level, and says how far it looked', async () => {
    await write();
    const seqs = async (filter: object) =>
      (await logs.read({ ...input, ...filter }, caller)).lines.map(({ seq }) => seq);
    expect(await seqs({ query: 'BASKET' })).toEqual([2, 4]);
    expect(await seqs({ query: 'BASKET', isCaseSensitive: true })).toEqual([]);
    expect(await seqs({ query: 'basket \\d$', isRegex: true })).toEqual([2]);
    expect(await seqs({ levels: ['warn', 'error'] })).toEqual([2, 3, 4]);
    expect(await seqs({ levels: ['error'], from: new Date(now + 1).toISOString() })).toEqual([]);
    expect(await logs.read({ ...input, query: 'nowhere' }, caller)).toMatchObject({ lines: [], next: 5, last: 5 });
    const part = await logs.read({ ...input, query: 'basket', maxBytes: 10 }, caller);
    expect(part).toMatchObject({ lines: [{ seq: 2 }], next: 2 });
  });

  it('waits for the next line that is chosen', async () => {
    await write();
    const reading = logs.read({ ...input, query: 'wanted', waitMs: 25_000 }, caller);
    await untilAsleep();
    await logs.append(id, 'build', [out('another')]);
    await untilAsleep(2);
    await logs.append(id, 'build', [out('wanted')]);
    expect(await reading).toMatchObject({ lines: [{ seq: 7 }], next: 7 });
  });

  it('stops an expression that never ends, and refuses what is none', async () => {
    await write();
    const evil = { ...input, query: '^(a+)+$b', isRegex: true };
    await expect(logs.read(evil, caller)).rejects.toMatchObject({ code: 'SEARCH_TOO_SLOW', field: 'query' });
    await expect(logs.read({ ...input, query: '(', isRegex: true }, caller)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  it('downloads a part, as text or as JSON lines', async () => {
    await write();
    const whole = { format: 'json', filter: noFilter, fromSeq: 1, toSeq: Number.MAX_SAFE_INTEGER } as const;
    const json = (await collect(logs.download(id, 'build', { ...whole, filter: { ...noFilter, levels: ['error'] } })))
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(json).toMatchObject([
      { seq: 2, stream: 'stdout', level: 'error', text: 'ERROR no basket 1' },
      { seq: 4, level: 'error' },
    ]);
    const text = (await collect(logs.download(id, 'build', { ...whole, format: 'text', fromSeq: 2, toSeq: 3 }))).join(
      '',
    );
    expect(text.split('\n').map((line) => line.slice(25))).toEqual([
      'stdout ERROR no basket 1',
      'stderr WARN slow',
      '',
    ]);
  });
});

describe('secrets', () => {
  it('are masked before they are stored, in both logs, also those of before', async () => {
    logs.protect(id, ['hunter2']);
    logs.protect(id, ['swordfish']);
    await logs.append(id, 'build', [out('password is hunter2')]);
    await logs.append(id, 'runtime', [out('{"password":"swordfish"}')]);
    expect((await logs.read(input, caller)).lines[0]?.text).toBe('password is ***');
    expect((await logs.read({ ...input, kind: 'runtime' }, caller)).lines[0]?.text).toBe('{"password":"***"}');
    expect(logs.mask(id, 'it said hunter2')).toBe('it said ***');
    expect(logs.mask(8 as DeploymentId, 'it said hunter2')).toBe('it said hunter2');
  });

  it('are masked when two appends share one', async () => {
    logs.protect(id, ['correct-horse-battery-staple']);
    await logs.append(id, 'build', [out('x'.repeat(65_526).concat('correct-ho'))]);
    await logs.append(id, 'build', [out('rse-battery-staple.')]);
    const text = (await collect(logs.download(id, 'build'))).join('');
    expect(text).not.toContain('horse');
    expect(text).not.toContain('correct-ho');
    expect(text).not.toContain('battery');
  });
});

describe('what deployments ask', () => {
  it('is the last lines', async () => {
    await logs.append(
      id,
      'build',
      Array.from({ length: 500 }, (_, index) => out(`line ${index + 1}`)),
    );
    expect((await logs.tail(id, 'build', 2)).map(({ text }) => text)).toEqual(['line 499', 'line 500']);
    expect(await logs.tail(id, 'build', 1000)).toHaveLength(500);
    expect(await logs.tail(id, 'runtime', 5)).toEqual([]);
  });

  it('is how many lines of the application follow a number', async () => {
    await logs.append(id, 'runtime', [
      out('a'),
      { stream: 'system', text: 'restarted' },
      { stream: 'stderr', text: 'b' },
      out('c'),
    ]);
    expect(await logs.countAfter(id, 'runtime', 0)).toEqual({ last: 4, output: 3 });
    expect(await logs.countAfter(id, 'runtime', 2)).toEqual({ last: 4, output: 2 });
    expect(await logs.countAfter(id, 'runtime', Number.MAX_SAFE_INTEGER)).toEqual({ last: 4, output: 0 });
  });

  it('is the size, and the end of it', async () => {
    await logs.append(id, 'build', [out('a')]);
    await logs.append(id, 'runtime', [out('a')]);
    expect(await logs.sizeOf(id)).toBe(2 * '12345678 o a\n'.length);
    await logs.remove(id);
    expect(await logs.sizeOf(id)).toBe(0);
  });
});

describe('downloading', () => {
  it('gives the whole log as text, and ends although more is written', async () => {
    await logs.append(id, 'build', [out('grüße'), { stream: 'system', text: 'done', at: 0 }]);
    const parts: Buffer[] = [];
    for await (const part of logs.download(id, 'build')) {
      parts.push(part);
      await logs.append(id, 'build', [out('more')]);
    }
    expect(Buffer.concat(parts).toString()).toBe(
      `${new Date(now).toISOString()} stdout grüße\n1970-01-01T00:00:00.000Z system done\n`,
    );
  });

  it('refuses a deployment that does not exist', async () => {
    await expect(collect(logs.download(9 as DeploymentId, 'build'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('old logs', () => {
  it('go after their days, unless the deployment runs; logs of nobody go at once', async () => {
    for (const each of [7, 8, 9]) {
      await logs.append(each as DeploymentId, 'build', [out('x')]);
    }
    now = Date.now() + 29 * DAY;
    expect(await logs.removeOld(30, (each) => each === 8)).toEqual([9]);
    now = Date.now() + 31 * DAY;
    expect(await logs.removeOld(30, (each) => each === 8)).toEqual([7]);
    expect((await files.list()).map((each) => each.id)).toEqual([8]);
  });
});
