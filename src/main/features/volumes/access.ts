// From a volume's id to its files on its host.
import { AppError } from '../../../contract/app-error.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { ChangeGates } from './change-gates.ts';
import type { VolumeEngines } from './ports.ts';
import type { VolumeEngine } from './ports/volume-engine.ts';
import type { VolumeFiles } from './ports/volume-files.ts';
import type { VolumeRow, VolumeStore } from './ports/volume-store.ts';

export interface OpenVolume {
  readonly row: VolumeRow;
  readonly engine: VolumeEngine;
  readonly files: VolumeFiles;
}

export interface VolumeAccess {
  /** Throws NOT_FOUND. */
  row(id: VolumeId): VolumeRow;
  /** Throws NOT_FOUND and why the host's engine cannot be asked. */
  open(id: VolumeId): Promise<OpenVolume>;
}

export function createVolumeAccess(
  store: Pick<VolumeStore, 'get'>,
  engines: VolumeEngines,
  gates: Pick<ChangeGates, 'guard'>,
): VolumeAccess {
  function row(id: VolumeId): VolumeRow {
    const found = store.get(id);
    if (found === null) {
      throw new AppError('NOT_FOUND', { what: `volume ${id}` });
    }
    return found;
  }
  return {
    row,
    async open(id) {
      const found = row(id);
      const engine = await engines.get(found.hostId);
      const files = engine.files({ name: found.dockerName, displayName: found.name });
      return { row: found, engine, files: gates.guard(found, files) };
    },
  };
}
