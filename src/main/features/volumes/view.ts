// A volume as it is shown. Pure.
import type { Volume } from '../../../contract/volumes.ts';
import type { ReleaseMount } from './ports.ts';
import type { VolumeRow } from './ports/volume-store.ts';
import { quotaOf, usageLevel } from './usage.ts';

export interface VolumeCircumstances {
  readonly state: Volume['state'];
  readonly accessNote: string | null;
  /** Of the running release; null: none runs. */
  readonly released: readonly ReleaseMount[] | null;
}

export function volumeView(row: VolumeRow, { state, accessNote, released }: VolumeCircumstances): Volume {
  const { measured } = row;
  const mountedAt = released?.find(({ dockerName }) => dockerName === row.dockerName)?.path ?? null;
  return {
    id: row.id,
    projectId: row.projectId,
    hostId: row.hostId,
    name: row.name,
    dockerName: row.dockerName,
    mountPath: row.mountPath,
    isExternal: row.isExternal,
    writerMode: row.writerMode,
    quota: quotaOf(row.quotaKind),
    maxSizeBytes: row.maxSizeBytes,
    sizeBytes: measured?.sizeBytes ?? null,
    fileCount: measured?.fileCount ?? null,
    folderCount: measured?.folderCount ?? null,
    measuredAt: measured === null ? null : iso(measured.at),
    level: usageLevel(measured?.sizeBytes ?? 0, row.maxSizeBytes),
    state,
    accessNote,
    mountedAt,
    isPending: released !== null && mountedAt !== row.mountPath,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
