// Runs regular expressions of people's in a thread of its own: one that backtracks without end is stopped with its thread.
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/app-error.ts';
import type { RegexRunner } from '../../features/logs/ports.ts';

interface RegexRunnerOptions {
  /** For the lines of one block, which a sane expression does in some milliseconds. */
  readonly timeoutMs?: number;
  /** The thread ends when nobody asked for this long: a search is seldom the last one. */
  readonly idleMs?: number;
}

/** What is marked of a line is for a person to see. */
const MAX_PIECES = 20;
const MAX_PIECE = 500;

const program = `
const { parentPort } = require('node:worker_threads');
let known = { source: null, flags: null, expression: null };
const found = (text) => {
  const pieces = new Set();
  for (const [piece] of text.matchAll(known.expression)) {
    if (piece !== '') pieces.add(piece.slice(0, ${MAX_PIECE}));
    if (pieces.size === ${MAX_PIECES}) break;
  }
  return [...pieces];
};
parentPort.on('message', ({ source, flags, texts }) => {
  if (known.source !== source || known.flags !== flags) known = { source, flags, expression: new RegExp(source, flags) };
  const answer = flags.includes('g') ? found : (text) => known.expression.test(text);
  parentPort.postMessage(texts.map(answer));
});
`;

export function createRegexRunner({ timeoutMs = 2_000, idleMs = 30_000 }: RegexRunnerOptions = {}): RegexRunner {
  let worker: Worker | null = null;
  /** The thread runs: its start is not the expression's time. */
  let ready: Promise<void> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function started(): Worker {
    if (worker === null) {
      worker = new Worker(program, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 128 } });
      const thread = worker;
      ready = new Promise((resolve, reject) => {
        thread.once('online', resolve).once('error', reject);
        thread.once('exit', () => reject(new Error('The thread for regular expressions has ended.')));
      });
    }
    return worker;
  }

  function stop(): void {
    clearTimeout(idle);
    const ending = worker;
    worker = null;
    // Nobody waits for it: its thread ends by itself.
    ending?.terminate().catch(() => undefined);
  }

  async function ask<T>({ source }: RegExp, flags: string, texts: readonly string[]): Promise<readonly T[]> {
    clearTimeout(idle);
    const thread = started();
    // While somebody waits for it, it keeps the program from ending; idle, it does not.
    thread.ref();
    await ready.catch((error: unknown) => {
      stop();
      throw error;
    });
    const answer = Promise.withResolvers<readonly T[]>();
    const timer = setTimeout(() => {
      stop();
      answer.reject(new AppError('SEARCH_TOO_SLOW', { pattern: source }, { field: 'query' }));
    }, timeoutMs);
    const fail = (error: unknown): void => {
      stop();
      answer.reject(error);
    };
    thread.once('message', answer.resolve);
    thread.once('error', fail);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    thread.postMessage({ source, flags, texts });
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      thread.removeListener('message', answer.resolve);
      thread.removeListener('error', fail);
      thread.unref();
      idle = setTimeout(stop, idleMs).unref();
    }
  }

  /** One after the other: who is stopped must be who was too slow. */
  function inTurn<T>(expression: RegExp, flags: string, texts: readonly string[]): Promise<readonly T[]> {
    if (texts.length === 0) {
      return Promise.resolve([]);
    }
    const answer = last.then(() => ask<T>(expression, flags, texts));
    last = answer.catch(() => undefined);
    return answer;
  }

  // Neither global nor sticky, a text is tested from its beginning; to find all, it is global.
  const plainFlags = ({ flags }: RegExp): string => flags.replace(/[gy]/g, '');
  return {
    test: (expression, texts) => inTurn<boolean>(expression, plainFlags(expression), texts),
    find: (expression, texts) => inTurn<readonly string[]>(expression, `${plainFlags(expression)}g`, texts),
    close: stop,
  };
}
