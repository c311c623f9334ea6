/** How much of its builds a project takes from the cache. Pure. */
import type { Deployment } from '../../../contract/deployments.ts';

export interface HitRate {
  readonly builds: number;
  readonly steps: number;
  readonly cached: number;
}

/** Of those that built something; null when none did. */
export function hitRateOf(deployments: readonly Deployment[], mostBuilds: number): HitRate | null {
  const built = deployments
    .flatMap(({ buildSteps, cachedSteps }) =>
      buildSteps === null || buildSteps === 0 ? [] : [{ steps: buildSteps, cached: cachedSteps ?? 0 }],
    )
    .slice(0, mostBuilds);
  return built.length === 0
    ? null
    : {
        builds: built.length,
        steps: built.reduce((sum, { steps }) => sum + steps, 0),
        cached: built.reduce((sum, { cached }) => sum + cached, 0),
      };
}

export function percentOf({ steps, cached }: Pick<HitRate, 'steps' | 'cached'>): number {
  return Math.round((cached / steps) * 100);
}
