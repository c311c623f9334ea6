// The output of real containers: complete, in order, and taken up again exactly where it was left.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogChunk } from '../../src/main/features/deployments/ports.ts';
import { openTestEngine, type TestEngine } from '../support/docker.ts';

let test: TestEngine;

beforeAll(async () => {
  test = await openTestEngine();
});
afterAll(async () => {
  await test.close();
});

async function started(command: readonly string[], base?: string): Promise<string> {
  const image = await test.imageRunning(command, base);
  const id = await test.engine.containers.create(test.spec({ image }));
  await test.engine.containers.start(id);
  return id;
}

async function linesOf(id: string, since: string | null = null): Promise<LogChunk[]> {
  const lines: LogChunk[] = [];
  await test.engine.containers.followLogs(id, {
    since,
    signal: new AbortController().signal,
    onLines: (batch) => {
      for (const line of batch) {
        lines.push(line);
      }
    },
  });
  return lines;
}

const texts = (lines: readonly LogChunk[]): string[] => lines.map(({ text }) => text);

/** Writes `count` numbered lines to each stream, as fast as it can. */
const both = (count: number): string[] => [
  'sh',
  '-c',
  `(i=0; while [ $i -lt ${count} ]; do echo out $i; i=$((i+1)); done) & (i=0; while [ $i -lt ${count} ]; do echo err $i >&2; i=$((i+1)); done) & wait`,
];

describe('following the output', () => {
  it('carries 200,000 lines of two streams: all of them, each stream in order, by its name', async () => {
    const id = await started(both(100_000));
    const lines = await linesOf(id);
    for (const [stream, word] of [
      ['stdout', 'out'],
      ['stderr', 'err'],
    ] as const) {
      const own = lines.filter((line) => line.stream === stream);
      expect(own.length).toBe(100_000);
      expect(own.findIndex(({ text }, index) => text !== `${word} ${index}`)).toBe(-1);
    }
    expect(new Set(lines.map(({ engineTime }) => engineTime)).size).toBe(lines.length);
    expect(lines[0]?.at).toBe(Date.parse(lines[0]?.engineTime.split('#')[0] ?? ''));
  });

  it('goes on after any line without loss and without repeats', async () => {
    const id = await started(both(20_000));
    const all = await linesOf(id);
    expect(all.length).toBe(40_000);
    // Where a line stands behind one with a later time, a reader that trusts times loses lines.
    const timeOf = (index: number): string => all[index]?.engineTime ?? '';
    const displaced = all.flatMap((_line, index) =>
      index > 0 && timeOf(index) < timeOf(index - 1) ? [index - 1] : [],
    );
    const spread = [0, 1, 777, 20_000, 39_998, 39_999];
    for (const index of [...displaced.slice(0, 10), ...spread]) {
      const rest = await linesOf(id, timeOf(index));
      expect(rest.length).toBe(all.length - index - 1);
      expect(rest[0]).toEqual(all[index + 1]);
    }
  });

  it('can be interrupted again and again while the container writes', async () => {
    const id = await started(both(30_000));
    const all: LogChunk[] = [];
    let isEnded = false;
    while (!isEnded) {
      const stopping = new AbortController();
      const limit = all.length + 7_000;
      isEnded = await test.engine.containers
        .followLogs(id, {
          since: all.at(-1)?.engineTime ?? null,
          signal: stopping.signal,
          onLines: (batch) => {
            all.push(...batch);
            if (all.length >= limit) {
              stopping.abort(new Error('enough'));
            }
          },
        })
        .then(
          () => true,
          () => false,
        );
    }
    expect(texts(all.filter(({ stream }) => stream === 'stdout'))).toEqual(
      Array.from({ length: 30_000 }, (_, index) => `out ${index}`),
    );
    expect(texts(all.filter(({ stream }) => stream === 'stderr'))).toEqual(
      Array.from({ length: 30_000 }, (_, index) => `err ${index}`),
    );
  });

  it('goes on by time where the engine has thrown the line away', async () => {
    const id = await started(['sh', '-c', 'echo one; echo two']);
    expect(texts(await linesOf(id, '2020-01-01T00:00:00.000000000Z'))).toEqual(['one', 'two']);
    expect(texts(await linesOf(id, '2099-01-01T00:00:00.000000000Z'))).toEqual([]);
  });

  it('cuts long lines between characters, joins split ones, and shows what a terminal would', async () => {
    const script = [
      'process.stdout.write("x".repeat(200000) + "\\n" + "ä€😀".repeat(1000) + "\\n")',
      'process.stdout.write("10%\\r50%\\r100%\\r\\n")',
      'process.stdout.write("windows\\r\\n")',
      'process.stdout.write("no end")',
    ].join(';');
    const lines = await linesOf(await started(['node', '-e', script], 'node:local'));
    // Past 16 KiB the engine itself cuts characters in two.
    expect(texts(lines).slice(0, 4)).toEqual([65_536, 65_536, 65_536, 3_392].map((size) => 'x'.repeat(size)));
    expect(texts(lines).slice(4)).toEqual(['ä€😀'.repeat(1_000), '100%', 'windows', 'no end']);
  });

  it('reads a container with a terminal', async () => {
    const { docker } = test.client;
    const command = ['sh', '-c', 'echo first; head -c 40000 /dev/zero | tr "\\0" x; echo; echo last'];
    const container = await docker.createContainer({
      Image: 'busybox:local',
      Cmd: command,
      Tty: true,
      Labels: { ...test.labels },
    });
    await container.start();
    const lines = await linesOf(container.id);
    expect(texts(lines)).toEqual(['first', 'x'.repeat(40_000), 'last']);
    expect(texts(await linesOf(container.id, lines[0]?.engineTime ?? null))).toEqual(['x'.repeat(40_000), 'last']);
  });

  it('holds the engine back while the lines are taken', async () => {
    const id = await started(both(5_000));
    let inFlight = 0;
    let most = 0;
    await test.engine.containers.followLogs(id, {
      since: null,
      signal: new AbortController().signal,
      async onLines() {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight -= 1;
      },
    });
    expect(most).toBe(1);
  });

  it('ends when the container stops, and at once when it is gone', async () => {
    const id = await started(['sh', '-c', 'echo up; sleep 600']);
    const lines: string[] = [];
    const { containers } = test.engine;
    const following = containers.followLogs(id, {
      since: null,
      signal: new AbortController().signal,
      onLines: async (batch) => {
        lines.push(...texts(batch));
        void containers.stop(id, 0);
      },
    });
    await following;
    expect(lines).toEqual(['up']);
    await containers.remove(id);
    expect(await linesOf(id)).toEqual([]);
  });

  it('throws the reason of an abort, and the error of whoever takes the lines', async () => {
    const id = await started(['sh', '-c', 'echo up; sleep 600']);
    const reason = new Error('no longer of interest');
    const stopping = new AbortController();
    const following = test.engine.containers.followLogs(id, {
      since: null,
      signal: stopping.signal,
      onLines: () => stopping.abort(reason),
    });
    await expect(following).rejects.toBe(reason);
    const failing = test.engine.containers.followLogs(id, {
      since: null,
      signal: new AbortController().signal,
      onLines: () => Promise.reject(Object.assign(new Error('the file is gone'), { code: 'ENOENT' })),
    });
    await expect(failing).rejects.toThrow('the file is gone');
  });
});
