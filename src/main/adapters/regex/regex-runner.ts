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

const program = `
const { parentPort } = require('node:worker_threads');
let known = { source: null, flags: null, expression: null };
parentPort.on('message', ({ source, flags, texts }) => {
  if (known.source !== source || known.flags !== flags) known = { source, flags, expression: new RegExp(source, flags) };
  parentPort.postMessage(texts.map((text) => known.expression.test(text)));
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
      // It must not keep the program from ending.
      worker.unref();
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

  async function ask(expression: RegExp, texts: readonly string[]): Promise<readonly boolean[]> {
    clearTimeout(idle);
    const thread = started();
    await ready.catch((error: unknown) => {
      stop();
      throw error;
    });
    const answer = Promise.withResolvers<readonly boolean[]>();
    const timer = setTimeout(() => {
      stop();
      answer.reject(new AppError('SEARCH_TOO_SLOW', { pattern: expression.source }, { field: 'query' }));
    }, timeoutMs);
    const fail = (error: unknown): void => {
      stop();
      answer.reject(error);
    };
    thread.once('message', answer.resolve);
    thread.once('error', fail);
    // Neither global nor sticky: each text is tested from its beginning.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    thread.postMessage({ source: expression.source, flags: expression.flags.replace(/[gy]/g, ''), texts });
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      thread.removeListener('message', answer.resolve);
      thread.removeListener('error', fail);
      idle = setTimeout(stop, idleMs).unref();
    }
  }

  return {
    // One after the other: who is stopped must be who was too slow.
    test(expression, texts) {
      if (texts.length === 0) {
        return Promise.resolve([]);
      }
      const answer = last.then(() => ask(expression, texts));
      last = answer.catch(() => undefined);
      return answer;
    },
    close: stop,
  };
}
