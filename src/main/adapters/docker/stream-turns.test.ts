import { describe, expect, it } from 'vitest';
import { createStreamTurns, inTurns, type Turn, unlimitedTurns } from './stream-turns.ts';

const { signal } = new AbortController();

function turnsOf(places: number) {
  const limit = { places };
  const ripe: (() => void)[] = [];
  const turns = createStreamTurns({ places: () => limit.places, ripen: (onRipe) => ripe.push(onRipe) });
  const begun: string[] = [];
  /** Begins when it may; the name is noted then. */
  async function take(name: string, until: AbortSignal = signal): Promise<Turn> {
    const turn = await turns.take(until);
    begun.push(name);
    return turn;
  }
  return { turns, limit, begun, take, ripen: () => ripe.shift()?.() };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what is read in turns', () => {
  it('goes on in the next turn, and ends with its end', async () => {
    const { turns, ripen } = turnsOf(1);
    const read: number[] = [];
    const reading = inTurns(turns, signal, async (turn) => {
      read.push(read.length);
      if (read.length === 1) {
        await new Promise((_resolve, reject) => turn.addEventListener('abort', () => reject(turn.reason as Error)));
      }
    });
    await settled();
    const other = turns.take(signal);
    ripen();
    (await other).end();
    await reading;
    expect(read).toEqual([0, 1]);
    (await turns.take(signal)).end();
  });

  it('fails as it fails, and gives its place back', async () => {
    const { turns } = turnsOf(1);
    await expect(inTurns(turns, signal, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    (await turns.take(signal)).end();
  });

  it('ends with whoever wanted it', async () => {
    const { turns } = turnsOf(1);
    const leaving = new AbortController();
    const reading = inTurns(turns, leaving.signal, async (turn) => {
      await new Promise((_resolve, reject) => turn.addEventListener('abort', () => reject(turn.reason as Error)));
    });
    await settled();
    leaving.abort(new Error('gone'));
    await expect(reading).rejects.toThrow('gone');
  });
});

describe('turns', () => {
  it('are as many as there are places, and the next begins when one ends', async () => {
    const { take, begun } = turnsOf(2);
    const first = await take('a');
    await take('b');
    void take('c');
    await settled();
    expect(begun).toEqual(['a', 'b']);
    first.end();
    first.end();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('go on for as long as nobody waits', async () => {
    const { take, ripen } = turnsOf(1);
    const only = await take('a');
    ripen();
    expect(only.over.aborted).toBe(false);
    void take('b');
    expect(only.over.aborted).toBe(true);
  });

  it('are not over before they were worth their beginning', async () => {
    const { take, ripen } = turnsOf(1);
    const only = await take('a');
    void take('b');
    expect(only.over.aborted).toBe(false);
    ripen();
    expect(only.over.aborted).toBe(true);
  });

  it('end one for each that waits, the oldest first', async () => {
    const { take, ripen } = turnsOf(3);
    const running = [await take('a'), await take('b'), await take('c')];
    void take('d');
    running.forEach(ripen);
    expect(running.map(({ over }) => over.aborted)).toEqual([true, false, false]);
    void take('e');
    expect(running.map(({ over }) => over.aborted)).toEqual([true, true, false]);
  });

  it('become fewer when there are fewer places than was thought', async () => {
    const { take, ripen, limit, begun } = turnsOf(3);
    const running = [await take('a'), await take('b'), await take('c')];
    limit.places = 1;
    running.forEach(ripen);
    expect(running.map(({ over }) => over.aborted)).toEqual([true, true, false]);
    void take('d');
    running[0]?.end();
    running[1]?.end();
    await settled();
    expect(begun).not.toContain('d');
    running[2]?.end();
    await settled();
    expect(begun).toContain('d');
  });

  it('are not waited for by those who have gone', async () => {
    const { take, begun } = turnsOf(1);
    const first = await take('a');
    const leaving = new AbortController();
    const gone = take('b', leaving.signal);
    void take('c');
    leaving.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    await expect(take('d', leaving.signal)).rejects.toThrow('gone');
    first.end();
    await settled();
    expect(begun).toEqual(['a', 'c']);
  });

  it('are no question where there are places enough', async () => {
    const many = await Promise.all(Array.from({ length: 100 }, () => unlimitedTurns.take(signal)));
    expect(many.some(({ over }) => over.aborted)).toBe(false);
  });
});
