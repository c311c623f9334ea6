// One download into a folder of this machine: each thing under a free name of its own, files resumed where the line broke, folders as
// one tar in which what has arrived already is passed over.
import type { ErrorBody } from '../../../contract/errors.ts';
import type { ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { Transfer, TransferFilePage, TransferId, TransferStatus } from '../../../contract/transfers.ts';
import type { Gate } from '../../../transfer/gate.ts';
import { createRateMeter } from '../../../transfer/rate-meter.ts';
import { LostConnectionError } from '../../../transfer/uplink.ts';
import { isUnderWay } from '../../../transfer/upload-run.ts';
import { textOfBytes } from '../../lib/byte-text.ts';
import { readTar } from '../../lib/tar/read-tar.ts';
import { counted } from './counted.ts';
import { createDownloadItems, type DownloadItem } from './download-items.ts';
import type { LocalDisk, LocalFolder, TransferVolumes } from './ports.ts';
import { passing } from './volume-uplink.ts';

export interface DownloadInput {
  readonly id: TransferId;
  readonly projectId: ProjectId;
  readonly volumeId: VolumeId;
  readonly paths: readonly string[];
  readonly localFolder: string;
  readonly createdAt: number;
  /** As an earlier run chose them; empty: not yet. */
  readonly localNames: readonly string[];
}

export interface DownloadRunDeps {
  readonly disk: LocalDisk;
  readonly volumes: TransferVolumes;
  readonly gate: Gate;
  readonly whenOnline: (attempt: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly describe: (failure: unknown) => ErrorBody;
  readonly onNames: (localNames: readonly string[]) => void;
}

export interface DownloadRun {
  readonly snapshot: () => Transfer;
  readonly files: (offset: number, limit: number) => TransferFilePage;
  readonly cancel: () => void;
  readonly retry: () => void;
  /** Ends what is under way without an end of the transfer: the program stops. */
  readonly stop: () => void;
}

export function createDownloadRun(input: DownloadInput, deps: DownloadRunDeps): DownloadRun {
  const { volumeId, paths, localFolder } = input;
  const { disk, volumes, gate, whenOnline, now, onChange, describe, onNames } = deps;
  const meter = createRateMeter();
  const items = createDownloadItems(paths);
  let names = input.localNames;
  let status: TransferStatus = 'preparing';
  let error: ErrorBody | null = null;
  let finishedAt: string | null = null;
  let lifetime = new AbortController();

  const become = (next: TransferStatus, problem: ErrorBody | null = null) => {
    status = next;
    error = problem;
    finishedAt = isUnderWay(next) ? null : new Date(now()).toISOString();
    onChange();
  };
  const progressed = (): void => {
    meter.add(items.sums().doneBytes, now());
    onChange();
  };

  const start = (): void => {
    lifetime = new AbortController();
    const { signal } = lifetime;
    run(signal).catch((failure: unknown) => {
      if (signal.aborted) return;
      lifetime.abort(new Error('The transfer has ended.'));
      items.endAll('cancelled');
      become('failed', describe(failure));
    });
  };

  async function run(signal: AbortSignal): Promise<void> {
    const folder = disk.openFolder(localFolder);
    for (const item of items.unfinished()) {
      const found = await persist(() => passing(volumes.stat(volumeId, item.path, signal)), signal);
      const kind = found.leadsTo?.kind ?? found.kind;
      const measured =
        kind === 'folder'
          ? await persist(() => passing(volumes.count(volumeId, item.path, signal)), signal)
          : { count: 1, sizeBytes: found.sizeBytes };
      items.measured(item.index, { isFolder: kind === 'folder', ...measured });
    }
    if (names.length === 0) {
      names = await freeNames(folder);
      onNames(names);
    }
    become('waiting');
    const leave = await gate.enter(signal);
    try {
      become('running');
      for (const item of items.unfinished()) await fetchItem(item, folder, signal);
    } finally {
      leave();
    }
    const { failedCount, doneCount } = items.sums();
    become(failedCount > 0 && doneCount === 0 ? 'failed' : 'done', items.firstError());
  }

  async function freeNames(_folder: LocalFolder): Promise<readonly string[]> {
    const chosen: string[] = [];
    for (const path of paths) {
      const wanted = path === '/' ? 'volume' : path.slice(path.lastIndexOf('/') + 1);
      chosen.push(await disk.freeName(localFolder, wanted));
    }
    return chosen;
  }

  async function fetchItem(item: DownloadItem, folder: LocalFolder, signal: AbortSignal): Promise<void> {
    items.running(item.index);
    const name = names[item.index] ?? item.path;
    try {
      await persist(
        () => passing(item.isFolder ? fetchTree(item, name, folder, signal) : fetchFile(item, name, folder, signal)),
        signal,
      );
      items.done(item.index);
    } catch (failure) {
      if (signal.aborted) throw failure;
      items.failed(item.index, describe(failure));
    }
    progressed();
  }

  async function fetchFile(item: DownloadItem, name: string, folder: LocalFolder, signal: AbortSignal): Promise<void> {
    const file = await volumes.openDownload(volumeId, item.path, signal);
    const there = await folder.stat(name);
    if (there?.sizeBytes === file.sizeBytes && isSameSecond(there.modifiedAt, file.modifiedAt)) return;
    const partial = await folder.partialSize(name);
    const offset = partial <= file.sizeBytes ? partial : 0;
    const bytes = await file.read({ offset, length: file.sizeBytes - offset }, signal);
    const content = bytes.pipe(counted(offset, (gone) => setBytes(item, gone)));
    await folder.write(name, content, { offset, modifiedAt: file.modifiedAt }, signal);
  }

  async function fetchTree(item: DownloadItem, name: string, folder: LocalFolder, signal: AbortSignal): Promise<void> {
    items.begin(item.index);
    const tree = await volumes.openTree(volumeId, item.path, signal);
    let gone = 0;
    try {
      for await (const { entry, content } of readTar(tree)) {
        signal.throwIfAborted();
        const path = localPath(textOfBytes(entry.name), name, item.path === '/');
        if (path === null) continue;
        if (entry.kind === 'folder') await folder.makeFolder(path);
        else if (entry.kind === 'file') {
          const there = await folder.stat(path);
          const isThere = there?.sizeBytes === entry.sizeBytes && isSameSecond(there.modifiedAt, entry.modifiedAt);
          const before = gone;
          const told = tellingProgress(content, (bytes) => setBytes(item, before + bytes));
          const file = { offset: 0, modifiedAt: entry.modifiedAt };
          const problem = isThere ? null : await tried(folder.write(path, told, file, signal));
          gone += entry.sizeBytes;
          if (problem === null) items.arrived(item.index);
          else items.lost(item.index, problem);
        } else items.leftOut(item.index);
        setBytes(item, gone);
      }
    } finally {
      tree.destroy();
    }
  }

  /** A name that this disk cannot have is no reason to leave the others. */
  async function tried(writing: Promise<void>): Promise<ErrorBody | null> {
    try {
      await writing;
      return null;
    } catch (failure) {
      const problem = describe(failure);
      if (problem.code !== 'LOCAL_FOLDER_UNWRITABLE') throw failure;
      return problem;
    }
  }

  function setBytes({ index }: DownloadItem, bytes: number): void {
    if (lifetime.signal.aborted) return;
    items.setBytes(index, bytes);
    progressed();
  }

  async function persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (failure) {
        if (signal.aborted || !(failure instanceof LostConnectionError)) throw failure;
        const before = status === 'paused' ? 'running' : status;
        become('paused', describe(failure.cause));
        await whenOnline(attempt, signal);
        become(before);
      }
    }
  }

  start();
  return {
    snapshot: () => ({
      id: input.id,
      projectId: input.projectId,
      volumeId,
      direction: 'download',
      title: titleOf(paths),
      folder: folderOf(paths),
      localFolder,
      status,
      ...items.sums(),
      bytesPerSecond: status === 'running' ? meter.rate(now()) : null,
      conflicts: [],
      conflictCount: 0,
      error,
      createdAt: new Date(input.createdAt).toISOString(),
      finishedAt,
    }),
    files: items.page,
    cancel() {
      if (!isUnderWay(status)) return;
      lifetime.abort(new Error('The transfer was cancelled.'));
      items.endAll('cancelled');
      become('cancelled');
    },
    retry() {
      if (isUnderWay(status)) return;
      become('preparing');
      start();
    },
    stop: () => lifetime.abort(new Error('The program stops.')),
  };
}

/** What the tar calls `photos/a`, under the name that `photos` has here; the volume's root has none in it. Null: nothing is meant. */
function localPath(entryName: string, name: string, isRoot: boolean): string | null {
  const parts = entryName.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? null : [name, ...parts.slice(isRoot ? 0 : 1)].join('/');
}

async function* tellingProgress(
  content: AsyncIterable<Buffer>,
  onProgress: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let gone = 0;
  for await (const piece of content) {
    gone += piece.length;
    onProgress(gone);
    yield piece;
  }
}

function isSameSecond(a: number, b: number): boolean {
  return Math.floor(a / 1000) === Math.floor(b / 1000);
}

export function titleOf(paths: readonly string[]): string {
  const [first = '/'] = paths;
  const name = first === '/' ? 'the whole volume' : first.slice(first.lastIndexOf('/') + 1);
  return paths.length === 1 ? name : `${name} and ${paths.length - 1} more`;
}

export function folderOf(paths: readonly string[]): string {
  const [first = '/'] = paths;
  return first.slice(0, first.lastIndexOf('/')) || '/';
}
