// How much is in a volume: measured where it is, remembered here, and asked for by many without being measured for each.
import type { VolumeId } from '../../../contract/ids.ts';
import type { VolumeAccess } from './access.ts';
import type { Publish, VolumeClock, VolumeLog } from './ports.ts';
import type { Measurement } from './ports/volume-files.ts';
import type { VolumeStore } from './ports/volume-store.ts';
import { usageLevel } from './usage.ts';

export interface MeasuringDeps {
  readonly store: VolumeStore;
  readonly access: VolumeAccess;
  readonly clock: VolumeClock;
  readonly publish: Publish;
  readonly log: VolumeLog;
  /** Volumes that a running release mounts: those that change by themselves. */
  readonly isInUse: (id: VolumeId) => boolean;
  readonly intervalMs?: number;
}

export interface Measured extends Measurement {
  readonly at: number;
  /** How long it took, which says how often it may be done. */
  readonly tookMs: number;
}

export type Measuring = ReturnType<typeof createMeasuring>;

const INTERVAL_MS = 5 * 60_000;
/** No more than this part of the time is spent on measuring one volume. */
const SHARE = 50;

export function createMeasuring(deps: MeasuringDeps) {
  const { store, access, clock, publish, log, isInUse, intervalMs = INTERVAL_MS } = deps;
  const last = new Map<VolumeId, Measured>();
  const underWay = new Map<VolumeId, Promise<Measured>>();

  async function measureNow(id: VolumeId): Promise<Measured> {
    const { row, files } = await access.open(id);
    const begun = clock.now();
    const measurement = await files.measure();
    const at = clock.now();
    const measured = { ...measurement, at, tookMs: at - begun };
    const { sizeBytes, fileCount, folderCount } = measurement;
    const before = store.get(id);
    if (before !== null) {
      store.saveMeasured(id, { sizeBytes, fileCount, folderCount, at });
      last.set(id, measured);
      const levelBefore = before.measured === null ? null : usageLevel(before.measured.sizeBytes, row.maxSizeBytes);
      const level = usageLevel(sizeBytes, row.maxSizeBytes);
      if (level !== levelBefore && level !== 'ok') {
        log.warn('A volume fills up', { volumeId: id, sizeBytes, maxSizeBytes: row.maxSizeBytes });
      }
      if (before.measured?.sizeBytes !== sizeBytes || before.measured.fileCount !== fileCount) {
        publish({ type: 'volumes', projectId: row.projectId });
      }
    }
    return measured;
  }

  /** Callers that ask while it is measured share the answer. */
  async function measure(id: VolumeId, maxAgeMs: number): Promise<Measured> {
    const known = last.get(id);
    if (known !== undefined && clock.now() - known.at <= maxAgeMs) {
      return known;
    }
    const running = underWay.get(id);
    if (running !== undefined) {
      return running;
    }
    const measuring = measureNow(id).finally(() => underWay.delete(id));
    underWay.set(id, measuring);
    return measuring;
  }

  async function measureAll(signal: AbortSignal): Promise<void> {
    for (const row of store.list()) {
      signal.throwIfAborted();
      const known = last.get(row.id);
      const isDue = known === undefined || clock.now() - known.at >= Math.max(intervalMs, SHARE * known.tookMs);
      if (isDue && isInUse(row.id)) {
        // A host that is away is measured when it is back.
        await measure(row.id, 0).catch(() => undefined);
      }
    }
  }

  return {
    measure,
    /** Null before the first time since the program began. */
    last: (id: VolumeId): Measured | null => last.get(id) ?? null,
    /** Something changed under our own hands: the next who asks gets a new measurement. */
    forget: (id: VolumeId): void => void last.delete(id),
    /** Frugal: only what may change by itself, one after the other. Gives what ends it. */
    start(): () => void {
      const stopping = new AbortController();
      void (async () => {
        for (;;) {
          await clock.sleep(intervalMs, stopping.signal);
          await measureAll(stopping.signal);
        }
      })().catch(() => undefined);
      return () => stopping.abort();
    },
  };
}
