import { describe, expect, it } from 'vitest';
import type { ResourceLimits } from '../../../contract/projects.ts';
import { describeWaiting, waitingLimits } from './limit-state.ts';

const limits: ResourceLimits = {
  memoryLimitMb: 512,
  cpuLimitMillicores: 1000,
  pidsLimit: 4096,
  restartPolicy: 'unless-stopped',
  restartMaxRetries: null,
};

describe('limits that wait for the next release', () => {
  it('are those that differ from what is in force', () => {
    expect(describeWaiting(waitingLimits(limits, limits))).toBeNull();
    expect(describeWaiting(waitingLimits(limits, { ...limits, memoryLimitMb: null, pidsLimit: 64 }))).toBe(
      'Waits for the next deployment – memory: no limit (512 MB until then); processes: 64 (4,096 until then).',
    );
  });
  it('do not count retries where they mean nothing', () => {
    expect(waitingLimits(limits, { ...limits, restartMaxRetries: 3 })).toEqual([]);
    const onFailure = { ...limits, restartPolicy: 'on-failure' as const };
    expect(waitingLimits(onFailure, { ...onFailure, restartMaxRetries: 3 })).toEqual([
      { label: 'restart policy', inForce: 'on-failure', wanted: 'on-failure, at most 3 times' },
    ]);
  });
});
