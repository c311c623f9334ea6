import { describe, expect, it } from 'vitest';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { forecastStarts, type QueueForecast, typicalDuration } from './estimate.ts';

const project = (id: number) => id as ProjectId;
const waiting = (id: number, of: number, notBefore: number | null = null) => ({
  id: id as DeploymentId,
  projectId: project(of),
  notBefore,
});

function starts(queue: Partial<QueueForecast>): Record<string, number> {
  return Object.fromEntries(
    forecastStarts({ now: 1_000, concurrency: 2, active: [], waiting: [], durationOf: () => 100, ...queue }),
  );
}

describe('forecastStarts', () => {
  it('starts as many as there is room for now, the next when one ends', () => {
    expect(starts({ waiting: [waiting(1, 1), waiting(2, 2), waiting(3, 3), waiting(4, 4)] })).toEqual({
      1: 1_000,
      2: 1_000,
      3: 1_100,
      4: 1_100,
    });
  });

  it('counts what is worked on, also what takes longer than usual', () => {
    const active = [
      { projectId: project(8), startedAt: 950 },
      { projectId: project(9), startedAt: 0 },
    ];
    expect(starts({ active, waiting: [waiting(1, 1), waiting(2, 2)] })).toEqual({ 1: 1_000, 2: 1_050 });
  });

  it('does not start two of a project at once', () => {
    const active = [{ projectId: project(1), startedAt: 1_000 }];
    expect(starts({ active, waiting: [waiting(1, 1), waiting(2, 1)] })).toEqual({ 1: 1_100, 2: 1_200 });
  });

  it('waits for the time of a retry', () => {
    expect(starts({ waiting: [waiting(1, 1, 5_000)] })).toEqual({ 1: 5_000 });
  });

  it('says nothing about what is behind something unknown', () => {
    const durationOf = (id: ProjectId) => (id === 1 ? null : 100);
    expect(starts({ concurrency: 1, durationOf, waiting: [waiting(1, 1), waiting(2, 2)] })).toEqual({ 1: 1_000 });
    const active = [{ projectId: project(1), startedAt: 0 }];
    expect(starts({ concurrency: 1, durationOf, active, waiting: [waiting(2, 2)] })).toEqual({});
  });
});

describe('typicalDuration', () => {
  it('is the median, so that one build that hung says nothing', () => {
    expect(typicalDuration([10, 12, 3_600_000])).toBe(12);
    expect(typicalDuration([7])).toBe(7);
    expect(typicalDuration([])).toBeNull();
  });
});
