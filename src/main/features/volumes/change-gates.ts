// While a volume is copied to another host nothing of ours changes what is in it: what came after the copy would be lost. Whoever is at it
// when that begins is waited for; who comes later is told so.
import { AppError } from '../../../contract/app-error.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { VolumeFiles } from './ports/volume-files.ts';
import type { VolumeRow } from './ports/volume-store.ts';

export type ChangeGates = ReturnType<typeof createChangeGates>;

/** What can be seen in the volume when it is done. What grows in a stage meanwhile is put in its place by one of these. */
const CHANGES = ['makeFolder', 'rename', 'remove', 'place', 'replaceAll'] as const satisfies (keyof VolumeFiles)[];
/** Refused as well, so that nobody sends gigabytes first. */
const BEGINNINGS = ['openStage', 'append'] as const satisfies (keyof VolumeFiles)[];

export function createChangeGates(rowOf: (id: VolumeId) => VolumeRow | null) {
  const closed = new Set<VolumeId>();
  const underWay = new Map<VolumeId, Set<Promise<unknown>>>();

  function check(opened: VolumeRow): void {
    const row = rowOf(opened.id);
    const isElsewhere = row !== null && (row.hostId !== opened.hostId || row.dockerName !== opened.dockerName);
    if (closed.has(opened.id) || isElsewhere) {
      throw new AppError('VOLUME_MOVING', { volume: opened.name });
    }
  }

  function change<T>(opened: VolumeRow, work: () => Promise<T>): Promise<T> {
    check(opened);
    const changes = underWay.get(opened.id) ?? new Set();
    underWay.set(opened.id, changes);
    const done = work().finally(() => changes.delete(done));
    changes.add(done);
    return done;
  }

  return {
    /** Throws VOLUME_MOVING. */
    check,
    /** The files of a volume as it was opened, which refuse to be changed while it moves, and afterwards where it was. */
    guard(opened: VolumeRow, files: VolumeFiles): VolumeFiles {
      const guarded = new Map<PropertyKey, unknown>();
      for (const name of CHANGES) {
        const method = files[name] as (...args: unknown[]) => Promise<unknown>;
        guarded.set(name, async (...args: unknown[]) => change(opened, () => method.apply(files, args)));
      }
      for (const name of BEGINNINGS) {
        const method = files[name] as (...args: unknown[]) => Promise<unknown>;
        guarded.set(name, async (...args: unknown[]) => {
          check(opened);
          return method.apply(files, args);
        });
      }
      return new Proxy(files, { get: (target, name) => guarded.get(name) ?? target[name as keyof VolumeFiles] });
    },
    /** Resolves when nobody is at them; an abort throws the signal's reason, and they stay closed until they are opened. */
    async close(ids: readonly VolumeId[], signal: AbortSignal): Promise<void> {
      ids.forEach((id) => void closed.add(id));
      const all = ids.flatMap((id) => [...(underWay.get(id) ?? [])]);
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      const abort = (): void => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      try {
        signal.throwIfAborted();
        await Promise.race([Promise.allSettled(all), aborted]);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    open: (ids: readonly VolumeId[]): void => ids.forEach((id) => void closed.delete(id)),
  };
}
