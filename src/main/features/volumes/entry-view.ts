// Files and folders as they are shown. Pure.
import type { FileDetails, FileEntry } from '../../../contract/files.ts';
import { mimeTypeOf } from './file-types.ts';
import type { RawDetails, RawEntry } from './ports/volume-files.ts';

export function toEntry(entry: RawEntry): FileEntry {
  return {
    name: entry.name,
    kind: entry.kind,
    sizeBytes: entry.sizeBytes,
    modifiedAt: iso(entry.modifiedAt),
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    target: null,
    mimeType: entry.kind === 'file' ? mimeTypeOf(entry.name) : null,
  };
}

export function toDetails(found: RawDetails): FileDetails {
  const { path, etag, target, leadsTo } = found;
  return { ...toEntry(found), path, etag, target, leadsTo };
}

/** A file may carry any time, also one that no date has. */
export function iso(time: number): string {
  return new Date(Math.min(Math.max(time, -8.64e15), 8.64e15)).toISOString();
}
