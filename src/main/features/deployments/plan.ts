// How a new release takes the place of the old one, decided before anything is touched.
import { assertNever } from '../../../contract/assert-never.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { ContainerRole } from './names.ts';

/** What is on the host before the release. */
export interface ReleaseSituation {
  /** The project's own port of the host: kept from the release before, proposed for the first one. */
  readonly projectPort: number;
  /** An ingress routes to the project, so that its address is no port. */
  readonly isRouted: boolean;
  /** Two of its containers must not run at once. */
  readonly isExclusive: boolean;
  /** A command runs before the new release takes over. */
  readonly hasCommand: boolean;
  /** The container of the current deployment, if there still is one. */
  readonly serving: {
    readonly deploymentId: DeploymentId;
    readonly containerId: string;
    readonly isRunning: boolean;
  } | null;
}

export type ReleaseStep =
  /** Once, in a container of its own: before anything is done about the release that serves, unless it has to be stopped for it. */
  | { readonly type: 'runCommand' }
  /** `publishPort` 0: the engine picks a free one, another one at each start. */
  | { readonly type: 'create'; readonly role: ContainerRole; readonly publishPort: number }
  | { readonly type: 'start'; readonly role: ContainerRole }
  /** Through the health gate, from outside the container. */
  | { readonly type: 'prove'; readonly role: ContainerRole }
  /** New requests go to the new container. */
  | { readonly type: 'route' }
  | { readonly type: 'stopServing'; readonly containerId: string; readonly isRouted: boolean }
  /** The commit point: what comes after is tidying up. */
  | { readonly type: 'makeCurrent' }
  /** What the old one has begun is finished. */
  | { readonly type: 'drain' }
  /** Nothing leads to the old one any more. */
  | { readonly type: 'settleRoute' }
  | { readonly type: 'removeCandidate' }
  | { readonly type: 'removeServing'; readonly deploymentId: DeploymentId; readonly containerId: string };

/**
 * With an ingress the new container is started beside the old one, once, and the route moves when it is proven.
 *
 * Without one the address of a project is a published port that stays from release to release. Two containers cannot hold it at
 * once, so the image is first proven by a candidate on another port, and the port moves as late as possible: only then
 * is the old container stopped.
 *
 * With nothing serving there is nothing to protect, and the release starts at once. So it does after the old one was stopped where
 * two must not run at once; that one is started again when the new one fails.
 */
export function planRelease(situation: ReleaseSituation): readonly ReleaseStep[] {
  const { projectPort, isRouted, isExclusive, hasCommand, serving } = situation;
  const publishPort = isRouted ? 0 : projectPort;
  const command: readonly ReleaseStep[] = hasCommand ? [{ type: 'runCommand' }] : [];
  const begin: readonly ReleaseStep[] = [
    ...command,
    { type: 'create', role: 'release', publishPort },
    { type: 'start', role: 'release' },
    { type: 'prove', role: 'release' },
  ];
  if (serving === null || !serving.isRunning) {
    return [...begin, ...takeOver(situation)];
  }
  if (isExclusive) {
    return [{ type: 'stopServing', containerId: serving.containerId, isRouted }, ...begin, ...takeOver(situation)];
  }
  if (isRouted) {
    return [...begin, ...takeOver(situation, { type: 'drain' })];
  }
  return [
    ...command,
    { type: 'create', role: 'candidate', publishPort: 0 },
    { type: 'start', role: 'candidate' },
    // Made, not started, while the application of the candidate starts: nothing but the hand-over stands after its proof.
    { type: 'create', role: 'release', publishPort },
    { type: 'prove', role: 'candidate' },
    { type: 'stopServing', containerId: serving.containerId, isRouted },
    { type: 'start', role: 'release' },
    { type: 'prove', role: 'release' },
    { type: 'makeCurrent' },
    { type: 'removeCandidate' },
    ...removal(serving),
  ];
}

/** Goes on with a release that was interrupted when its own container had been started already. */
export function planAttach(situation: Pick<ReleaseSituation, 'isRouted' | 'serving'>): readonly ReleaseStep[] {
  const { isRouted, serving } = situation;
  const drain: readonly ReleaseStep[] = isRouted && serving?.isRunning === true ? [{ type: 'drain' }] : [];
  return [{ type: 'prove', role: 'release' }, ...takeOver(situation, ...drain, { type: 'removeCandidate' })];
}

function takeOver(
  { isRouted, serving }: Pick<ReleaseSituation, 'isRouted' | 'serving'>,
  ...meanwhile: readonly ReleaseStep[]
): readonly ReleaseStep[] {
  return [
    ...(isRouted ? [{ type: 'route' } satisfies ReleaseStep] : []),
    { type: 'makeCurrent' },
    ...meanwhile,
    ...(isRouted ? [{ type: 'settleRoute' } satisfies ReleaseStep] : []),
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
  | { readonly type: 'startServing'; readonly containerId: string }
  /** Requests go where they went before. */
  | { readonly type: 'routeBack' };

/**
 * What undoes the steps that were begun before one failed. Requests are led back before the container that they were led to goes,
 * or once the old one runs again. The new container goes before the old one is started: it may hold what that needs. The
 * candidate goes last, since nobody waits for that.
 */
export function planCompensation(begun: readonly ReleaseStep[]): readonly CompensationStep[] {
  const release: CompensationStep[] = [];
  const restart: CompensationStep[] = [];
  const candidate: CompensationStep[] = [];
  for (const step of begun) {
    switch (step.type) {
      case 'create':
        (step.role === 'release' ? release : candidate).push({ type: 'remove', role: step.role });
        break;
      case 'stopServing':
        restart.push({ type: 'startServing', containerId: step.containerId });
        if (step.isRouted) {
          restart.push({ type: 'routeBack' });
        }
        break;
      case 'route':
        if (restart.length === 0) {
          release.unshift({ type: 'routeBack' });
        }
        break;
      case 'runCommand':
      case 'start':
      case 'prove':
        break;
      case 'makeCurrent':
      case 'drain':
      case 'settleRoute':
      case 'removeCandidate':
      case 'removeServing':
        throw new Error('A release that has become current is not undone.');
      default:
        assertNever(step);
    }
  }
  return [...release, ...restart, ...candidate];
}
