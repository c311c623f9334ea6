// Starts a desktop application on the stand-in in a process of its own and gives a test the person's place before it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Command, Observed, ToChild, ToParent } from './messages.ts';
import { dropFiles } from '../drop-files.ts';
import { inTime, PATIENCE_MS } from '../patience.ts';

export interface ElectronProcess {
  readonly pid: number;
  /** What the program printed so far. */
  readonly output: () => string;
  readonly observed: () => Observed;
  /** The first state for which this holds, now or later; rejects when the process ends before, or when it does not come. */
  until(what: string, condition: (observed: Observed) => boolean): Promise<Observed>;
  tell<Answer = unknown>(command: Command): Promise<Answer>;
  /** The page of the window, once it shows the program's own address. */
  page(): Promise<Page>;
  /** Drops files and folders on an element as a person does: with their paths. */
  drop(selector: string, paths: readonly string[]): Promise<void>;
  readonly exited: Promise<number | null>;
  /** Quits as a person does and waits for the end. Gives the exit code. */
  quit(): Promise<number | null>;
}

export interface LaunchOptions {
  /** Folder of the application's package.json. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const NOTHING: Observed = {
  windows: [],
  tray: null,
  notifications: [],
  dialogs: [],
  opened: [],
  menu: null,
  downloads: [],
};
const OWN_PAGE = /\.electron\.localhost(:\d+)?\//;

export function launchElectron({ folder, args, env = {} }: LaunchOptions): ElectronProcess {
  const child = fork(join(import.meta.dirname, 'run.mjs'), [folder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
    execArgv: [],
  });
  const { output, exited, closed } = follow(child);
  const { observed, until, debugPort } = watch(child, closed);
  let browser: Promise<Browser> | undefined;
  let lastId = 0;

  const tell = async <Answer>(command: Command): Promise<Answer> => {
    lastId += 1;
    const id = lastId;
    const answer = waitFor(child, closed, (message) => ('id' in message && message.id === id ? message : null));
    child.send({ id, command } satisfies ToChild);
    const message = await answer;
    if ('error' in message) throw new Error(message.error);
    return ('value' in message ? message.value : undefined) as Answer;
  };

  const page = async (): Promise<Page> => {
    browser ??= debugPort.then((port) => chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: PATIENCE_MS }));
    const [context] = (await browser).contexts();
    if (context === undefined) throw new Error('The browser has no context.');
    context.setDefaultTimeout(PATIENCE_MS);
    const addresses = (): string =>
      context
        .pages()
        .map((each) => each.url())
        .join(', ');
    const found = await inTime('the page of the window', Promise.race([firstOwnPage(context), closed]), addresses);
    await found.waitForLoadState('domcontentloaded');
    return found;
  };

  return {
    pid: child.pid ?? 0,
    output,
    observed,
    until,
    tell,
    page,
    exited,
    async drop(selector, paths) {
      await tell({ do: 'learnPaths', paths });
      const target = await page();
      await dropFiles(target.locator(selector), paths);
    },
    async quit() {
      if (child.exitCode === null && child.signalCode === null) {
        // The process may end before it answers.
        await tell({ do: 'quit' }).catch(() => undefined);
      }
      const code = await exited;
      await browser?.then((connected) => connected.close()).catch(() => undefined);
      return code;
    },
  };
}

function follow(child: ChildProcess) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const closed = exited.then((code): never => {
    throw new Error(`The desktop ended with ${code}. It printed:\n${text}`);
  });
  // Whoever waits hears of it; that nobody waits is no error.
  closed.catch(() => undefined);
  return { output: () => text, exited, closed };
}

function watch(child: ChildProcess, closed: Promise<never>) {
  let current = NOTHING;
  child.on('message', (message: ToParent) => {
    if ('observed' in message) current = message.observed;
  });
  const debugPort = waitFor(child, closed, (message) => ('debugPort' in message ? message.debugPort : null));
  debugPort.catch(() => undefined);

  const until = async (what: string, condition: (observed: Observed) => boolean): Promise<Observed> => {
    if (condition(current)) return current;
    const later = waitFor(child, closed, (message) =>
      'observed' in message && condition(message.observed) ? message.observed : null,
    );
    return inTime(what, later, () => JSON.stringify(current));
  };
  return { observed: () => current, until, debugPort };
}

/** The first message that `pick` finds something in. */
function waitFor<T>(child: ChildProcess, closed: Promise<never>, pick: (message: ToParent) => T | null): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const listen = (message: ToParent): void => {
    const found = pick(message);
    if (found === null) return;
    child.off('message', listen);
    resolve(found);
  };
  child.on('message', listen);
  return Promise.race([promise, closed]);
}

/** A page that shows the program's own address, now or once it got there. */
function firstOwnPage(context: BrowserContext): Promise<Page> {
  const { promise, resolve } = Promise.withResolvers<Page>();
  const look = (page: Page): void => {
    if (OWN_PAGE.test(page.url())) resolve(page);
    else page.on('framenavigated', () => OWN_PAGE.test(page.url()) && resolve(page));
  };
  context.on('page', look);
  context.pages().forEach(look);
  return promise;
}
