// A folder's entries in the order and the part that somebody asked for. Pure; made for folders of a million entries.
import { assertNever } from '../../../contract/assert-never.ts';
import type { SortKey } from '../../../contract/files.ts';
import type { FolderReading, RawEntry } from './ports/volume-files.ts';

export interface ListingOrder {
  readonly sort: SortKey;
  readonly order: 'ascending' | 'descending';
  readonly foldersFirst: boolean;
  readonly filter?: string | undefined;
}

/** Indices of the reading. */
export function sortListing(
  reading: Pick<FolderReading, 'count' | 'at'>,
  { sort, order, foldersFirst, filter }: ListingOrder,
): Uint32Array {
  const names: string[] = [];
  const values: (string | number)[] = [];
  const isFolder: boolean[] = [];
  const kept: number[] = [];
  const wanted = filter?.toLowerCase() ?? '';
  for (let index = 0; index < reading.count; index += 1) {
    const entry = reading.at(index);
    const lower = entry.name.toLowerCase();
    if (wanted === '' || lower.includes(wanted)) {
      kept.push(index);
    }
    names[index] = naturalKey(lower);
    values[index] = valueOf(entry, sort, names[index] ?? '');
    isFolder[index] = entry.kind === 'folder';
  }
  const direction = order === 'ascending' ? 1 : -1;
  return Uint32Array.from(kept).sort((a, b) => {
    if (foldersFirst && isFolder[a] !== isFolder[b]) {
      return isFolder[a] === true ? -1 : 1;
    }
    // Equal ones by name, whichever way the rest goes.
    return direction * compare(values[a], values[b]) || compare(names[a], names[b]) || a - b;
  });
}

function valueOf(entry: RawEntry, sort: SortKey, name: string): string | number {
  switch (sort) {
    case 'name':
      return name;
    case 'size':
      return entry.sizeBytes;
    case 'modified':
      return entry.modifiedAt;
    case 'kind':
      return entry.kind === 'file'
        ? `file ${entry.name.slice(entry.name.lastIndexOf('.') + 1).toLowerCase()}`
        : entry.kind;
    default:
      return assertNever(sort);
  }
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  return a === b || a === undefined || b === undefined ? 0 : a < b ? -1 : 1;
}

/** `file2` before `file10`: numbers are filled up to the same length. Comparing such keys is far cheaper than a collator. */
function naturalKey(lower: string): string {
  return /\d/.test(lower) ? lower.replace(/\d+/g, (digits) => digits.padStart(15, '0')) : lower;
}
