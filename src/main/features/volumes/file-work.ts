// What a job does: moves, copies, removes.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { OpenVolume, VolumeAccess } from './access.ts';
import type { JobReport, JobRequest, JobWork } from './file-jobs.ts';
import { newStageId } from './stage-id.ts';
import type { RawEntry } from './ports/volume-files.ts';
import { childOf, isWithin, nameOf, parentOf, shown, type VolumePath } from './ports/volume-path.ts';
import { freePaths, placeStage } from './placing.ts';
import type { Quotas } from './quota.ts';

export interface FileWorkDeps {
  readonly access: VolumeAccess;
  readonly quotas: Quotas;
  readonly onChanged: (id: VolumeId, change: { readonly removed?: readonly VolumePath[] }) => void;
}

export function createFileWork({ access, quotas, onChanged }: FileWorkDeps): JobWork {
  return async (request, report, signal) => {
    const volume = await access.open(request.id);
    try {
      switch (request.kind) {
        case 'remove':
          return await remove(volume, request, report, signal);
        case 'move':
          return await move(volume, request, report, signal);
        case 'copy':
          return await copy(volume, request, quotas, report, signal);
        default:
          return assertNever(request.kind);
      }
    } finally {
      onChanged(request.id, request.kind === 'copy' ? {} : { removed: request.paths });
    }
  };
}

/** Throws FILE_NOT_FOUND for the first that is missing. */
async function existing(
  { files }: OpenVolume,
  paths: readonly VolumePath[],
  signal: AbortSignal,
): Promise<ReadonlyMap<VolumePath, RawEntry>> {
  const found = await files.statMany(paths, { signal });
  const missing = paths.find((path) => !found.has(path));
  if (missing !== undefined) {
    // Says whether it is missing, or its folder leads out of the volume.
    await files.stat(missing, { signal });
    throw new AppError('FILE_NOT_FOUND', { path: shown(missing) }, { field: 'paths' });
  }
  return found;
}

async function remove(
  volume: OpenVolume,
  { paths }: JobRequest,
  report: JobReport,
  signal: AbortSignal,
): Promise<void> {
  await existing(volume, paths, signal);
  const { count, sizeBytes } = await volume.files.count(paths, { signal });
  report.total(count, sizeBytes);
  await volume.files.remove(paths, { signal, onProgress: (done) => report.done(done) });
}

/** The folder, links resolved; nothing may be put into itself. */
async function target({ files }: OpenVolume, { paths, to }: JobRequest, signal: AbortSignal): Promise<VolumePath> {
  const folder = await files.stat(to ?? ('/' as VolumePath), { signal });
  const kind = folder.leadsTo?.kind ?? folder.kind;
  if (kind !== 'folder') {
    throw new AppError('NOT_A_FOLDER', { path: shown(to ?? '/') }, { field: 'to' });
  }
  const resolved = folder.leadsTo?.path ?? folder.path;
  const own = paths.find((path) => isWithin(resolved, path));
  if (own !== undefined) {
    throw new AppError('MOVE_INTO_ITSELF', { path: shown(own) }, { field: 'to' });
  }
  return resolved;
}

