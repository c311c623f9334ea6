// `--demo`: the sample application, from its folder to a page. Where no registry can be reached, its base image is made of what this machine has.
import { AppError, isAppError } from '../../contract/app-error.ts';
import type { Caller } from '../../contract/caller.ts';
import type { Deployment } from '../../contract/deployments.ts';
import type { DeploymentId } from '../../contract/ids.ts';
import type { CreateProjectInput, Project, UpdateProjectInput } from '../../contract/projects.ts';
import type { Detection } from '../../contract/sources.ts';

export interface DemoDeps {
  readonly projects: {
    list(): readonly Project[];
    create(input: CreateProjectInput, caller: Caller): Promise<Project>;
    update(input: UpdateProjectInput): Promise<Project>;
  };
  readonly deployments: {
    enqueue(request: {
      readonly projectId: Project['id'];
      readonly trigger: 'demo';
      readonly createdBy: Caller['userId'];
    }): Deployment;
    get(input: { readonly id: DeploymentId }): Deployment;
  };
  readonly detect: (folder: string, caller: Caller) => Promise<Detection>;
  readonly images: {
    has(reference: string): Promise<boolean>;
    pull(reference: string, signal: AbortSignal): Promise<void>;
    /** A Node.js base image of this machine's own program. */
    make(reference: string, signal: AbortSignal, say: (text: string) => void): Promise<void>;
  };
  /** Yields whenever a deployment may have changed. */
  readonly changes: (signal: AbortSignal) => AsyncIterable<unknown>;
  readonly sampleFolder: string;
  readonly say: (text: string) => void;
}

const NAME = 'sample';
const MADE_IMAGE = 'minipaas/base-node:local';
/** Long enough for a slow line; a registry that does not answer at all is given up sooner by the engine. */
const PULL_TIMEOUT_MS = 90_000;

/** Resolves with the address of the running application. Throws the deployment's error. */
export async function deployDemo(deps: DemoDeps, caller: Caller): Promise<string> {
  const { projects, deployments, say } = deps;
  const detection = await deps.detect(deps.sampleFolder, caller);
  const dockerfileOverride = await dockerfileFor(deps, detection, caller.signal);
  const existing = projects.list().find((project) => project.name === NAME && project.source.kind === 'folder');
  const project =
    existing === undefined
      ? await projects.create(
          { name: NAME, folderPath: deps.sampleFolder, healthPath: '/health', dockerfileOverride },
          caller,
        )
      : await projects.update({ id: existing.id, dockerfileOverride });
  say(`Deploying the sample application as project "${project.name}".`);

  const changes = new AbortController();
  const signal = AbortSignal.any([changes.signal, caller.signal]);
  // Listening begins before the deployment does, so that its end cannot be missed.
  const events = deps.changes(signal);
  const { id } = deployments.enqueue({ projectId: project.id, trigger: 'demo', createdBy: caller.userId });
  try {
    for await (const _change of events) {
      const deployment = deployments.get({ id });
      if (deployment.status === 'running') {
        return deployment.url ?? '';
      }
      if (deployment.finishedAt !== null) {
        const { status, errorMessage, errorHint } = deployment;
        throw new AppError('DEMO_FAILED', { status, problem: errorMessage ?? '', next: errorHint ?? '' });
      }
    }
    throw caller.signal.reason ?? new Error('miniPaaS was stopped before the sample application ran.');
  } finally {
    changes.abort();
  }
}

/** Null: the generated Dockerfile as it is. Else the same one on a base image made here. */
async function dockerfileFor(
  { images, say }: DemoDeps,
  detection: Detection,
  signal: AbortSignal,
): Promise<string | null> {
  const wanted = /^FROM\s+(?:--\S+\s+)?(\S+)/im.exec(detection.dockerfile)?.[1];
  if (wanted === undefined || (await images.has(wanted))) {
    return null;
  }
  try {
    say(`Getting the base image ${wanted}.`);
    await images.pull(wanted, AbortSignal.any([signal, AbortSignal.timeout(PULL_TIMEOUT_MS)]));
    return null;
  } catch (error) {
    if (signal.aborted || !(isUnavailable(error) || isTimeout(error))) {
      throw error;
    }
    const why = error instanceof AppError ? error.message : `it did not arrive within ${PULL_TIMEOUT_MS / 1000} s.`;
    say(`${wanted} cannot be had: ${why}`);
  }
  await images.make(MADE_IMAGE, signal, say);
  return detection.dockerfile.replaceAll(wanted, MADE_IMAGE);
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

const isUnavailable = (error: unknown): boolean =>
  isAppError(error) && ['BASE_IMAGE_UNAVAILABLE', 'REGISTRY_UNREACHABLE', 'ENGINE_FAILED'].includes(error.code);
