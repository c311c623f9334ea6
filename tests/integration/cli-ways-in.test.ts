// A shell and opened ports from the command line, against the real listener.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import type { CliTerminal } from '../../src/cli/context.ts';
import { AppError } from '../../src/contract/app-error.ts';
import type { Forward } from '../../src/contract/forwards.ts';
import type { TerminalOutput } from '../../src/contract/terminals.ts';
import { writeInstance } from '../../src/main/lib/instance-file.ts';
import { fakeServices, sampleForward, sampleProject } from '../support/fake-services.ts';
import { FIXED_TOKEN, startTestListener, type TestListener } from '../support/test-listener.ts';

let server: TestListener;
let directory: string;
let forwards: Forward[];
/** What the shell says, one after the other; then it waits. */
let outputs: TerminalOutput[];
let stop: AbortController;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'minipaas-cli-'));
  forwards = [];
  outputs = [];
  stop = new AbortController();
  const open = (change: Partial<Forward>): Forward => {
    const made = { ...sampleForward, ...change };
    forwards.push(made);
    return made;
  };
  const fake = fakeServices({
    projects: { list: () => [sampleProject(1, 'shop')] },
    forwards: {
      list: () => forwards,
      openToProject: ({ id, port, localPort }) =>
        open({ project: { id, name: 'shop' }, port, localPort: localPort ?? port }),
      openToHost: ({ address, port }) => open({ address, port }),
      close({ id }) {
        forwards = forwards.filter((forward) => forward.id !== id);
        return { id };
      },
    },
    terminals: {
      read: ({ after }, { signal }) =>
        outputs.shift() ??
        new Promise((resolve) =>
          signal.addEventListener('abort', () => resolve({ text: '', next: after, isCut: false, end: null })),
        ),
    },
  });
  server = await startTestListener({ fake });
  writeInstance(directory, { pid: process.pid, url: server.url, token: FIXED_TOKEN });
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

const callsOf = (path: string) => server.fake.calls.filter((call) => call.path === path).map(({ input }) => input);
const said = (text: string, end: TerminalOutput['end'] = null): TerminalOutput => ({
  text,
  next: text.length,
  isCut: false,
  end,
});
const exited = (exitCode: number): TerminalOutput['end'] => ({
  reason: 'exited',
  exitCode,
  message: `The shell ended with code ${exitCode}.`,
});

interface Running {
  readonly code: Promise<number>;
  readonly out: () => string;
  readonly err: () => string;
}

function run(args: readonly string[], openTerminal?: () => CliTerminal): Running {
  let out = '';
  let err = '';
  const code = runCli(args, {
    env: { MINIPAAS_DATA_DIR: directory },
    cwd: directory,
    home: directory,
    platform: 'linux',
    print: async (text) => {
      out += text;
    },
    say: (text) => {
      err += text;
    },
    readInput: async () => '',
    openTerminal,
    openInBrowser: async () => undefined,
    signal: stop.signal,
  });
  return { code, out: () => out, err: () => err };
}

/** A terminal whose keys are pressed by hand. */
function ownTerminal() {
  let input: (text: string) => void = () => undefined;
  let resized: () => void = () => undefined;
  const size = { columns: 100, rows: 30 };
  let isClosed = false;
  const terminal: CliTerminal = {
    size: () => ({ ...size }),
    onInput(listener) {
      input = listener;
    },
    onResize(listener) {
      resized = listener;
    },
    close() {
      isClosed = true;
    },
  };
  return {
    open: () => terminal,
    press: (text: string) => input(text),
    resize(columns: number) {
      size.columns = columns;
      resized();
    },
    isClosed: () => isClosed,
  };
}

describe('minipaas shell', () => {
  it('passes keys and sizes on, shows what comes back, and ends with the shell', async () => {
    const own = ownTerminal();
    outputs = [said('$ ')];
    const running = run(['shell', 'shop'], own.open);
    await expect.poll(running.out).toBe('$ ');
    expect(callsOf('terminals.openInProject')).toEqual([{ id: 1, columns: 100, rows: 30 }]);
    own.press('l');
    own.press('s');
    own.press('\r');
    await expect
      .poll(() =>
        callsOf('terminals.write')
          .map((input) => (input as { text: string }).text)
          .join(''),
      )
      .toBe('ls\r');
    own.resize(60);
    await expect.poll(() => callsOf('terminals.resize')).toEqual([{ id: 'f00d', columns: 60, rows: 30 }]);
    stop.abort();
    expect(await running.code).toBe(130);
    expect(own.isClosed()).toBe(true);
    expect(callsOf('terminals.close')).toEqual([{ id: 'f00d' }]);
  });

  it('says how it ended where that was not well', async () => {
    outputs = [said('bye', exited(0))];
    const well = run(['shell', 'shop'], ownTerminal().open);
    expect([await well.code, well.out(), well.err()]).toEqual([0, 'bye', '']);
    outputs = [said('', exited(3))];
    const badly = run(['shell', '--host', 'local'], ownTerminal().open);
    expect([await badly.code, badly.err()]).toEqual([0, '\r\nThe shell ended with code 3.\r\n']);
    expect(callsOf('terminals.openOnHost')).toEqual([{ id: 1, columns: 100, rows: 30 }]);
  });

  it('needs a terminal', async () => {
    const running = run(['shell', 'shop']);
    expect(await running.code).toBe(2);
    expect(running.err()).toContain('shell: needs a terminal');
    expect(callsOf('terminals.openInProject')).toEqual([]);
  });
});

describe('minipaas forward', () => {
  it('opens a port until Ctrl-C, and tells what goes wrong', async () => {
    const running = run(['forward', 'shop', '5432', '--local-port', '15432']);
    await expect.poll(running.out).toBe('127.0.0.1:15432 leads to port 5432 of shop.\n');
    expect(callsOf('forwards.openToProject')).toEqual([{ id: 1, port: 5432, localPort: 15_432 }]);
    const error = new AppError('FORWARD_REFUSED', { target: 'shop', port: 5432 }).toBody();
    forwards = forwards.map((forward) => ({ ...forward, failedConnections: 1, totalConnections: 1, error }));
    await expect.poll(running.err).toContain('FORWARD_REFUSED: Nothing listens on port 5432');
    stop.abort();
    expect(await running.code).toBe(130);
    expect(forwards).toEqual([]);
  });

  it('leaves it open when asked, lists it and closes it', async () => {
    const opened = run(['forward', '--host', 'local', '5432', '--address', 'db.internal', '--detach']);
    expect([await opened.code, opened.out()]).toEqual([0, '127.0.0.1:5432 leads to db.internal:5432 of local.\n']);
    const listed = run(['forwards']);
    await listed.code;
    expect(listed.out()).toMatch(
      /^ID +HERE +LEADS TO .*\n1 +127\.0\.0\.1:5432 +db\.internal:5432 of local +0 of 0 +0 +-\n$/,
    );
    const closed = run(['forwards', 'close', '1']);
    expect([await closed.code, closed.out()]).toEqual([0, 'Closed 1.\n']);
    expect(forwards).toEqual([]);
  });

  it.each([
    [['forward', 'shop', 'http'], 'port: "http" is no port'],
    [['forward', 'shop', '80', '--local-port', '70000'], '--local-port: "70000" is no port'],
    [['forward', 'shop', '80', '--address', 'x'], '--address: belongs to --host'],
  ])('refuses %j', async (args, problem) => {
    const running = run(args);
    expect(await running.code).toBe(2);
    expect(running.err()).toContain(problem);
  });
});
