import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogLine } from '../../../contract/logs.ts';
import type { LogFiles } from '../../features/logs/ports.ts';
import { createLogFiles } from './log-files.ts';

const id = 7 as DeploymentId;
let directory: string;
let files: LogFiles;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'minipaas-logs-')), 'logs');
  files = createLogFiles({ directory });
});
afterEach(async () => {
  await files.close();
  rmSync(join(directory, '..'), { recursive: true });
});

const line = (text: string) => ({ at: 1_764_000_000_000, stream: 'stdout' as const, text });
const numbered = (from: number, count: number, width = 0) =>
  Array.from({ length: count }, (_, index) => line(`line ${from + index}`.padEnd(width, '.')));

async function reopen(options: Partial<Parameters<typeof createLogFiles>[0]> = {}): Promise<void> {
  await files.close();
  files = createLogFiles({ directory, ...options });
}

async function readAll(after = 0, maxBytes = 65_536): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (let next = after; ; ) {
    const batch = await files.read(id, 'runtime', { after: next, maxBytes });
    lines.push(...batch);
    const last = batch.at(-1);
    if (last === undefined) {
      return lines;
    }
    next = last.seq;
  }
}

const segments = (): string[] => readdirSync(join(directory, '7', 'runtime')).filter((name) => name.endsWith('.log'));

function expectWhole(lines: readonly LogLine[], first: number, last: number): void {
  expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  expect(lines.every(({ seq, text }) => text.replace(/\.+$/, '') === `line ${seq}`)).toBe(true);
}

