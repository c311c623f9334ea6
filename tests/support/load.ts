// Constant load on one address: clients that ask again as soon as they are answered, and remember every answer that is not the
// application's.
import { Agent, request } from 'node:http';

export interface Load {
  readonly answered: () => number;
  /** Each in words: when, what was asked, what came instead of the application's answer. */
  readonly failures: readonly string[];
  /** What happened and what failed, in order: for the message of a test. */
  story(): string;
  /** Something happens that a failure may have to do with. */
  mark(event: string): void;
  /** By the application's answer. */
  readonly answers: ReadonlyMap<string, number>;
  /** The slowest, ms. */
  readonly slowest: () => number;
  /** Resolves when what was asked has been answered. */
  stop(): Promise<void>;
}

export interface Target {
  /** Where to connect to. */
  readonly port: number;
  /** Whom to ask for. */
  readonly host: string;
}

/** With and without kept connections, with and without a body, and some that take the application a while. */
export function startLoad(target: Target): Load {
  const failures: string[] = [];
  const lines: string[] = [];
  const answers = new Map<string, number>();
  const start = performance.now();
  let answered = 0;
  let slowest = 0;
  let isStopping = false;
  const tell = (event: string): void =>
    void lines.push(`${((performance.now() - start) / 1000).toFixed(3)} s: ${event}`);

  async function client(method: 'GET' | 'POST', path: string, keepsConnection: boolean): Promise<void> {
    const agent = new Agent({ keepAlive: keepsConnection, maxSockets: 1 });
    while (!isStopping) {
      const begun = performance.now();
      const answer = await ask({ ...target, method, path, agent });
      const took = performance.now() - begun;
      slowest = Math.max(slowest, took);
      if ('problem' in answer) {
        const connection = keepsConnection ? 'a kept connection' : 'a new connection';
        const failure = `${method} ${path} on ${connection}: ${answer.problem} after ${took.toFixed(0)} ms`;
        failures.push(failure);
        tell(failure);
      } else {
        answered += 1;
        answers.set(answer.text, (answers.get(answer.text) ?? 0) + 1);
      }
    }
    agent.destroy();
  }

  const clients = [
    ...Array.from({ length: 4 }, () => client('GET', '/', true)),
    ...Array.from({ length: 3 }, () => client('POST', '/', true)),
    ...Array.from({ length: 2 }, () => client('GET', '/', false)),
    ...Array.from({ length: 2 }, () => client('POST', '/slow', true)),
  ];
  return {
    answered: () => answered,
    failures,
    story: () => lines.join('\n'),
    mark: tell,
    answers,
    slowest: () => slowest,
    async stop() {
      isStopping = true;
      await Promise.all(clients);
    },
  };
}

interface Question extends Target {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly agent: Agent;
}

function ask({ port, host, method, path, agent }: Question): Promise<{ text: string } | { problem: string }> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, method, path, agent, headers: { host } };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () =>
        resolve(response.statusCode === 200 ? { text } : { problem: `${response.statusCode} ${text}` }),
      );
      response.once('error', (error) => resolve({ problem: error.message }));
    });
    asked.once('error', (error: NodeJS.ErrnoException) => resolve({ problem: error.code ?? error.message }));
    asked.end(method === 'POST' ? 'a body' : undefined);
  });
}
