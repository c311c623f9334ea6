import { describe, expect, it } from 'vitest';
import {
  beginStage,
  endRunning,
  failStage,
  finishStage,
  initialStages,
  reportProgress,
  runningStage,
  skipStage,
} from './stages.ts';

const at = Date.UTC(2026, 0, 1);
const iso = '2026-01-01T00:00:00.000Z';
const later = '2026-01-01T00:00:01.000Z';
const build = (stages: ReturnType<typeof initialStages>) => stages.find(({ name }) => name === 'build');

describe('stages', () => {
  it('begin pending, but for those that are not needed', () => {
    expect(
      initialStages({ source: 'an image needs none' }).map(({ name, status, detail }) => [name, status, detail]),
    ).toEqual([
      ['source', 'skipped', 'an image needs none'],
      ['build', 'pending', null],
      ['image', 'pending', null],
      ['deploy', 'pending', null],
      ['route', 'pending', null],
    ]);
  });

  it('go from begun over progress to finished', () => {
    const begun = beginStage(initialStages(), 'build', at);
    expect(runningStage(begun)).toBe('build');
    const half = reportProgress(begun, 'build', '1 of 2 steps', { done: 1, total: 2 });
    expect(build(half)).toMatchObject({ status: 'running', startedAt: iso, progress: { done: 1, total: 2 } });
    const done = finishStage(half, 'build', at + 1000);
    expect(build(done)).toEqual({
      name: 'build',
      status: 'succeeded',
      startedAt: iso,
      finishedAt: later,
      detail: '1 of 2 steps',
      progress: null,
    });
    expect(runningStage(done)).toBeNull();
  });

  it('keep what a failed one had reached', () => {
    const half = reportProgress(beginStage(initialStages(), 'build', at), 'build', '1 of 2 steps', {
      done: 1,
      total: 2,
    });
    expect(build(failStage(half, 'build', at + 1000))).toMatchObject({
      status: 'failed',
      finishedAt: later,
      detail: '1 of 2 steps',
      progress: { done: 1, total: 2 },
    });
  });

  it('forget the end of an earlier attempt when they begin again', () => {
    const failed = failStage(beginStage(initialStages(), 'build', at), 'build', at, 'broken');
    expect(build(beginStage(failed, 'build', at + 1000))).toMatchObject({
      status: 'running',
      startedAt: later,
      finishedAt: null,
      detail: null,
    });
  });

  it('can be skipped', () => {
    expect(build(skipStage(initialStages(), 'build', 'not needed'))).toMatchObject({
      status: 'skipped',
      detail: 'not needed',
    });
  });

  it('end where they stand, and leave alone what had not begun', () => {
    const ended = endRunning(beginStage(initialStages(), 'build', at), 'skipped', at + 1000, 'cancelled');
    expect(ended.map(({ status }) => status)).toEqual(['pending', 'skipped', 'pending', 'pending', 'pending']);
    expect(endRunning(ended, 'failed', at)).toBe(ended);
  });

  it('do not change the value they are made from', () => {
    const before = initialStages();
    const copy = structuredClone(before);
    beginStage(before, 'build', at);
    expect(before).toEqual(copy);
  });
});