describe('log files', () => {
  it('are empty, and make nothing on the disk, before the first line', async () => {
    expect(await files.state(id, 'build')).toEqual({ first: 0, last: 0, isComplete: false, sizeBytes: 0 });
    expect(await files.read(id, 'build', { after: 0, maxBytes: 100 })).toEqual([]);
    expect(await files.list()).toEqual([]);
    expect(() => statSync(directory)).toThrow(/ENOENT/);
  });

  it('number the lines of each log from 1', async () => {
    expect(await files.append(id, 'runtime', numbered(1, 3))).toMatchObject({ first: 1, last: 3, isComplete: false });
    expect(await files.append(id, 'runtime', numbered(4, 2))).toMatchObject({ first: 1, last: 5 });
    await files.append(id, 'build', [{ at: 5, stream: 'stderr', text: 'oh' }]);
    expectWhole(await readAll(), 1, 5);
    expectWhole(await readAll(3), 4, 5);
    expect(await readAll(5)).toEqual([]);
    expect(await files.read(id, 'build', { after: 0, maxBytes: 100 })).toEqual([
      { seq: 1, at: '1970-01-01T00:00:00.005Z', stream: 'stderr', text: 'oh' },
    ]);
  });

  it('go on where they were after a restart', async () => {
    await files.append(id, 'runtime', numbered(1, 2500));
    await reopen();
    expect(await files.state(id, 'runtime')).toMatchObject({ first: 1, last: 2500 });
    await files.append(id, 'runtime', numbered(2501, 10));
    expectWhole(await readAll(), 1, 2510);
    expectWhole(await readAll(2222), 2223, 2510);
  });

  it('cut off the line that a crash left half written', async () => {
    await files.append(id, 'runtime', numbered(1, 3));
    await files.close();
    const path = join(directory, '7', 'runtime', segments()[0] ?? '');
    appendFileSync(path, 'mi9x o half a li');
    files = createLogFiles({ directory });
    expect(await files.append(id, 'runtime', numbered(4, 1))).toMatchObject({ last: 4 });
    expectWhole(await readAll(), 1, 4);
  });

  it('do not touch a file only to look at it', async () => {
    await files.append(id, 'runtime', numbered(1, 3));
    await files.close();
    const path = join(directory, '7', 'runtime', segments()[0] ?? '');
    utimesSync(path, 1000, 1000);
    files = createLogFiles({ directory });
    expectWhole(await readAll(), 1, 3);
    expect(await files.list()).toEqual([{ id, writtenAt: 1_000_000 }]);
  });

  it('roll over to a new file, and are read across them from any line', async () => {
    await reopen({ segmentBytes: 10_000 });
    for (let from = 1; from <= 3000; from += 50) {
      await files.append(id, 'runtime', numbered(from, 50, 40));
    }
    expect(segments().length).toBeGreaterThan(10);
    expect(segments()[0]).toBe('000000000001.log');
    expectWhole(await readAll(), 1, 3000);
    await reopen({ segmentBytes: 10_000 });
    for (const after of [0, 1, 49, 50, 1234, 2998, 2999]) {
      expectWhole(await readAll(after), after + 1, 3000);
    }
    expectWhole(await readAll(0, 1), 1, 3000);
  });

  it('split one large batch over files', async () => {
    await reopen({ segmentBytes: 100_000 });
    expect(await files.append(id, 'runtime', numbered(1, 20_000, 50))).toMatchObject({ last: 20_000 });
    expect(segments().length).toBeGreaterThan(8);
    expectWhole(await readAll(), 1, 20_000);
  });

  it('drop the oldest files when a log grows too large, and say what is the first line kept', async () => {
    await reopen({ segmentBytes: 10_000, maxBytes: 50_000 });
    for (let from = 1; from <= 5000; from += 50) {
      await files.append(id, 'runtime', numbered(from, 50, 40));
    }
    const state = await files.state(id, 'runtime');
    expect(state.last).toBe(5000);
    expect(state.first).toBeGreaterThan(3500);
    expect(state.sizeBytes).toBeLessThanOrEqual(50_000);
    expectWhole(await readAll(), state.first, 5000);
    await reopen({ segmentBytes: 10_000, maxBytes: 50_000 });
    expect(await files.state(id, 'runtime')).toEqual(state);
  });

  it('are read right while they are written and dropped', async () => {
    await reopen({ segmentBytes: 10_000, maxBytes: 50_000, maxOpen: 2 });
    let isWriting = true;
    const write = async () => {
      for (let from = 1; from <= 8000; from += 20) {
        await files.append(id, 'runtime', numbered(from, 20, 40));
      }
      isWriting = false;
    };
    const follow = async () => {
      const seen: LogLine[] = [];
      let after = 0;
      while (isWriting || after < 8000) {
        const batch = await files.read(id, 'runtime', { after, maxBytes: 3000 });
        seen.push(...batch);
        after = batch.at(-1)?.seq ?? after;
        await setImmediate();
      }
      return seen;
    };
    const [, ...readers] = await Promise.all([write(), follow(), follow(), follow()]);
    for (const seen of readers) {
      expect(seen.at(-1)?.seq).toBe(8000);
      expect(seen.every(({ seq, text }) => text.replace(/\.+$/, '') === `line ${seq}`)).toBe(true);
      expect(seen.every(({ seq }, index) => index === 0 || seq > (seen[index - 1]?.seq ?? 0))).toBe(true);
    }
  });

  it('keep the order of appends that were not waited for', async () => {
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => files.append(id, 'runtime', numbered(index * 3 + 1, 3))),
    );
    expect((await readAll()).map(({ text }) => text)).toEqual(numbered(1, 600).map(({ text }) => text));
  });

  it('take lines of any length', async () => {
    const long = 'ä'.repeat(3_000_000);
    await files.append(id, 'runtime', [line('short'), line(long), line('end')]);
    await reopen();
    expect((await readAll(0, 100)).map(({ text }) => text.length)).toEqual([5, 3_000_000, 3]);
    expect((await readAll(1, 100))[0]?.text).toBe(long);
  });

  it('hold few files open, however many logs there are', async () => {
    await reopen({ maxOpen: 4 });
    const ids = Array.from({ length: 30 }, (_, index) => (index + 1) as DeploymentId);
    for (const round of [1, 2, 3]) {
      await Promise.all(ids.map((each) => files.append(each, 'runtime', numbered(round, 1))));
    }
    for (const each of ids) {
      expect((await files.read(each, 'runtime', { after: 0, maxBytes: 999 })).map(({ text }) => text)).toEqual([
        'line 1',
        'line 2',
        'line 3',
      ]);
    }
    const open = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return statSync(`/proc/self/fd/${fd}`).isFile() ? [fd] : [];
      } catch {
        return [];
      }
    });
    expect(open.length).toBeLessThan(30);
  });
});

