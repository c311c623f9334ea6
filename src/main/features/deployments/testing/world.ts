// Everything around the deployments feature, in memory: it goes on when a control plane is killed, and the next one finds it
// as it was left.
import { Readable } from 'node:stream';
import { AppError } from '../../../../contract/app-error.ts';
import type { Caller } from '../../../../contract/caller.ts';
import type { Deployment, DeploymentStatus } from '../../../../contract/deployments.ts';
import type { AppEvent } from '../../../../contract/events.ts';
import type { DeploymentId, HostId, ProjectId, UserId } from '../../../../contract/ids.ts';
import { type ProjectSettings, releaseDefaults } from '../../../../contract/projects.ts';
import type { RepositoryFile } from '../../../../contract/repository-file.ts';
import type { DeploymentsDeps } from '../deps.ts';
import type { BuildPlan, Commit, DeployableProject, DeploymentSettings } from '../ports.ts';
import type { DeploymentRow, MountedVolume, SnapshotVariable } from '../ports/deployment-store.ts';
import { createFakeVolumeMoves } from './fake-volume-moves.ts';
import { createDeployments, type Deployments } from '../service.ts';
import { type FakeApp, wellBehaved } from './fake-app.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeEngine } from './fake-engine.ts';
import { createFakeSecretFiles } from './fake-secret-files.ts';
import { createFakeRouter } from './fake-router.ts';
import { secretFilesOf, secretVolume } from '../secret-volume.ts';
import { createMemoryLog } from './memory-log.ts';
import { createMemoryStore } from './memory-store.ts';
import { createLife, type Life, type LifeOptions, mortal } from './mortal.ts';

export const hostId = 1 as HostId;
/** A second host, where nothing is until something moves there. */
export const farHostId = 2 as HostId;
export const caller: Caller = {
  userId: 7 as UserId,
  shell: 'browser',
  sessionId: null,
  signal: new AbortController().signal,
};

const projectSettings: ProjectSettings = {
  port: null,
  healthPath: null,
  healthTimeoutSeconds: 10,
  ...releaseDefaults,
  dockerfilePath: null,
  dockerfileOverride: null,
  isBuildCacheEnabled: true,
  memoryLimitMb: 256,
  cpuLimitMillicores: null,
  restartPolicy: 'unless-stopped',
  restartMaxRetries: null,
  pidsLimit: null,
  keepImageHistory: 3,
  autoRestart: false,
};

const plan: BuildPlan = {
  kind: 'node',
  framework: 'Express',
  dockerfilePath: 'Dockerfile',
  dockerfileText: 'FROM node',
  port: 3000,
  notes: [],
  secretMounts: [],
  buildArguments: [],
};

export interface Plane {
  readonly deployments: Deployments;
  readonly life: Life;
}

export type World = ReturnType<typeof createWorld>;

