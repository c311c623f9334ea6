import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../contract/logs.ts';
import { createLineCache } from './line-cache.ts';
import { createLineFinder } from './line-finder.ts';

const line = (seq: number, text: string): LogLine => ({ seq, at: '2026-01-01T00:00:00.000Z', stream: 'stdout', text });

function setUp(clockStep = 0) {
  const cache = createLineCache({ maxLines: 100_000 });
  const frames: (() => void)[] = [];
  let time = 0;
  const finder = createLineFinder({
    cache,
    onFrame: (run) => {
      frames.push(run);
      return () => frames.splice(frames.indexOf(run), 1);
    },
    now: () => (time += clockStep),
  });
  return { cache, finder, frames, runFrame: () => frames.shift()?.() };
}

describe('line finder', () => {
  it('finds whatever the case, under colours, in order', () => {
    const { cache, finder, runFrame } = setUp();
    cache.put([line(700, 'an error at last'), line(3, '\u001b[31mER\u001b[0mROR first'), line(4, 'fine')]);
    finder.find('Error');
    expect(finder.getState()).toEqual({ query: 'Error', matches: [], isSearching: true });
    runFrame();
    expect(finder.getState()).toEqual({ query: 'Error', matches: [3, 700], isSearching: false });
  });

  it('goes on in the next frame when its time is up', () => {
    const { cache, finder, frames, runFrame } = setUp(5);
    cache.put([line(1, 'x'), line(600, 'x'), line(1_200, 'x'), line(2_000, 'x')]);
    finder.find('x');
    runFrame();
    expect(finder.getState()).toMatchObject({ isSearching: true });
    while (frames.length > 0) runFrame();
    expect(finder.getState()).toEqual({ query: 'x', matches: [1, 600, 1_200, 2_000], isSearching: false });
  });

  it('looks again when lines came, and forgets an empty query', () => {
    const { cache, finder, frames, runFrame } = setUp();
    cache.put([line(1, 'x')]);
    finder.find('x');
    runFrame();
    cache.put([line(2, 'x')]);
    finder.refresh();
    runFrame();
    expect(finder.getState().matches).toEqual([1, 2]);
    finder.find('');
    finder.refresh();
    expect(finder.getState()).toEqual({ query: '', matches: [], isSearching: false });
    expect(frames).toHaveLength(0);
  });
});
