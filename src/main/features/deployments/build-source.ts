// Fetches a source and builds its image. Both share one time limit: a fetch that hangs is a build that hangs.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { RepositoryFile } from '../../../contract/repository-file.ts';
import type { Attempt } from './attempt.ts';
import { createStepCount, keepLayers, planCache, type StepCount } from './cache-use.ts';
import { buildSecretNames, buildVariables } from './build-variables.ts';
import { withDeadline } from './deadline.ts';
import type { DeploymentParts } from './deps.ts';
import { deploymentLabels } from './names.ts';
import { ownImageTag } from './own-image-tag.ts';
import type { BuildPlan, DeploymentEngine, FetchedSource, ImageFacts } from './ports.ts';
import type { BuildEvent } from './ports/build.ts';
import { takeRepositoryFile } from './take-repository-file.ts';

export interface ObtainedImage {
  /** The deployment's own. */
  readonly tag: string;
  readonly facts: ImageFacts;
  /** What the source says about the port; null when it says nothing. */
  readonly planPort: number | null;
}

/** Leaves the image with the deployment's own tag on the engine. */
export function buildFromSource(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
): Promise<ObtainedImage> {
  const seconds = parts.settings().buildTimeoutSeconds;
  const timedOut = () => new AppError('BUILD_TIMED_OUT', { seconds });
  return withDeadline(parts.clock, seconds * 1000, attempt.signal, timedOut, async (signal) => {
    const source = await fetchSource(parts, attempt, signal);
    const dispose = createDisposal(parts, attempt, source);
    try {
      attempt.stages.begin('build', 'looking at the source');
      const { file, directory } = await takeRepositoryFile(parts, attempt, source.directory, signal);
      const plan = withFile(await planBuild(parts, attempt, directory, file, signal), file);
      return await build(parts, attempt, engine, { directory, onSent: () => void dispose() }, plan, signal);
    } finally {
      await dispose();
    }
  });
}

/** Once, however often it is asked for. Never throws: the build is what counts, and a left-over directory is cleared at the next start. */
function createDisposal({ diagnostics }: DeploymentParts, { id }: Attempt, source: FetchedSource): () => Promise<void> {
  let disposed: Promise<void> | null = null;
  return () => {
    disposed ??= source.dispose().catch((error: unknown) => {
      diagnostics.warn('A fetched source could not be removed', { deploymentId: id, error });
    });
    return disposed;
  };
}

async function fetchSource(parts: DeploymentParts, attempt: Attempt, signal: AbortSignal): Promise<FetchedSource> {
  const { projectId, snapshot, branch, commitSha } = attempt.row();
  attempt.stages.begin('source');
  attempt.say('Fetching the source.');
  const source = await parts.sources.fetch(
    projectId,
    snapshot.source,
    { branch, commitSha },
    { signal, onLine: (text) => void attempt.print('stdout', text) },
  );
  const { commit } = source;
  if (commit === null) {
    attempt.stages.finish('source', source.directory);
    return source;
  }
  attempt.say(`Commit ${commit.sha.slice(0, 12)} of ${commit.author}: ${commit.message}`);
  attempt.stages.finish('source', `${source.branch ?? 'commit'} at ${commit.sha.slice(0, 7)}`, {
    branch: source.branch ?? branch,
    commitSha: commit.sha,
    commitMessage: commit.message,
    commitAuthor: commit.author,
    committedAt: commit.committedAt,
  });
  return source;
}

/** What the repository says of its port and target comes before what is found in it. */
function withFile(plan: BuildPlan, file: RepositoryFile | null): BuildPlan {
  const { target, args } = file?.build ?? {};
  return {
    ...plan,
    port: file?.port ?? plan.port,
    ...(target === undefined ? {} : { target }),
    ...(args === undefined ? {} : { argumentNames: args }),
  };
}

