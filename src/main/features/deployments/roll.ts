// The image that serves runs again with other variables: nothing is built, and the health gate decides as for any release.
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentParts } from './deps.ts';
import type { DeployableProject } from './ports.ts';
import type {
  DeploymentPatch,
  DeploymentRow,
  NewDeployment,
  ReleaseSnapshot,
  SnapshotVariable,
} from './ports/deployment-store.ts';

type Roll = Pick<
  NewDeployment,
  'branch' | 'commitSha' | 'commitMessage' | 'commitAuthor' | 'committedAt' | 'image' | 'imageId' | 'snapshot'
> & { readonly imageOf: DeploymentRow['id'] };

type RollParts = Pick<DeploymentParts, 'projects' | 'environment' | 'clock'>;

/** Of these variables the values of now, of all else what the release that serves was made with. */
export function planRoll(
  { projects, environment, clock }: RollParts,
  current: DeploymentRow,
  keys: readonly string[],
  takenAt: number,
): Roll {
  const { branch, commitSha, commitMessage, commitAuthor, committedAt, image, imageId } = current;
  const { rolledKeys: _, takenAt: __, ...before } = current.snapshot;
  const now = environment.snapshot(current.projectId);
  const variables = withValuesOf(before.variables, now, keys);
  const isAll = isAllOfNow({ ...before, variables }, projects.get(current.projectId), now);
  const snapshot = { ...before, variables, rolledKeys: keys, takenAt: isAll ? clock.now() : takenAt };
  const commit = { branch, commitSha, commitMessage, commitAuthor, committedAt };
  return { ...commit, image, imageId, snapshot, imageOf: current.id };
}

/** Nothing of the project waits for a release. Whoever sees that settings changed since one was made goes on seeing it. */
export function isAllOfNow(
  { settings, ownSettings, source, variables }: ReleaseSnapshot,
  project: DeployableProject | null,
  now: readonly SnapshotVariable[],
): boolean {
  return (
    isDeepStrictEqual({ ...settings, ...ownSettings }, project?.settings) &&
    isDeepStrictEqual(source, project?.source) &&
    isDeepStrictEqual(sorted(variables.filter(({ isFromFile }) => isFromFile !== true)), sorted(now))
  );
}

/** Those that are no more go as well. */
export function withValuesOf(
  before: readonly SnapshotVariable[],
  now: readonly SnapshotVariable[],
  keys: readonly string[],
): readonly SnapshotVariable[] {
  return sorted([...before.filter(({ key }) => !keys.includes(key)), ...now.filter(({ key }) => keys.includes(key))]);
}

const sorted = (variables: readonly SnapshotVariable[]): readonly SnapshotVariable[] =>
  variables.toSorted((a, b) => (a.key < b.key ? -1 : 1));

/**
 * What a claimed one is to do, as of now: a release that was under way when it was asked for serves by now, and must not be undone.
 * Throws NOTHING_RUNNING when nobody is there to take the place of any more.
 */
export function settleRoll(
  parts: RollParts & Pick<DeploymentParts, 'store' | 'moves'>,
  row: DeploymentRow,
  takenAt: (row: DeploymentRow) => number,
): DeploymentRow {
  const current = parts.store.current(row.projectId);
  if (current === null || current.status !== 'running') {
    throw new AppError('NOTHING_RUNNING', {
      name: parts.projects.get(row.projectId)?.name ?? `project ${row.projectId}`,
    });
  }
  const patch: DeploymentPatch = planRoll(parts, current, row.snapshot.rolledKeys ?? [], takenAt(current));
  return parts.moves.patch(row.id, patch) ?? row;
}
