// How a new release takes the place of the old one, decided before anything is touched.
import { assertNever } from '../../../contract/assert-never.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { ContainerRole } from './names.ts';

/** What is on the host before the release. */
export interface ReleaseSituation {
  /** The project's own port of the host: kept from the release before, proposed for the first one. */
  readonly projectPort: number;
  /** The container of the current deployment, if there still is one. */
  readonly serving: {
    readonly deploymentId: DeploymentId;
    readonly containerId: string;
    readonly isRunning: boolean;
  } | null;
}

export type ReleaseStep =
  /** `publishPort` 0: the engine picks a free one, good enough for a container that is never restarted. */
  | { readonly type: 'create'; readonly role: ContainerRole; readonly publishPort: number }
  | { readonly type: 'start'; readonly role: ContainerRole }
  /** Through the health gate, from outside the container. */
  | { readonly type: 'prove'; readonly role: ContainerRole }
  | { readonly type: 'stopServing'; readonly containerId: string }
  /** The commit point: what comes after is tidying up. */
  | { readonly type: 'makeCurrent' }
  | { readonly type: 'removeCandidate' }
  | { readonly type: 'removeServing'; readonly deploymentId: DeploymentId; readonly containerId: string };

/**
 * The address of a project is a published port that stays from release to release. Two containers cannot hold it at
 * once, so the image is first proven by a candidate on another port, and the port moves as late as possible: only then
 * is the old container stopped. With nothing serving there is nothing to protect, and the release starts at once.
 */
export function planRelease({ projectPort: publishPort, serving }: ReleaseSituation): readonly ReleaseStep[] {
  if (serving === null || !serving.isRunning) {
    return [
      { type: 'create', role: 'release', publishPort },
      { type: 'start', role: 'release' },
      { type: 'prove', role: 'release' },
      { type: 'makeCurrent' },
      ...removal(serving),
    ];
  }
  return [
    { type: 'create', role: 'candidate', publishPort: 0 },
    { type: 'start', role: 'candidate' },
    // Made, not started, while the application of the candidate starts: nothing but the hand-over stands after its proof.
    { type: 'create', role: 'release', publishPort },
    { type: 'prove', role: 'candidate' },
    { type: 'stopServing', containerId: serving.containerId },
    { type: 'start', role: 'release' },
    { type: 'prove', role: 'release' },
    { type: 'makeCurrent' },
    { type: 'removeCandidate' },
    ...removal(serving),
  ];
}

/** Goes on with a release that was interrupted when its own container had been started already. */
export function planAttach(serving: ReleaseSituation['serving']): readonly ReleaseStep[] {
  return [
    { type: 'prove', role: 'release' },
    { type: 'makeCurrent' },
    { type: 'removeCandidate' },
    ...removal(serving),
  ];
}

function removal(serving: ReleaseSituation['serving']): readonly ReleaseStep[] {
  if (serving === null) {
    return [];
  }
  const { deploymentId, containerId } = serving;
  return [{ type: 'removeServing', deploymentId, containerId }];
}

export type CompensationStep =
  | { readonly type: 'remove'; readonly role: ContainerRole }
  | { readonly type: 'startServing'; readonly containerId: string };

/**
 * What undoes the steps that were begun before one failed. The new container goes first: it may hold the port that the
 * old one needs. The candidate goes last, since nobody waits for that.
 */
export function planCompensation(begun: readonly ReleaseStep[]): readonly CompensationStep[] {
  const undo: CompensationStep[] = [];
  const later: CompensationStep[] = [];
  for (const step of begun) {
    switch (step.type) {
      case 'create':
        (step.role === 'release' ? undo : later).push({ type: 'remove', role: step.role });
        break;
      case 'stopServing':
        undo.push({ type: 'startServing', containerId: step.containerId });
        break;
      case 'start':
      case 'prove':
        break;
      case 'makeCurrent':
      case 'removeCandidate':
      case 'removeServing':
        throw new Error('A release that has become current is not undone.');
      default:
        assertNever(step);
    }
  }
  return [...undo, ...later];
}
