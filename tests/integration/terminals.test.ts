// Shells in containers on the real engine: typed into, resized, and really gone when they are closed.
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import type { DockerEngine } from '../../src/main/adapters/docker/connector.ts';
import type { Shell } from '../../src/main/features/terminals/ports.ts';
import { openTerminalSession, type TerminalSession } from '../../src/main/features/terminals/terminal-session.ts';
import { buildRequest, contextOf, openTestEngine, type TestEngine } from '../support/docker.ts';

let test: TestEngine;
let engine: DockerEngine;
const opened: TerminalSession[] = [];
const size = { columns: 100, rows: 30 };
const noSignal = new AbortController().signal;

beforeAll(async () => {
  test = await openTestEngine();
  ({ engine } = test);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((session) => session.close()));
});
afterAll(() => test.close());

async function start(command: readonly string[], base?: string): Promise<string> {
  const image = await test.imageRunning(command, base);
  return run(image);
}

const run = (image: string): string =>
  execFileSync('docker', ['run', '-d', '--init', '--label', labelOf(test), image], { encoding: 'utf8' }).trim();
const labelOf = ({ prefix }: TestEngine): string => `minipaas.test=${prefix}`;

const shellIn = (id: string, mark = `minipaas-terminal:test:${id}`): Promise<Shell> =>
  engine.openContainerShell({ id, name: 'shop', mark }, { size, signal: AbortSignal.timeout(240_000) });

async function openIn(id: string): Promise<TerminalSession> {
  const session = openTerminalSession({ shell: await shellIn(id), clock: systemClock });
  opened.push(session);
  return session;
}

/** Everything that was shown from `after` on, until the pattern is found. */
async function until(session: TerminalSession, pattern: RegExp): Promise<string> {
  let text = '';
  for (let after = 0; !pattern.test(text); ) {
    const output = await session.read({ after, maxChars: 65_536, waitMs: 20_000 }, AbortSignal.timeout(240_000));
    text += output.text;
    after = output.next;
    if (output.end !== null) {
      throw new Error(`It ended (${output.end.message}) without ${pattern}: ${text}`);
    }
  }
  return text;
}