/** Whole things are moved or skipped or get a number; with `replace`, folders that meet are merged. */
async function move(volume: OpenVolume, request: JobRequest, report: JobReport, signal: AbortSignal): Promise<void> {
  const { files } = volume;
  const found = await existing(volume, request.paths, signal);
  const folder = await target(volume, request, signal);
  report.total(request.paths.length, 0);
  const moving = request.paths.filter((path) => parentOf(path) !== folder);
  const taken = await files.statMany(
    moving.map((path) => childOf(folder, nameOf(path))),
    { signal },
  );
  const isTaken = (path: VolumePath): boolean => taken.has(childOf(folder, nameOf(path)));
  const isMismatch = (path: VolumePath): boolean => {
    const there = taken.get(childOf(folder, nameOf(path)));
    return there !== undefined && (there.kind === 'folder') !== (found.get(path)?.kind === 'folder');
  };
  const refused =
    request.conflict === 'fail'
      ? moving.find(isTaken)
      : request.conflict === 'replace'
        ? moving.find(isMismatch)
        : undefined;
  if (refused !== undefined) {
    throw new AppError('FILE_EXISTS', { path: shown(childOf(folder, nameOf(refused))) }, { field: 'to' });
  }
  let done = request.paths.length - moving.length;
  for (const path of request.paths.filter((each) => parentOf(each) === folder)) {
    report.result(path, path);
  }
  const aside = request.conflict === 'skip' || request.conflict === 'keepBoth' ? moving.filter(isTaken) : [];
  if (request.conflict === 'skip') {
    aside.forEach((path) => report.result(path, null));
  } else {
    const free = await freePaths(files, aside.map(nameOf), [folder], signal);
    for (const path of aside) {
      signal.throwIfAborted();
      const to = childOf(folder, free.get(nameOf(path)) ?? nameOf(path));
      await files.rename(path, to, { signal, replace: false });
      report.result(path, to);
    }
  }
  done += aside.length;
  report.done(done);
  for (const [from, names] of byFolder(moving.filter((path) => !aside.includes(path)))) {
    signal.throwIfAborted();
    await files.place({ folder: from, names }, folder, { signal });
    names.forEach((name) => report.result(childOf(from, name), childOf(folder, name)));
    done += names.length;
    report.done(done);
  }
}

function byFolder(paths: readonly VolumePath[]): ReadonlyMap<VolumePath, readonly string[]> {
  return new Map(
    Object.entries(Object.groupBy(paths, parentOf)).map(([folder, inside = []]) => [
      folder as VolumePath,
      inside.map(nameOf),
    ]),
  );
}

async function copy(
  volume: OpenVolume,
  request: JobRequest,
  quotas: Quotas,
  report: JobReport,
  signal: AbortSignal,
): Promise<void> {
  const { files } = volume;
  await existing(volume, request.paths, signal);
  const folder = await target(volume, request, signal);
  const names = request.paths.map(nameOf);
  const double = request.paths.find((path, index) => names.indexOf(nameOf(path)) !== index);
  if (double !== undefined) {
    throw new AppError('FILE_EXISTS', { path: shown(childOf(folder, nameOf(double))) }, { field: 'paths' });
  }
  const targets = await copyTargets(volume, request, folder, signal);
  const copied = request.paths.filter((path) => targets.has(path));
  const { count, sizeBytes } = copied.length === 0 ? { count: 0, sizeBytes: 0 } : await files.count(copied, { signal });
  report.total(count, sizeBytes);
  const reservation = await quotas.reserve(request.id, sizeBytes);
  const stage = newStageId();
  try {
    await files.openStage(stage, { signal });
    await files.stageCopy(
      stage,
      [...targets].map(([from, name]) => ({ from, name })),
      { signal, onProgress: (done) => report.done(done.count, done.sizeBytes) },
    );
    await placeStage(files, stage, folder, 'replace', signal);
    for (const path of request.paths) {
      const name = targets.get(path);
      report.result(path, name === undefined ? null : childOf(folder, name));
    }
  } finally {
    reservation.release();
    await files.dropStage(stage).catch(() => undefined);
  }
}

/** Under which name each is copied; those that are skipped are missing. Throws FILE_EXISTS. */
async function copyTargets(
  { files }: OpenVolume,
  { paths, conflict }: JobRequest,
  folder: VolumePath,
  signal: AbortSignal,
): Promise<ReadonlyMap<VolumePath, string>> {
  const taken = await files.statMany(
    paths.map((path) => childOf(folder, nameOf(path))),
    { signal },
  );
  const isTaken = (path: VolumePath): boolean => taken.has(childOf(folder, nameOf(path)));
  const refused = conflict === 'fail' ? paths.find(isTaken) : undefined;
  if (refused !== undefined) {
    throw new AppError('FILE_EXISTS', { path: shown(childOf(folder, nameOf(refused))) }, { field: 'to' });
  }
  const aside = paths.filter(isTaken).map(nameOf);
  const free = conflict === 'keepBoth' ? await freePaths(files, aside, [folder], signal) : new Map<string, string>();
  const kept = conflict === 'skip' ? paths.filter((path) => !isTaken(path)) : paths;
  return new Map(kept.map((path) => [path, free.get(nameOf(path)) ?? nameOf(path)]));
}
