import type { SortKey } from '../../../contract/files.ts';
import type { Direction } from '../../lib/sort.ts';

/** What the address of the Storage tab holds. */
export interface StorageSearch {
  /** The volume whose files are shown; without it the first. */
  readonly volume?: number | undefined;
  /** The folder, written as `file-path.ts` says. */
  readonly path?: string | undefined;
  readonly by?: SortKey | undefined;
  readonly dir?: Direction | undefined;
  /** Names are looked for below the folder. */
  readonly find?: string | undefined;
}

const sortKeys: readonly SortKey[] = ['name', 'size', 'modified', 'kind'];

export function isFileSort(value: unknown): value is SortKey {
  return sortKeys.some((key) => key === value);
}
