// What a build takes from caches and leaves in them.
import { toAppError } from './failure.ts';
import type { Attempt } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import type { DeploymentEngine } from './ports.ts';
import type { BuildEvent } from './ports/build.ts';

/** Images of releases that may have the layers: the newest first. More than these have none that those have not. */
const IMAGES = 3;
/** Keeping layers is for later builds: this one's release does not wait longer for it. */
const STORE_LIMIT_MS = 120_000;

export interface CacheUse {
  /** Whether layers are kept for later builds. */
  readonly isEnabled: boolean;
  /** Every step is run, whatever is kept. */
  readonly isIgnored: boolean;
  readonly from: readonly string[];
  /** Where the host's registry for layers keeps those of the project; null where there is none. */
  readonly reference: string | null;
}

export async function planCache(
  parts: DeploymentParts,
  { project, say, row, signal }: Attempt,
  engine: DeploymentEngine,
): Promise<CacheUse> {
  if (!row().snapshot.settings.isBuildCacheEnabled) {
    return { isEnabled: false, isIgnored: true, from: [], reference: null };
  }
  const reference = (await engine.layerCache?.reference(parts.labels.own, project.slug, signal)) ?? null;
  const clearedAt = project.cacheClearedAt;
  if (clearedAt !== null && !parts.store.hasBuiltSince(project.id, clearedAt)) {
    say('Its cache was cleared: every step is run.');
    return { isEnabled: true, isIgnored: true, from: [], reference };
  }
  const current = parts.store.current(project.id);
  const images = [current, ...parts.store.listKept(project.id)].flatMap((kept) => kept?.image ?? []);
  const from = [...new Set(images)].slice(0, IMAGES);
  return { isEnabled: true, isIgnored: false, from: reference === null ? from : [...from, reference], reference };
}

export interface StepCount {
  note(event: BuildEvent): void;
  /** Steps that are done. BuildKit works on several at once. */
  done(): number;
  cached(): number;
}

export function createStepCount(): StepCount {
  const done = new Set<number>();
  const cached = new Set<number>();
  return {
    note(event) {
      if (event.type !== 'step') {
        return;
      }
      if (event.status === 'cached') {
        cached.add(event.index);
      }
      if (event.status === 'cached' || event.status === 'succeeded') {
        done.add(event.index);
      }
    },
    done: () => done.size,
    cached: () => cached.size,
  };
}

/** A registry that fails costs later builds some time, and this one nothing. */
export async function keepLayers(
  { clock, diagnostics }: DeploymentParts,
  { id, say, signal, stages }: Attempt,
  engine: DeploymentEngine,
  { reference }: CacheUse,
  tag: string,
): Promise<void> {
  if (reference === null || engine.layerCache === undefined) {
    return;
  }
  stages.progress('build', 'keeping its layers for later builds');
  const limit = new AbortController();
  const ended = new AbortController();
  clock.sleep(STORE_LIMIT_MS, ended.signal).then(
    () => limit.abort(new Error('it took too long')),
    () => undefined,
  );
  try {
    await engine.layerCache.store(tag, reference, AbortSignal.any([signal, limit.signal]));
  } catch (error) {
    signal.throwIfAborted();
    say(`Its layers could not be kept in the registry: ${toAppError(error).message}`);
    diagnostics.warn('Layers could not be kept', { deploymentId: id, error });
  } finally {
    ended.abort();
  }
}
