import { expect, it } from 'vitest';
import type { Deployment } from '../../../contract/deployments.ts';
import { hitRateOf, percentOf } from './hit-rate.ts';

const built = (buildSteps: number | null, cachedSteps: number | null) => ({ buildSteps, cachedSteps }) as Deployment;

it('counts the steps of the last builds, and nothing where nothing was built', () => {
  const deployments = [built(null, null), built(10, 8), built(0, 0), built(10, 3), built(10, 10)];
  const rate = hitRateOf(deployments, 2);
  expect(rate).toEqual({ builds: 2, steps: 20, cached: 11 });
  expect(rate === null ? null : percentOf(rate)).toBe(55);
  expect(hitRateOf([built(null, null)], 5)).toBeNull();
});