export function createWorld() {
  const clock = createFakeClock();
  const engine = createFakeEngine(clock);
  const farEngine = createFakeEngine(clock, 'far', '10.0.0.2');
  const log = createMemoryLog();
  const projects = new Map<ProjectId, DeployableProject>();
  const variables = new Map<ProjectId, readonly SnapshotVariable[]>();
  const events: AppEvent[] = [];
  const problems: { readonly message: string; readonly context: unknown }[] = [];
  const checkouts = new Set<string>();
  let disposals = 0;
  const store = createMemoryStore({
    clock,
    keepPlace(id, port, at) {
      const project = projects.get(id);
      if (project !== undefined) {
        projects.set(id, { ...project, publishedPort: port ?? project.publishedPort, hostId: at });
      }
    },
    bring: (brought, at) => volumeMoves.bring(brought, at),
  });
  const settings: { -readonly [K in keyof DeploymentSettings]: DeploymentSettings[K] } = {
    maxConcurrentBuilds: 2,
    defaultPort: 3000,
    buildTimeoutSeconds: 600,
    buildMemoryBytes: null,
    buildCpuMillicores: null,
  };
  const keychain = { locked: null as (() => Error) | null };
  const source = {
    fetchMs: 100,
    error: null as (() => Error) | null,
    commit: {
      sha: 'a'.repeat(40),
      message: 'Say hello',
      author: 'Ada',
      committedAt: clock.now(),
    } as Commit | null,
    plan,
    /** minipaas.json. */
    file: null as RepositoryFile | null,
  };

  const routing = createFakeRouter();
  const exclusiveVolumes: string[] = [];
  const declaredVolumes = new Map<string, string>();
  const mounts: MountedVolume[] = [];
  const volumeMoves = createFakeVolumeMoves(clock);
  const secrets = createFakeSecretFiles(engine);
  const farSecrets = createFakeSecretFiles(farEngine);

  const ports: DeploymentsDeps = {
    store,
    clock,
    log,
    labels: { own: { 'minipaas.managed': 'true', 'minipaas.instance': 'test' } },
    settings: () => settings,
    events: { publish: (event) => void events.push(event) },
    prober: {
      probe: (target) => (target.address === farEngine.address ? farEngine : engine).prober.probe(target),
    },
    engines: {
      async get(id) {
        const wanted = id === farHostId ? farEngine : engine;
        if (wanted.failure !== null) {
          throw wanted.failure();
        }
        return wanted;
      },
    },
    projects: { get: (id) => projects.get(id) ?? null, recordDetection: () => undefined },
    environment: {
      snapshot: (id) => variables.get(id) ?? [],
      async open(_projectId, sealed) {
        if (keychain.locked !== null) {
          throw keychain.locked();
        }
        return new Map(
          sealed.map((each) => [each.key, each.isSecret ? each.sealed.replace(/^sealed:/, '') : each.value]),
        );
      },
    },
    sources: {
      async fetch(_projectId, _source, wanted, { signal, onLine }) {
        onLine('remote: Counting objects');
        await clock.sleep(source.fetchMs, signal);
        if (source.error !== null) {
          throw source.error();
        }
        const directory = `/checkouts/${checkouts.size}`;
        checkouts.add(directory);
        const commit = source.commit === null ? null : { ...source.commit, sha: wanted.commitSha ?? source.commit.sha };
        return {
          directory,
          branch: wanted.branch ?? 'main',
          commit,
          async dispose() {
            disposals += 1;
            checkouts.delete(directory);
          },
        };
      },
    },
    planner: {
      repositoryFile: async (directory) =>
        source.file === null ? null : { file: source.file, contextDirectory: directory },
      plan: async () => source.plan,
      context: () => Readable.from(['tar']),
    },
    router: routing.router,
    exclusiveVolumes: () => exclusiveVolumes,
    async declareVolumes(_id, wanted) {
      return wanted.map(({ name, mountPath }) => {
        const known = declaredVolumes.get(name);
        declaredVolumes.set(name, known ?? mountPath);
        return { name, mountPath: known ?? mountPath, isMade: known === undefined };
      });
    },
    async generateVariables(id, wanted) {
      const made = wanted.map(({ key, kind }) => ({ key, isSecret: true as const, sealed: `sealed:random ${kind}` }));
      variables.set(id, [...(variables.get(id) ?? []), ...made]);
    },
    mounts: async () => mounts,
    volumeMoves: volumeMoves.moves,
    secretFiles: { get: async (id) => (id === farHostId ? farSecrets : secrets).files },
    diagnostics: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message, context) => void problems.push({ message, context }),
      error: (message, context) => void problems.push({ message, context }),
    },
  };

  /** A control plane on this world. */
  function boot(options: Omit<LifeOptions, 'onEnd'> = {}): Plane {
    const cutConnections = (): void => {
      engine.cutConnections();
      farEngine.cutConnections();
    };
    const life = createLife({ ...options, onEnd: cutConnections });
    const asyncPort = () => 'async' as const;
    const sync = () => 'throws' as const;
    const silent = () => 'silent' as const;
    const deployments = createDeployments({
      ...ports,
      store: mortal(store, life, sync),
      clock: {
        now: clock.now,
        random: clock.random,
        sleep: (ms, signal) =>
          clock.sleep(ms, signal).then(
            () => (life.isOver() ? new Promise<void>(() => undefined) : undefined),
            (error: unknown) => {
              if (life.isOver()) {
                return new Promise<void>(() => undefined);
              }
              throw error;
            },
          ),
      },
      log: mortal(log, life, (method) => (method === 'protect' || method === 'mask' ? 'silent' : 'async')),
      events: mortal(ports.events, life, silent),
      diagnostics: mortal(ports.diagnostics, life, silent),
      prober: mortal(ports.prober, life, asyncPort),
      engines: mortal(ports.engines, life, asyncPort),
      projects: mortal(ports.projects, life, sync),
      environment: mortal(ports.environment, life, (method) => (method === 'open' ? 'async' : 'throws')),
      sources: mortal(ports.sources, life, asyncPort),
      router: mortal(ports.router, life, (method) => (method === 'point' || method === 'settle' ? 'async' : 'silent')),
      volumeMoves: mortal(ports.volumeMoves, life, (method) =>
        method === 'isAway' || method === 'leftOn' ? 'throws' : 'async',
      ),
      secretFiles: mortal(ports.secretFiles, life, asyncPort),
      planner: mortal(ports.planner, life, (method) => (method === 'context' ? 'throws' : 'async')),
    });
    for (const [id, each] of [[hostId, engine] as const, [farHostId, farEngine] as const]) {
      each.onEvent = (action, actorId, attributes) => {
        if (!life.isOver()) {
          deployments.onContainerEvent(id, { type: 'container', action, actorId, attributes });
        }
      };
    }
    return { deployments, life };
  }

  let nextProject = 1;
  function addProject(
    overrides: Partial<Omit<DeployableProject, 'settings'>> & { settings?: Partial<ProjectSettings> } = {},
  ): ProjectId {
    const id = nextProject as ProjectId;
    nextProject += 1;
    projects.set(id, {
      id,
      name: `Project ${id}`,
      slug: `project-${id}`,
      hostId,
      source: { kind: 'git', repoUrl: 'https://example.com/r.git', branch: 'main', rootDirectory: '' },
      publishedPort: null,
      cacheClearedAt: null,
      isBeingRemoved: false,
      ...overrides,
      settings: { ...projectSettings, ...overrides.settings },
    });
    return id;
  }

  /** Lets everything happen, passing time where nothing else is left to do, until the condition holds. */
  async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
    for (let round = 0; round < 20_000; round += 1) {
      await settle();
      if (condition()) {
        return;
      }
      const wakeAt = clock.nextWakeAt();
      if (wakeAt === null) {
        throw new Error(`Nothing will happen any more, and ${what} does not hold.`);
      }
      clock.advanceTo(wakeAt);
    }
    throw new Error(`Time passes, and ${what} does not come true.`);
  }

  /** What can happen without time passing. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms;
    for (;;) {
      await settle();
      const wakeAt = clock.nextWakeAt();
      if (wakeAt === null || wakeAt > end) {
        clock.advanceTo(end);
        return settle();
      }
      clock.advanceTo(wakeAt);
    }
  }

  function row(id: DeploymentId): DeploymentRow {
    const found = store.get(id);
    if (found === null) {
      throw new AppError('NOT_FOUND', { what: `deployment ${id}` });
    }
    return found;
  }

  /** Everything is where it belongs and nothing else is there. */
  function untidiness(): readonly string[] {
    const found: string[] = [];
    const expectedContainers = new Map<string, string>();
    const expectedImages = new Set<string>();
    for (const each of store.all()) {
      const slug = projects.get(each.projectId)?.slug ?? '';
      const moves = store.moves.filter((move) => move.id === each.id);
      const ends = moves.filter(({ to }) => to === 'failed' || to === 'cancelled' || to === 'superseded').length;
      const hasServed = moves.some(({ to }) => to === 'running');
      if (ends + (hasServed ? 1 : 0) !== 1) {
        found.push(`deployment ${each.id} ended ${ends} times, served: ${hasServed}, is ${each.status}`);
      }
      if (!log.isComplete(each.id, 'build')) {
        found.push(`the build log of ${each.id} (${each.status}) is not complete`);
      }
      if (log.isComplete(each.id, 'runtime') === each.isCurrent) {
        found.push(`the runtime log of ${each.id} (${each.status}) is ${each.isCurrent ? '' : 'not '}complete`);
      }
      if (each.isCurrent) {
        expectedContainers.set(`minipaas-${slug}-${each.id}`, each.status === 'running' ? 'running' : 'exited');
      }
      if (each.canRollback) {
        expectedImages.add(`minipaas/${slug}:${each.id}`);
      }
    }
    for (const { name, state } of engine.all()) {
      if (expectedContainers.get(name) !== state) {
        found.push(`container ${name} is ${state}, not ${expectedContainers.get(name) ?? 'gone'}`);
      }
      expectedContainers.delete(name);
    }
    found.push(...[...expectedContainers.keys()].map((name) => `container ${name} is missing`));
    const images = new Set(engine.imageTags().filter((tag) => tag.startsWith('minipaas/')));
    found.push(...[...images].filter((tag) => !expectedImages.has(tag)).map((tag) => `image ${tag} is left over`));
    found.push(...[...expectedImages].filter((tag) => !images.has(tag)).map((tag) => `image ${tag} is missing`));
    const volumes = new Set(
      store
        .all()
        .flatMap((each) =>
          each.isCurrent && secretFilesOf(each).length > 0 ? [secretVolume(ports.labels, each).name] : [],
        ),
    );
    for (const name of new Set([...volumes, ...secrets.volumes.keys()])) {
      if (volumes.has(name) !== secrets.volumes.has(name)) {
        found.push(`the volume ${name} is ${volumes.has(name) ? 'missing' : 'left over'}`);
      }
    }
    if (engine.activeBuilds() > 0) {
      found.push(`${engine.activeBuilds()} builds are still under way`);
    }
    return found;
  }

  const isSettled = (status: DeploymentStatus): boolean => !['queued', 'building', 'starting'].includes(status);

  return {
    clock,
    engine,
    farEngine,
    log,
    store,
    settings,
    source,
    labels: ports.labels,
    events,
    problems,
    checkouts,
    disposals: () => disposals,
    keychain,
    routing,
    exclusiveVolumes,
    declaredVolumes,
    mounts,
    volumeMoves,
    secrets,
    farSecrets,
    projects,
    variables,
    boot,
    addProject,
    until,
    settle,
    pass,
    row,
    untidiness,
    async reaches(id: DeploymentId, status: DeploymentStatus): Promise<DeploymentRow> {
      await until(
        () => row(id).status === status || isSettled(row(id).status),
        `deployment ${id} being ${status} (${row(id).status})`,
      );
      return row(id);
    },
    async ends(id: DeploymentId): Promise<DeploymentRow> {
      await until(() => isSettled(row(id).status), `the end of deployment ${id}`);
      await settle();
      return row(id);
    },
    /** Deploys an application that behaves like this and waits for the end. */
    async deploy(plane: Plane, projectId: ProjectId, app: FakeApp = wellBehaved): Promise<DeploymentRow> {
      engine.script = { ...engine.script, app };
      const made: Deployment = plane.deployments.create({ id: projectId }, caller);
      await until(() => isSettled(row(made.id).status), `the end of deployment ${made.id}`);
      await until(() => !store.listActive().some((each) => each.projectId === projectId));
      await settle();
      return row(made.id);
    },
  };
}
