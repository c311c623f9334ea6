// Looking through a volume: folders page by page, what has changed in them, names.
import { isAppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { FilePage, SearchResult, SortKey } from '../../../contract/files.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import { namePattern } from '../../lib/name-pattern.ts';
import type { OpenVolume, VolumeAccess } from './access.ts';
import { iso, toEntry } from './entry-view.ts';
import { mimeTypeOf } from './file-types.ts';
import type { createListings } from './listings.ts';
import type { VolumeClock } from './ports.ts';
import type { FolderReading } from './ports/volume-files.ts';
import { childOf, nameOf, parsePath, type VolumePath } from './ports/volume-path.ts';
import type { FileIndex } from './ports/volume-store.ts';

interface BrowsingDeps {
  readonly access: VolumeAccess;
  readonly index: FileIndex;
  readonly listings: ReturnType<typeof createListings>;
  readonly clock: VolumeClock;
}

type Signal = Pick<Caller, 'signal'>;

interface ByPath {
  readonly id: VolumeId;
  readonly path: string;
}
interface ListInput extends ByPath {
  readonly sort: SortKey;
  readonly order: 'ascending' | 'descending';
  readonly foldersFirst: boolean;
  readonly filter?: string | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly version?: string | undefined;
}

/** A folder of a million entries takes some 60 MB; what is beyond is found by search. */
const MAX_LISTING_BYTES = 80 * 1_048_576;
/** Larger folders are not kept in the index: a cache must not cost more than what it is for. */
const MAX_INDEXED = 5_000;
const WATCH_MS = 2_000;
/** Looking whether a folder has changed takes no more than this part of the time. */
const WATCH_SHARE = 10;

const unknownEntry = { kind: 'file', mode: 0, uid: 0, gid: 0, target: null } as const;

export function createBrowsing({ access, index, listings, clock }: BrowsingDeps) {
  async function read(volume: OpenVolume, path: VolumePath, signal: AbortSignal): Promise<FolderReading> {
    const reading = await volume.files.readFolder(path, { maxBytes: MAX_LISTING_BYTES, signal });
    remember(volume.row.id, reading);
    return reading;
  }

  function remember(id: VolumeId, reading: FolderReading): void {
    if (reading.count > MAX_INDEXED || reading.isTruncated) {
      return;
    }
    const entries = Array.from({ length: reading.count }, (_, at) => reading.at(at));
    const files = entries.filter(({ kind }) => kind !== 'folder');
    index.replaceFolder(
      id,
      reading.path,
      {
        files: files.map(({ name, sizeBytes }) => ({
          path: childOf(reading.path, name),
          sizeBytes,
          mimeType: mimeTypeOf(name),
        })),
        folders: entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name),
      },
      clock.now(),
    );
  }

  return {
    async list(input: ListInput, { signal }: Signal): Promise<FilePage> {
      const path = parsePath(input.path);
      const known = input.version === undefined ? null : listings.get(input.id, input.version);
      const isSame = known !== null && known.path === path;
      const reading = isSame ? known : await read(await access.open(input.id), path, signal);
      const version = isSame && input.version !== undefined ? input.version : listings.keep(input.id, reading);
      const order = listings.order(input.id, version, reading, input);
      const { kind: _kind, sizeBytes: _size, ...folder } = reading.folder;
      return {
        path: reading.path,
        entries: [...order.subarray(input.offset, input.offset + input.limit)].map((at) => toEntry(reading.at(at))),
        total: order.length,
        offset: input.offset,
        version,
        isTruncated: reading.isTruncated,
        folder: { mode: folder.mode, uid: folder.uid, gid: folder.gid, modifiedAt: iso(folder.modifiedAt) },
      };
    },

    async watch(
      input: ByPath & { readonly version: string; readonly waitMs: number },
      { signal }: Signal,
    ): Promise<{ hasChanged: boolean; version: string }> {
      const path = parsePath(input.path);
      const volume = await access.open(input.id);
      const until = clock.now() + input.waitMs;
      for (;;) {
        const begun = clock.now();
        const reading = await read(volume, path, signal);
        if (reading.digest !== input.version) {
          return { hasChanged: true, version: listings.keep(input.id, reading) };
        }
        const pause = Math.max(WATCH_MS, WATCH_SHARE * (clock.now() - begun));
        if (clock.now() + pause > until) {
          return { hasChanged: false, version: input.version };
        }
        await clock.sleep(pause, signal);
      }
    },

    async search(
      { id, query, limit, ...input }: ByPath & { readonly query: string; readonly limit: number },
      { signal }: Signal,
    ): Promise<SearchResult> {
      const folder = parsePath(input.path);
      const pattern = namePattern(query);
      try {
        const { files } = await access.open(id);
        const found: VolumePath[] = [];
        await files.findNames(folder, {
          signal,
          onPaths(paths) {
            for (const path of paths) {
              if (found.length <= limit && pattern.test(nameOf(path))) {
                found.push(path);
              }
            }
            return found.length <= limit;
          },
        });
        const entries = await files.statMany(found.slice(0, limit), { signal });
        return {
          entries: [...entries].map(([path, entry]) => ({ ...toEntry(entry), path })),
          isComplete: found.length <= limit,
          source: 'volume',
        };
      } catch (error) {
        signal.throwIfAborted();
        if (!isAppError(error) || error.status !== 503) {
          throw error;
        }
        const seen = index.search(id, { folder, text: query, limit: limit + 1 });
        return {
          entries: seen.slice(0, limit).map(({ path, sizeBytes, mimeType, uploadedAt }) => ({
            ...unknownEntry,
            name: nameOf(path),
            path,
            sizeBytes,
            mimeType,
            modifiedAt: iso(uploadedAt),
          })),
          isComplete: seen.length <= limit,
          source: 'index',
        };
      }
    },
  };
}
