/** What is typed into the dialogs of a volume, and what it means. */
import type { CreateVolumeInput, UpdateVolumeInput, Volume, WriterMode } from '../../../../contract/volumes.ts';

export interface VolumeDraft {
  readonly name: string;
  readonly mountPath: string;
  /** Gigabytes of 1,024 megabytes, as typed. */
  readonly size: string;
  readonly writerMode: WriterMode;
}

export const GIGABYTE = 1024 ** 3;
const MEGABYTE = 1024 ** 2;

export function emptyDraft(defaultBytes: number): VolumeDraft {
  return { name: '', mountPath: '', size: gigabytes(defaultBytes), writerMode: 'many' };
}

export function draftOf({ name, mountPath, maxSizeBytes, writerMode }: Volume): VolumeDraft {
  return { name, mountPath, size: gigabytes(maxSizeBytes), writerMode };
}

/** Null: no size. */
export function parseSize(text: string): number | null {
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*$/.exec(text);
  if (match === null) return null;
  const bytes = Math.round(Number(match[1]?.replace(',', '.')) * GIGABYTE);
  return bytes >= MEGABYTE ? bytes : null;
}

/** What is left empty is left to the control plane. */
export function createFields({ name, mountPath, size, writerMode }: VolumeDraft): Omit<CreateVolumeInput, 'id'> {
  const maxSizeBytes = parseSize(size);
  return {
    name: name.trim(),
    ...(mountPath.trim() === '' ? {} : { mountPath: mountPath.trim() }),
    ...(maxSizeBytes === null ? {} : { maxSizeBytes }),
    writerMode,
  };
}

/** Only what was changed. */
export function changedFields(volume: Volume, draft: VolumeDraft): Omit<UpdateVolumeInput, 'id'> {
  const maxSizeBytes = parseSize(draft.size);
  const isSizeTyped = draft.size !== gigabytes(volume.maxSizeBytes) && maxSizeBytes !== null;
  return {
    ...(draft.name.trim() === volume.name ? {} : { name: draft.name.trim() }),
    ...(draft.mountPath.trim() === volume.mountPath ? {} : { mountPath: draft.mountPath.trim() }),
    ...(isSizeTyped ? { maxSizeBytes } : {}),
    ...(draft.writerMode === volume.writerMode ? {} : { writerMode: draft.writerMode }),
  };
}

function gigabytes(bytes: number): string {
  return String(Math.round((bytes / GIGABYTE) * 1000) / 1000);
}
