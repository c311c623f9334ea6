import { formatBytes } from '../../../../contract/bytes.ts';
import type { FileEntry } from '../../../../contract/files.ts';
import { countOf } from '../../../lib/numbers.ts';
import { shownName } from './shown-name.ts';

type Described = Pick<FileEntry, 'name' | 'kind' | 'sizeBytes'>;

/** `config.json`, `music/`, `3 files and 1 folder`. */
export function describeEntries(entries: readonly Described[]): string {
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) return shownName(only.name) + (only.kind === 'folder' ? '/' : '');
  const folders = entries.filter(({ kind }) => kind === 'folder').length;
  const files = entries.length - folders;
  const parts = [...(files > 0 ? [countOf(files, 'file')] : []), ...(folders > 0 ? [countOf(folders, 'folder')] : [])];
  return parts.join(' and ');
}

/** The size of all files among them; what lies in folders is not known. */
export function sizeOfFiles(entries: readonly Described[]): string | null {
  const files = entries.filter(({ kind }) => kind === 'file');
  return files.length === 0 ? null : formatBytes(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
}
