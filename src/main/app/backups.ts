// Backups, put together: what they read and write are the volumes of the storage feature.
import { join } from 'node:path';
import { AppError } from '../../contract/app-error.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { HostId, VolumeId } from '../../contract/ids.ts';
import { createFolderPlace } from '../adapters/backups/folder-place.ts';
import { BACKUP_VOLUME, createHostPlace } from '../adapters/backups/host-place.ts';
import { createPlaceSecrets } from '../adapters/backups/place-secrets.ts';
import { createS3Place } from '../adapters/backups/s3-place.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { VolumeContents } from '../features/backups/ports.ts';
import { type BackupsDeps, createBackups } from '../features/backups/service.ts';
import type { Keychain } from '../features/identity/ports.ts';
import type { VolumeEngine } from '../features/volumes/ports/volume-engine.ts';
import { ROOT } from '../features/volumes/ports/volume-path.ts';
import type { Diagnostics } from './diagnostics.ts';
import { cleanBackups } from './known-secrets.ts';
import type { Stores } from './stores.ts';
import type { Storage } from './volumes.ts';
import { replaceWhole } from './whole-volumes.ts';

export interface BackupsWiring {
  readonly dataDir: string;
  readonly stores: Pick<Stores, 'backups' | 'projects' | 'installation'>;
  readonly storage: Pick<Storage, 'access' | 'measuring' | 'volumes' | 'engine'>;
  readonly keychain: Keychain;
  readonly labels: Readonly<Record<string, string>>;
  readonly publish: (event: AppEvent) => void;
  readonly diagnostics: Diagnostics;
}

export function composeBackups(wiring: BackupsWiring) {
  const { dataDir, stores, storage, labels } = wiring;
  const filesOf: BackupsDeps['filesOf'] = (place, secret) => {
    switch (place.kind) {
      case 'folder':
        return createFolderPlace(place.name, place.path ?? join(dataDir, 'backups'));
      case 'host': {
        const { hostId } = place;
        if (hostId === null) {
          throw new AppError('BACKUP_PLACE_UNUSABLE', { place: place.name, problem: 'its host was removed' });
        }
        // Two installations on one engine keep theirs apart.
        const volumeName = `${BACKUP_VOLUME}-${stores.installation.id.slice(0, 8)}`;
        return createHostPlace(place.name, { engine: () => storage.engine(hostId), volumeName, labels });
      }
      case 's3':
        if (place.s3 === null || secret === null) {
          const problem = 'its secret key is not in the keychain';
          throw new AppError('BACKUP_PLACE_UNUSABLE', { place: place.name, problem });
        }
        return createS3Place(place.name, place.s3, secret);
    }
  };
  return createBackups({
    store: cleanBackups(stores.backups, wiring.diagnostics.mask),
    secrets: createPlaceSecrets(wiring.keychain),
    contents: volumeContents(wiring),
    filesOf,
    clock: systemClock,
    publish: wiring.publish,
    log: wiring.diagnostics,
  });
}

/** Volumes as backups, copies and moves see them. */
export function volumeContents({
  stores,
  storage: { access, measuring, volumes, engine },
}: Pick<BackupsWiring, 'stores' | 'storage'>): VolumeContents {
  const onHost = (id: HostId): Promise<VolumeEngine> => engine(id);
  return {
    volume(id) {
      try {
        const { name, projectId, hostId, maxSizeBytes, writerMode } = access.row(id);
        const project = stores.projects.get(projectId);
        return project === null
          ? null
          : {
              id,
              name,
              projectId,
              projectName: project.name,
              projectSlug: project.slug,
              hostId,
              maxSizeBytes,
              writerMode,
            };
      } catch (error) {
        if (error instanceof AppError && error.code === 'NOT_FOUND') {
          return null;
        }
        throw error;
      }
    },
    async measure(id, signal) {
      signal.throwIfAborted();
      return measuring.measure(id, 0);
    },
    async read(id, signal) {
      return (await access.open(id)).files.readTree(ROOT, { signal });
    },
    async replace(id: VolumeId, signal) {
      const incoming = await replaceWhole((await access.open(id)).files, signal);
      return {
        ...incoming,
        async commit(abort, root) {
          await incoming.commit(abort, root);
          measuring.forget(id);
          await measuring.measure(id, 0);
        },
      };
    },
    async create({ projectId, name, mountPath, maxSizeBytes, writerMode }) {
      const made = await volumes.create({
        id: projectId,
        name,
        maxSizeBytes,
        writerMode,
        ...(mountPath === undefined ? {} : { mountPath }),
      });
      return made.id;
    },
    async remove(id) {
      await volumes.remove({ id, force: true });
    },
    async runningUsers(id) {
      const { row, engine: on } = await access.open(id);
      const users = await on.users(row.dockerName);
      return users.filter(({ isRunning }) => isRunning).map(({ containerId, name }) => ({ id: containerId, name }));
    },
    pause: async (hostId, containerId) => (await onHost(hostId)).pause(containerId),
    unpause: async (hostId, containerId) => (await onHost(hostId)).unpause(containerId),
  };
}
