import { describe, expect, it } from 'vitest';
import { MAX_TERMINAL_TEXT, type TerminalOutput } from '../../../contract/terminals.ts';
import { DisconnectedError } from '../../lib/problem.ts';
import { followTerminal } from './follow-terminal.ts';

const end = { reason: 'exited', exitCode: 0, message: 'The shell ended.' } as const;
const output = (text: string, next: number, change: Partial<TerminalOutput> = {}): TerminalOutput => ({
  text,
  next,
  isCut: false,
  end: null,
  ...change,
});

/** Answers of the control plane, one after the other; an error is thrown. */
async function follow(answers: readonly (TerminalOutput | Error)[], stop = new AbortController()) {
  const seen: string[] = [];
  const left = [...answers];
  const ended = await followTerminal({
    async read({ after, waitMs }) {
      seen.push(`read ${after} ${waitMs}`);
      const answer = left.shift();
      if (answer === undefined) {
        stop.abort();
        throw new Error('aborted');
      }
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async onText(text, isCut) {
      seen.push(`text ${text}${isCut ? ' cut' : ''}`);
    },
    onCaughtUp: () => void seen.push('caught up'),
    onLine: (isUp) => void seen.push(isUp ? 'up' : 'down'),
    pause: async (ms) => void seen.push(`pause ${ms}`),
    signal: stop.signal,
  });
  return { seen: seen.filter((entry) => entry !== 'up'), ended };
}

describe('following a terminal', () => {
  it('draws what there is already, says so at once, and goes on to the end', async () => {
    const { seen, ended } = await follow([output('old', 3), output('new', 6), output('', 6, { end })]);
    expect(seen).toEqual(['read 0 0', 'text old', 'caught up', 'read 3 20000', 'text new', 'read 6 20000']);
    expect(ended).toEqual(end);
  });

  it('draws all of it where it takes several answers, and nothing where there is nothing', async () => {
    for (const length of [MAX_TERMINAL_TEXT, MAX_TERMINAL_TEXT - 1]) {
      const long = 'x'.repeat(length);
      const { seen } = await follow([output(long, length), output('rest', length + 4), output('', 0, { end })]);
      expect(seen.map((entry) => entry.replace(long, 'long'))).toEqual([
        'read 0 0',
        'text long',
        `read ${length} 0`,
        'text rest',
        'caught up',
        `read ${length + 4} 20000`,
      ]);
    }
    expect((await follow([output('', 0), output('', 0, { end })])).seen).toEqual([
      'read 0 0',
      'caught up',
      'read 0 20000',
    ]);
  });

  it('tells that something is missing', async () => {
    expect((await follow([output('late', 900_000, { isCut: true })])).seen).toContain('text late cut');
  });

  it('goes on where it was after the line was down', async () => {
    const { seen } = await follow([output('a', 1), new DisconnectedError(), output('b', 2)]);
    expect(seen).toEqual([
      'read 0 0',
      'text a',
      'caught up',
      'read 1 20000',
      'down',
      'pause 1000',
      'read 1 20000',
      'text b',
      'read 2 20000',
    ]);
  });

  it('gives up where there is no such terminal', async () => {
    await expect(follow([new Error('There is no terminal.')])).rejects.toThrow('There is no terminal.');
  });

  it('ends without an end when it is stopped', async () => {
    expect((await follow([])).ended).toBeNull();
  });
});