async function planBuild(
  parts: DeploymentParts,
  attempt: Attempt,
  directory: string,
  file: RepositoryFile | null,
  signal: AbortSignal,
): Promise<BuildPlan> {
  const { command = null, args = [] } = file?.build ?? {};
  const plan = await parts.planner.plan(
    directory,
    attempt.project.settings,
    signal,
    buildSecretNames(attempt.row().snapshot.variables),
    { command, args },
  );
  parts.projects.recordDetection(attempt.project.id, { kind: plan.kind, framework: plan.framework });
  const what = plan.framework ?? plan.kind;
  const dockerfile = plan.dockerfileText === null ? plan.dockerfilePath : 'a Dockerfile made by miniPaaS';
  attempt.say(`Recognised: ${what}. Building with ${dockerfile}.`);
  for (const note of plan.notes) {
    attempt.say(note);
  }
  return plan;
}

/** `onSent`: the engine has all of the directory, which may go while it builds. */
async function build(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
  { directory, onSent }: { readonly directory: string; readonly onSent: () => void },
  plan: BuildPlan,
  signal: AbortSignal,
): Promise<ObtainedImage> {
  const { project, stages, id } = attempt;
  const { snapshot } = attempt.row();
  const { buildMemoryBytes, buildCpuMillicores } = parts.settings();
  const given = buildVariables(snapshot.variables, attempt.variables, plan);
  for (const note of given.notes) {
    attempt.say(note);
  }
  const [tag, cache] = await Promise.all([
    ownImageTag(engine, parts.labels, project.slug, id, signal),
    planCache(parts, attempt, engine),
  ]);
  const context = parts.planner.context(directory, plan, signal);
  context.once('close', onSent);
  let contextError: unknown;
  // A file that cannot be read says more than the engine, which only sees the stream break.
  context.on('error', (error) => {
    contextError = error;
  });
  const steps = createStepCount();
  try {
    await engine.images.build({
      context,
      dockerfilePath: plan.dockerfilePath,
      ...(plan.target === undefined ? {} : { target: plan.target }),
      tag,
      labels: { ...parts.labels.own, ...deploymentLabels(project.id, id) },
      buildArgs: given.args,
      secrets: given.secrets,
      isCacheEnabled: cache.isEnabled,
      isCacheIgnored: cache.isIgnored,
      cacheFrom: cache.from,
      memoryBytes: buildMemoryBytes,
      cpuMillicores: buildCpuMillicores,
      signal,
      onEvent: (event) => showBuildEvent(attempt, event, steps),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw isAppError(contextError) ? contextError : error;
  } finally {
    // An engine that refuses the build early leaves the stream half read.
    context.destroy();
  }
  signal.throwIfAborted();
  const facts = await engine.images.inspect(tag, signal);
  if (facts === null) {
    throw new AppError('IMAGE_GONE', { image: tag });
  }
  const { progress } = stages.stages().find((stage) => stage.name === 'build') ?? { progress: null };
  const buildSteps = Math.max(progress?.total ?? 0, steps.done());
  const cachedSteps = steps.cached();
  await keepLayers(parts, attempt, engine, cache, tag);
  const told = `${buildSteps} steps${cachedSteps === 0 ? '' : `, ${cachedSteps} cached`}`;
  stages.finish('build', buildSteps === 0 ? 'built' : told, { buildSteps, cachedSteps });
  return { tag, facts, planPort: plan.port };
}

function showBuildEvent(attempt: Attempt, event: BuildEvent, steps: StepCount): void | Promise<void> {
  if (event.type === 'log') {
    return attempt.print(event.stream, event.text);
  }
  steps.note(event);
  const { index, name, status } = event;
  const place = event.total === null ? `Step ${index}` : `Step ${index} of ${event.total}`;
  const told = tellStep(attempt, place, name, status);
  const done = steps.done();
  if (event.total === null) {
    attempt.stages.progress('build', `${done} steps`);
  } else {
    const total = Math.max(event.total, done);
    attempt.stages.progress('build', `${done} of ${total} steps`, { done, total });
  }
  return told;
}

function tellStep(
  attempt: Attempt,
  place: string,
  name: string,
  status: Extract<BuildEvent, { type: 'step' }>['status'],
): void | Promise<void> {
  switch (status) {
    case 'started':
      return attempt.print('system', `${place}: ${name}`);
    case 'cached':
      return attempt.print('system', `${place}: ${name} (cached)`);
    case 'failed':
      return attempt.print('system', `${place} failed: ${name}`);
    case 'succeeded':
      return undefined;
    default:
      return assertNever(status);
  }
}