/** What runs in a container besides its own program, the first process and the list itself. */
const visitorsOf = (id: string): readonly string[] =>
  execFileSync('docker', ['exec', id, 'ps', '-o', 'args'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^(COMMAND|.*docker-init -- .*|sleep 900|ps -o args|)$/.test(line));

describe('a terminal in a container', () => {
  let id: string;
  beforeAll(async () => {
    id = await start(['sleep', '900']);
  });

  it('runs what is typed, in a terminal of the size that was asked for, and follows when that changes', async () => {
    const session = await openIn(id);
    await session.write('echo $((40+2)) $(stty size) $TERM\n', noSignal);
    await until(session, /42 30 100 xterm-256color/);
    await session.resize({ columns: 61, rows: 17 });
    await session.write('stty size\n', noSignal);
    await until(session, /17 61/);
  });

  it('shows nothing of how it was started', async () => {
    const session = await openIn(id);
    await session.write('exit\n', noSignal);
    await session.ended;
    const { text, end } = await session.read({ after: 0, maxChars: 65_536, waitMs: 0 }, noSignal);
    expect(text).not.toContain('minipaas');
    expect(end).toMatchObject({ reason: 'exited', exitCode: 0 });
  });

  it.each([
    ['at its prompt', 'true'],
    ['with a program in front', 'sleep 777'],
    ['with a program that reads the keyboard as it is', 'vi /tmp/new'],
    ['while it writes without end', 'yes'],
    ['that does not hang up', 'trap : HUP; sleep 777'],
  ])('is gone when it is closed: %s', async (_what, command) => {
    const session = await openIn(id);
    await session.write(`echo be''gun; ${command}\n`, noSignal);
    await until(session, /begun/);
    await session.close();
    expect(session.end).toMatchObject({ reason: 'closed' });
    await expect.poll(() => visitorsOf(id)).toEqual([]);
  });

  it('holds the program back when nobody reads, and gives what was held in order', async () => {
    const session = await openIn(id);
    await session.write('seq 1 300000; echo do""ne\n', noSignal);
    const text = await until(session, /done\r?\n/);
    const numbers = text.split(/\r?\n/).filter((line) => /^\d+$/.test(line));
    expect(numbers).toHaveLength(300_000);
    expect(numbers.at(-1)).toBe('300000');
  });

  it('ends with its container, and says so', async () => {
    const other = await start(['sleep', '900']);
    const session = await openIn(other);
    await engine.containers.stop(other, 0);
    expect(await session.ended).toMatchObject({ reason: 'stopped', exitCode: 137 });
    await expect(shellIn(other)).rejects.toMatchObject({ code: 'PROJECT_NOT_RUNNING' });
  });

  it('prefers bash', async () => {
    const bash = await start(['sleep', '900'], await imageWithBash());
    for (const [container, program] of [
      [bash, 'bash'],
      [id, 'sh'],
    ] as const) {
      const shell = await shellIn(container);
      expect(shell.program).toBe(program);
      await shell.end();
    }
  });

  it('says that an image has no shell', async () => {
    const tag = `${test.prefix}-bare:1`;
    const dockerfile = 'FROM scratch\nCOPY --from=busybox:local /bin/busybox /sleep\nCMD ["/sleep", "900"]\n';
    const context = contextOf({ Dockerfile: dockerfile });
    await engine.images.build(buildRequest({ tag, labels: test.labels, context }));
    await expect(shellIn(run(tag))).rejects.toMatchObject({ code: 'TERMINAL_NO_SHELL' });
  });

  it('is ended when its owner died, and none that somebody has', async () => {
    const prefix = 'minipaas-terminal:installation:';
    await expect.poll(() => visitorsOf(id)).toEqual([]);
    const kept = await shellIn(id, `${prefix}kept`);
    const stray = await shellIn(id, `${prefix}stray`);
    const foreign = await shellIn(id, 'minipaas-terminal:another:stray');
    // As when the program is killed.
    stray.stream.destroy();
    expect(await engine.endStrayShells(id, prefix, (mark) => mark === `${prefix}kept`)).toBe(1);
    expect((await stray.outcome()).reason).toBe('exited');
    await expect.poll(() => visitorsOf(id)).toHaveLength(2);
    kept.stream.write('echo a""live\n');
    await expect.poll(() => String(kept.stream.read() ?? '')).toContain('alive');
    await Promise.all([kept.end(), foreign.end()]);
    await expect.poll(() => visitorsOf(id)).toEqual([]);
  });
});

it('a terminal of this machine itself is not given by way of a page', async () => {
  await expect(engine.openHostShell({ size, signal: noSignal })).rejects.toMatchObject({
    code: 'TERMINAL_UNAVAILABLE',
  });
});

/** The machine’s own bash, and what it needs to run. */
async function imageWithBash(): Promise<string> {
  const libraries = execFileSync('ldd', ['/bin/bash'], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  const tag = `${test.prefix}-bash:1`;
  const names = ['/bin/bash', ...libraries];
  const files = Object.fromEntries(names.map((name, index) => [`file${index}`, name]));
  const tar = execFileSync('tar', ['-chf', '-', '--absolute-names', ...Object.values(files)], { maxBuffer: 1e8 });
  execFileSync('docker', ['import', '-c', 'ENV PATH=/bin:/usr/bin', '-', `${tag}-files`], { input: tar });
  const context = contextOf({ Dockerfile: `FROM busybox:local\nCOPY --from=${tag}-files / /\n` });
  await engine.images.build(buildRequest({ tag, labels: test.labels, context }));
  execFileSync('docker', ['rmi', '-f', `${tag}-files`]);
  return tag;
}