describe('the end of a log', () => {
  it('is kept across a restart', async () => {
    await files.append(id, 'runtime', numbered(1, 3));
    await files.complete(id, 'runtime');
    await files.complete(id, 'runtime');
    expect(await files.state(id, 'runtime')).toMatchObject({ last: 3, isComplete: true });
    await reopen();
    expect(await files.state(id, 'runtime')).toMatchObject({ last: 3, isComplete: true });
    expectWhole(await readAll(), 1, 3);
  });

  it('can be the end of a log without lines', async () => {
    await files.complete(id, 'build');
    await reopen();
    expect(await files.state(id, 'build')).toEqual({ first: 0, last: 0, isComplete: true, sizeBytes: 0 });
  });

  it('is taken back by the next line: a stopped release was started again', async () => {
    await files.append(id, 'runtime', numbered(1, 1));
    await files.complete(id, 'runtime');
    expect(await files.append(id, 'runtime', numbered(2, 1))).toMatchObject({ last: 2, isComplete: false });
    await reopen();
    expect(await files.state(id, 'runtime')).toMatchObject({ last: 2, isComplete: false });
  });
});

describe('removing', () => {
  it('removes both logs of a deployment and begins anew at 1', async () => {
    await files.append(id, 'runtime', numbered(1, 3));
    await files.append(id, 'build', numbered(1, 3));
    await files.append(8 as DeploymentId, 'build', numbered(1, 3));
    await files.remove(id);
    expect(readdirSync(directory)).toEqual(['8']);
    expect(await files.state(id, 'runtime')).toMatchObject({ last: 0, sizeBytes: 0 });
    expect(await files.append(id, 'runtime', numbered(1, 1))).toMatchObject({ first: 1, last: 1 });
    await files.remove(99 as DeploymentId);
  });
});

describe('trouble', () => {
  it('on a full disk says so, loses nothing written before and goes on when there is room', async () => {
    await reopen({ segmentBytes: 200 });
    await files.append(id, 'runtime', numbered(1, 10, 40));
    const next = join(directory, '7', 'runtime', '000000000011.log');
    symlinkSync('/dev/full', next);
    await expect(files.append(id, 'runtime', numbered(11, 3, 40))).rejects.toMatchObject({ code: 'DISK_FULL' });
    rmSync(next);
    expect(await files.append(id, 'runtime', numbered(11, 3, 40))).toMatchObject({ last: 13 });
    expectWhole(await readAll(), 1, 13);
  });

  it('with the folder names it', async () => {
    writeFileSync(directory, 'a file where the folder should be');
    await expect(files.append(id, 'runtime', numbered(1, 1))).rejects.toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      message: expect.stringContaining(directory),
    });
  });

  it('with a file that lost its end skips to the next one', async () => {
    await reopen({ segmentBytes: 1000 });
    for (let from = 1; from <= 100; from += 10) {
      await files.append(id, 'runtime', numbered(from, 10, 40));
    }
    await files.close();
    const path = join(directory, '7', 'runtime', segments()[0] ?? '');
    truncateSync(path, Math.floor(statSync(path).size / 2));
    files = createLogFiles({ directory });
    const lines = await readAll();
    expect(lines.at(-1)?.seq).toBe(100);
    expect(lines.length).toBeLessThan(100);
    expect(lines.every(({ seq, text }) => text.replace(/\.+$/, '') === `line ${seq}`)).toBe(true);
  });
});
