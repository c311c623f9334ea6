import { describe, expect, it } from 'vitest';
import type { ResourceLimits } from '../../../contract/projects.ts';
import { containerLimits, describeLimits, planLimits } from './limits.ts';

const limits: ResourceLimits = {
  memoryLimitMb: 256,
  cpuLimitMillicores: 500,
  pidsLimit: 100,
  restartPolicy: 'on-failure',
  restartMaxRetries: 3,
};

describe('resource limits', () => {
  it('are bytes at the engine', () => {
    expect(containerLimits(limits)).toMatchObject({ memoryBytes: 256 * 1024 * 1024, cpuMillicores: 500 });
    expect(containerLimits({ ...limits, memoryLimitMb: null }).memoryBytes).toBeNull();
  });

  it('change while the container runs, but for a memory limit that is lifted', () => {
    expect(planLimits(limits, limits)).toBeNull();
    const higher = { ...limits, memoryLimitMb: 512, cpuLimitMillicores: null };
    expect(planLimits(limits, higher)).toEqual(higher);
    expect(planLimits({ ...limits, memoryLimitMb: null }, limits)).toEqual(limits);
    const lifted = { ...limits, memoryLimitMb: null };
    expect(planLimits(limits, lifted)).toBeNull();
    expect(planLimits(limits, { ...lifted, pidsLimit: 7 })).toEqual({ ...limits, pidsLimit: 7 });
  });

  it('are said in one line with their units', () => {
    expect(describeLimits(limits)).toBe(
      'memory 256 MB; CPU 500 millicores; processes 100; restart on-failure, at most 3 times',
    );
  });
});
