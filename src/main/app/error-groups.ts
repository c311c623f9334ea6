// The errors of applications with what feeds them, and their start and end.
import type { AppEvent } from '../../contract/events.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { startErrorRetention } from '../features/error-groups/retention.ts';
import { createErrorGroups, type ErrorGroups } from '../features/error-groups/service.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Stores } from './stores.ts';

interface ErrorParts {
  readonly stores: Pick<Stores, 'errorGroups' | 'deployments' | 'projects'>;
  readonly diagnostics: Diagnostics;
  readonly publish: (event: AppEvent) => void;
}

export function composeErrorGroups({ stores, diagnostics, publish }: ErrorParts): ErrorGroups {
  return createErrorGroups({
    store: stores.errorGroups,
    clock: systemClock,
    diagnostics,
    projectOf: (id) => stores.deployments.get(id)?.projectId ?? null,
    hasProject: (id) => stores.projects.get(id) !== null,
    newestDeployment: (id) => stores.deployments.latest(id)?.id ?? null,
    publish,
  });
}

interface StartedParts {
  readonly errorGroups: ErrorGroups;
  readonly days: () => number;
  readonly diagnostics: Diagnostics;
}

/** The returned function ends it: what was seen last is written then. */
export function startErrorGroups({ errorGroups, days, diagnostics }: StartedParts): () => Promise<void> {
  const stopRetention = startErrorRetention({
    removeOld: errorGroups.removeOld,
    days,
    clock: systemClock,
    diagnostics,
  });
  return async () => {
    await stopRetention();
    await errorGroups.close();
  };
}
