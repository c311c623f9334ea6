import { describe, expect, it } from 'vitest';
import { type StageLike, stageSentence, stageShort, stageTime } from './stage-words.ts';

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const stage = (change: Partial<StageLike>): StageLike => ({
  name: 'build',
  status: 'pending',
  startedAt: null,
  finishedAt: null,
  detail: null,
  progress: null,
  ...change,
});
const now = 100_000;

describe('stage words', () => {
  it('times what has begun, up to now while it runs', () => {
    expect(stageTime(stage({}), now)).toBeNull();
    expect(stageTime(stage({ status: 'running', startedAt: at(88) }), now)).toBe('12 s');
    expect(stageTime(stage({ status: 'succeeded', startedAt: at(10), finishedAt: at(75) }), now)).toBe('1 min 05 s');
    expect(stageTime(stage({ status: 'skipped', startedAt: at(10), finishedAt: at(10) }), now)).toBeNull();
  });

  it('shows known progress rather than time', () => {
    expect(stageShort(stage({ status: 'running', startedAt: at(88), progress: { done: 12, total: 17 } }), now)).toBe(
      '12/17',
    );
    expect(stageShort(stage({ status: 'running', startedAt: at(88) }), now)).toBe('12 s');
    expect(stageShort(stage({ status: 'failed', startedAt: at(88), finishedAt: at(90) }), now)).toBe('failed');
    expect(stageShort(stage({ status: 'skipped' }), now)).toBe('skip');
    expect(stageShort(stage({}), now)).toBe('–');
  });

  it('says all of it in one sentence', () => {
    const running = stage({ status: 'running', startedAt: at(88), detail: '12 of 17 steps' });
    expect(stageSentence(running, now, false)).toBe('build: running, 12 s, 12 of 17 steps');
    expect(stageSentence(stage({}), now, false)).toBe('build: waiting');
    expect(stageSentence(stage({}), now, true)).toBe('build: not reached');
  });
});
