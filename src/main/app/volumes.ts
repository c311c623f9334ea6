// Volumes and the files in them, put together.
import type { AppEvent } from '../../contract/events.ts';
import type { HostId, ProjectId, VolumeId } from '../../contract/ids.ts';
import type { Settings } from '../../contract/settings.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { VolumeAccess as EngineVolumes } from '../adapters/docker/connector.ts';
import type { HostVolumes } from '../adapters/docker/volumes/volume-engine.ts';
import { createVolumeAccess } from '../features/volumes/access.ts';
import { createChangeGates } from '../features/volumes/change-gates.ts';
import { createFiles } from '../features/volumes/files-service.ts';
import { createMeasuring } from '../features/volumes/measuring.ts';
import type { ReleaseMount } from '../features/volumes/ports.ts';
import { createVolumes } from '../features/volumes/service.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Stores } from './stores.ts';
import { copyWhole } from './whole-volumes.ts';

export interface StorageWiring {
  readonly stores: Pick<Stores, 'volumes' | 'leftVolumes' | 'volumeFiles' | 'uploads' | 'projects' | 'deployments'>;
  readonly engine: (id: HostId) => Promise<EngineVolumes>;
  readonly settings: () => Settings;
  readonly labels: Readonly<Record<string, string>>;
  readonly publish: (event: AppEvent) => void;
  readonly diagnostics: Diagnostics;
}

export type Storage = ReturnType<typeof composeStorage>;

export function composeStorage({ stores, engine, settings, labels, publish, diagnostics }: StorageWiring) {
  /** One for each connection: its helpers are known by it alone. */
  const engines = new WeakMap<EngineVolumes, HostVolumes>();
  const open = new Set<HostVolumes>();

  async function volumeEngine(id: HostId): Promise<HostVolumes> {
    const connection = await engine(id);
    const known = engines.get(connection);
    if (known !== undefined) {
      return known;
    }
    const made = connection.volumes({ helperImage: () => settings().volumes.helperImage, labels });
    engines.set(connection, made);
    open.add(made);
    return made;
  }

  function mountsOf(id: ProjectId): readonly ReleaseMount[] | null {
    const current = stores.deployments.current(id);
    return current?.status === 'running' ? (current.snapshot.mounts ?? []) : null;
  }

  const store = stores.volumes;
  const gates = createChangeGates(store.get);
  const access = createVolumeAccess(store, { get: volumeEngine }, gates);
  const measuring = createMeasuring({
    store,
    access,
    clock: systemClock,
    publish,
    log: diagnostics,
    isInUse(id: VolumeId) {
      const row = store.get(id);
      return row !== null && (mountsOf(row.projectId) ?? []).some(({ dockerName }) => dockerName === row.dockerName);
    },
  });
  const volumes = createVolumes({
    store,
    left: stores.leftVolumes,
    gates,
    copyWhole,
    access,
    measuring,
    engines: { get: volumeEngine },
    projects: {
      get(id) {
        const row = stores.projects.get(id);
        return row === null || row.removalRequestedAt !== null ? null : row;
      },
    },
    releases: {
      mountsOf,
      hasReleases: (id) => stores.deployments.current(id) !== null,
    },
    defaults: () => {
      const { volumeDefaultSize, volumes: wanted } = settings();
      return {
        maxSizeBytes: volumeDefaultSize,
        mountPath: wanted.defaultMountPath,
        isMadeAtFirstDeployment: wanted.createDefault,
      };
    },
    labels,
    clock: systemClock,
    publish,
    log: diagnostics,
  });
  const files = createFiles({
    access,
    index: stores.volumeFiles,
    uploads: stores.uploads,
    measuring,
    clock: systemClock,
    publish,
    log: diagnostics,
  });

  return {
    volumes,
    files,
    /** For what reads and writes whole volumes. */
    access,
    measuring,
    engine: volumeEngine,
    /** Helpers that a run before has left are ended. */
    async onHostConnected(id: HostId): Promise<void> {
      await volumeEngine(id)
        .then((each) => each.removeLeftHelpers())
        .catch((error: unknown) =>
          diagnostics.warn('Helpers of volumes could not be looked for', { hostId: id, error }),
        );
    },
    /** Gives what ends it: jobs first, then the helpers that they use. */
    start(): () => Promise<void> {
      const stops = [measuring.start(), files.start()];
      return async () => {
        stops.forEach((stop) => stop());
        await files.close();
        await Promise.allSettled([...open].map((each) => each.closeHelpers()));
      };
    },
  };
}
