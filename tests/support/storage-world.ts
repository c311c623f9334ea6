// Volumes and files that are real but for the disk: the feature's own services over hosts and a database in memory.
import type { AppEvent } from '../../src/contract/events.ts';
import type { HostId, ProjectId } from '../../src/contract/ids.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createUploadStore } from '../../src/main/adapters/sqlite/upload-store.ts';
import { createLeftVolumeStore } from '../../src/main/adapters/sqlite/left-volume-store.ts';
import { createFileIndex } from '../../src/main/adapters/sqlite/volume-file-index.ts';
import { createVolumeStore } from '../../src/main/adapters/sqlite/volume-store.ts';
import { createVolumeAccess } from '../../src/main/features/volumes/access.ts';
import { createChangeGates } from '../../src/main/features/volumes/change-gates.ts';
import { createFiles } from '../../src/main/features/volumes/files-service.ts';
import { createMeasuring } from '../../src/main/features/volumes/measuring.ts';
import type { ReleaseMount } from '../../src/main/features/volumes/ports.ts';
import type { VolumeEngine } from '../../src/main/features/volumes/ports/volume-engine.ts';
import type { VolumeStore } from '../../src/main/features/volumes/ports/volume-store.ts';
import { copyWhole } from '../../src/main/app/whole-volumes.ts';
import { createVolumes } from '../../src/main/features/volumes/service.ts';
import { createMemoryVolumeEngine } from '../../src/main/features/volumes/testing/memory-engine.ts';
import { makeTestDatabase } from './database.ts';

export type StorageWorld = ReturnType<typeof createStorageWorld>;

/** Every project exists, on host 1, whose volumes are in memory. */
export function createStorageWorld(publish: (event: AppEvent) => void = () => undefined) {
  return createStorageOn(createMemoryVolumeEngine(), publish);
}

/** The same over another engine. */
export function createStorageOn<E extends VolumeEngine>(
  engine: E,
  publish: (event: AppEvent) => void = () => undefined,
) {
  const db = makeTestDatabase();
  // The projects are another world's.
  db.pragma('foreign_keys = off');
  const wanted = new Map<ProjectId, boolean | null>();
  const store: VolumeStore = {
    ...createVolumeStore(db),
    isDefaultWanted: (id) => wanted.get(id) ?? null,
    setDefaultWanted: (id, isWanted) => void wanted.set(id, isWanted),
  };
  /** What the running release of a project mounts; none runs where there is no entry. */
  const released = new Map<ProjectId, readonly ReleaseMount[]>();
  const log = { info: () => undefined, warn: () => undefined };
  const defaults = { maxSizeBytes: 5 * 1024 ** 3, mountPath: '/app/storage', isMadeAtFirstDeployment: false };
  const hosts = new Map<HostId, VolumeEngine>();
  const engines = { get: async (id: HostId) => hosts.get(id) ?? engine };
  const gates = createChangeGates(store.get);
  const access = createVolumeAccess(store, engines, gates);
  const left = createLeftVolumeStore(db);
  const measuring = createMeasuring({ store, access, clock: systemClock, publish, log, isInUse: () => false });
  const volumes = createVolumes({
    store,
    left,
    gates,
    copyWhole,
    access,
    measuring,
    engines,
    projects: { get: (id) => ({ id, name: `project ${id}`, slug: `project-${id}`, hostId: 1 as HostId }) },
    releases: { mountsOf: (id) => released.get(id) ?? null, hasReleases: (id) => released.has(id) },
    defaults: () => defaults,
    labels: { 'minipaas.managed': 'true' },
    clock: systemClock,
    publish,
    log,
  });
  const files = createFiles({
    access,
    index: createFileIndex(db),
    uploads: createUploadStore(db),
    measuring,
    clock: systemClock,
    publish,
    log,
  });
  return {
    engine,
    /** Other hosts than the one that all projects are on. */
    hosts,
    db,
    store,
    released,
    defaults,
    access,
    measuring,
    services: { volumes, files },
  };
}
