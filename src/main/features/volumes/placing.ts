// Puts what has grown in a stage into its folder, names that are taken dealt with as somebody said.
import { AppError } from '../../../contract/app-error.ts';
import type { ConflictPolicy } from '../../../contract/files.ts';
import type { StageId, VolumeFiles } from './ports/volume-files.ts';
import { childOf, numberedName, STAGE_PREFIX, shown, type VolumePath } from './ports/volume-path.ts';

export interface Placed {
  /** Path below the folder before → after; null: skipped. Only those whose name was taken. */
  readonly changed: ReadonlyMap<string, string | null>;
}

/** Throws FILE_EXISTS, before anything is placed. */
export async function placeStage(
  files: VolumeFiles,
  stage: StageId,
  folder: VolumePath,
  conflict: ConflictPolicy,
  signal?: AbortSignal,
): Promise<Placed> {
  const collisions = await files.collisions({ stage }, folder, { signal });
  const changed = new Map<string, string | null>();
  const bad =
    conflict === 'fail' ? collisions : conflict === 'replace' ? collisions.filter((each) => each.isMismatch) : [];
  if (bad[0] !== undefined) {
    throw new AppError('FILE_EXISTS', { path: shown(childOf(folder, bad[0].path)) }, { field: 'path' });
  }
  const paths = collisions.map(({ path }) => path);
  if (conflict === 'skip' && paths.length > 0) {
    await files.removeStaged(stage, paths, { signal });
    paths.forEach((path) => void changed.set(path, null));
  }
  if (conflict === 'keepBoth' && paths.length > 0) {
    const staged = `/${STAGE_PREFIX}${stage}` as VolumePath;
    const free = await freePaths(files, paths, [folder, staged], signal);
    await files.renameStaged(
      stage,
      [...free].map(([from, to]) => ({ from, to })),
      { signal },
    );
    free.forEach((to, from) => void changed.set(from, to));
  }
  await files.place({ stage }, folder, { signal });
  return { changed };
}

const ROUNDS = 1000;

/** For each path the first with a number that is free in all of the folders, and among themselves. */
export async function freePaths(
  files: Pick<VolumeFiles, 'statMany'>,
  paths: readonly string[],
  folders: readonly VolumePath[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const given = new Set<string>();
  let open = [...paths];
  for (let number = 2; open.length > 0; number += 1) {
    if (number > ROUNDS) {
      throw new AppError('FILE_EXISTS', { path: shown(open[0] ?? '') });
    }
    const candidates = new Map(open.map((path) => [path, numbered(path, number)]));
    const asked = [...candidates.values()].flatMap((path) => folders.map((folder) => childOf(folder, path)));
    const taken = await files.statMany(asked, { signal });
    open = open.filter((path) => {
      const candidate = candidates.get(path) ?? path;
      const isFree = !given.has(candidate) && folders.every((folder) => !taken.has(childOf(folder, candidate)));
      if (isFree) {
        found.set(path, candidate);
        given.add(candidate);
      }
      return !isFree;
    });
  }
  return found;
}

function numbered(path: string, number: number): string {
  const at = path.lastIndexOf('/') + 1;
  return path.slice(0, at) + numberedName(path.slice(at), number);
}
