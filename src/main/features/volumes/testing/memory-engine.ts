// A host's Docker volumes in memory.
import { AppError } from '../../../../contract/app-error.ts';
import type { DockerVolume, VolumeEngine, VolumeUser } from '../ports/volume-engine.ts';
import type { VolumeFiles } from '../ports/volume-files.ts';
import { createMemoryFiles } from './memory-files.ts';
import { makeNode, type Node } from './memory-tree.ts';

export interface MemoryVolume {
  readonly volume: DockerVolume;
  readonly root: Node;
  readonly users: VolumeUser[];
}

export interface MemoryVolumeEngine extends VolumeEngine {
  /** By name: to look behind, and to remove behind the back. */
  readonly volumes: Map<string, MemoryVolume>;
  note: string | null;
  /** On the disk that all of them are on. */
  freeBytes: number;
}

export function createMemoryVolumeEngine(now: () => number = Date.now): MemoryVolumeEngine {
  const volumes = new Map<string, MemoryVolume>();

  const engine: MemoryVolumeEngine = {
    hostName: 'This machine',
    volumes,
    note: null,
    freeBytes: 64 * 1024 ** 3,
    async create({ name, labels, hardLimitBytes }) {
      if (hardLimitBytes !== null) {
        throw new AppError('QUOTA_NOT_SUPPORTED', { host: 'This machine', problem: 'memory has no quotas' });
      }
      if (!volumes.has(name)) {
        const volume = { name, driver: 'local', labels, createdAt: now() };
        volumes.set(name, { volume, root: makeNode('folder'), users: [] });
      }
    },
    pause: async () => undefined,
    unpause: async () => undefined,
    inspect: async (name) => volumes.get(name)?.volume ?? null,
    list: async () => [...volumes.values()].map(({ volume }) => volume),
    async remove(name) {
      const users = volumes.get(name)?.users ?? [];
      if (users.length > 0) {
        throw new AppError('VOLUME_MOUNTED', { volume: name, containers: users.map((user) => user.name) });
      }
      volumes.delete(name);
    },
    release: async () => undefined,
    users: async (name) => [...(volumes.get(name)?.users ?? [])],
    async removeContainer(id) {
      for (const { users } of volumes.values()) {
        const at = users.findIndex(({ containerId }) => containerId === id);
        if (at !== -1) {
          users.splice(at, 1);
        }
      }
    },
    files({ name, displayName }): VolumeFiles {
      const get = (_target: object, method: string): unknown => {
        const found = volumes.get(name);
        if (found === undefined) {
          return () => Promise.reject(new AppError('VOLUME_MISSING', { volume: displayName, dockerName: name }));
        }
        return createMemoryFiles(found.root, now, () => engine.freeBytes)[method as keyof VolumeFiles];
      };
      // Asked at each call whether the volume is still there.
      return new Proxy({} as VolumeFiles, { get: get as (target: VolumeFiles, method: string | symbol) => unknown });
    },
    accessNote(): string | null {
      return this.note;
    },
    removeLeftHelpers: async () => undefined,
    closeHelpers: async () => undefined,
  };
  return engine;
}
