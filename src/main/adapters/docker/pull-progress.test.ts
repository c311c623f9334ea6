import { describe, expect, it } from 'vitest';
import { createPullProgress } from './pull-progress.ts';

const layer = (id: string, status: string, current?: number, total?: number) => ({
  status,
  id,
  progressDetail: current === undefined ? {} : { current, total },
});

describe('a pull', () => {
  it('adds up its layers, and says so only when something changes', () => {
    const progress = createPullProgress();
    const news = [
      { status: 'Pulling from library/node', id: '24' },
      layer('a', 'Pulling fs layer'),
      layer('b', 'Already exists'),
      layer('a', 'Downloading', 1_000_000, 4_000_000),
      layer('a', 'Downloading', 1_000_100, 4_000_000),
      layer('a', 'Downloading', 3_000_000, 4_000_000),
      layer('a', 'Download complete'),
      layer('a', 'Extracting', 5, 10),
      layer('a', 'Pull complete'),
      { status: 'Digest: sha256:1' },
    ].map((message) => progress.accept(message));
    expect(news).toEqual([
      null,
      { text: '0 of 1 layers', done: null, total: null },
      { text: '1 of 2 layers', done: null, total: null },
      { text: '1 of 2 layers, 977 KB of 3.8 MB', done: 1_000_000, total: 4_000_000 },
      null,
      { text: '1 of 2 layers, 2.9 MB of 3.8 MB', done: 3_000_000, total: 4_000_000 },
      { text: '1 of 2 layers, 3.8 MB of 3.8 MB', done: 4_000_000, total: 4_000_000 },
      null,
      { text: '2 of 2 layers, 3.8 MB of 3.8 MB', done: 4_000_000, total: 4_000_000 },
      null,
    ]);
  });
});
