// Deployments with everything real around them: engine, database, logs, git. Can be ended as by `kill -9` and started again on
// the same data.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller } from '../../src/contract/caller.ts';
import type { Deployment, DeploymentStatus } from '../../src/contract/deployments.ts';
import type { DeploymentId, ProjectId, UserId } from '../../src/contract/ids.ts';
import type { ProjectSettings } from '../../src/contract/projects.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createEngineConnector } from '../../src/main/adapters/docker/connector.ts';
import { createLogFiles } from '../../src/main/adapters/files/log-files.ts';
import { createSourceTrees } from '../../src/main/adapters/files/source-trees.ts';
import { createGitRepositories } from '../../src/main/adapters/git/git-repositories.ts';
import { createRegexRunner } from '../../src/main/adapters/regex/regex-runner.ts';
import { networkProber } from '../../src/main/adapters/probe/network-prober.ts';
import { createDeploymentStore } from '../../src/main/adapters/sqlite/deployment-store.ts';
import { createSearchableDeployments } from '../../src/main/adapters/sqlite/searchable-deployments.ts';
import { openDatabase } from '../../src/main/adapters/sqlite/open.ts';
import { createProjectStore } from '../../src/main/adapters/sqlite/project-store.ts';
import type { DeploymentsDeps } from '../../src/main/features/deployments/deps.ts';
import type { ReleaseRouter } from '../../src/main/features/deployments/ports/release-router.ts';
import type { DeploymentRow, SnapshotVariable } from '../../src/main/features/deployments/ports/deployment-store.ts';
import { createDeployments } from '../../src/main/features/deployments/service.ts';
import { createLife, mortal } from '../../src/main/features/deployments/testing/mortal.ts';
import { createLogs } from '../../src/main/features/logs/service.ts';
import { defaultSettings } from '../../src/main/features/settings/defaults.ts';
import { createSources } from '../../src/main/features/sources/service.ts';
import { MIGRATIONS_DIR } from './database.ts';
import { localHost, type TestEngine } from './docker.ts';
import { createRepository, gitTestEnvironment } from './git-repository.ts';
import { ENGINE_PATIENCE_MS, inTime } from './patience.ts';
import { newProject, someSettings } from './rows.ts';

export type Plane = Awaited<ReturnType<typeof startPlane>>;

export interface Ground {
  readonly directory: string;
  readonly test: TestEngine;
  /** Variables of all projects. */
  readonly variables: SnapshotVariable[];
  remove(): void;
}

export function makeGround(test: TestEngine): Ground {
  const directory = mkdtempSync(join(tmpdir(), 'minipaas-plane-'));
  return { directory, test, variables: [], remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export const caller: Caller = {
  userId: 1 as UserId,
  shell: 'browser',
  sessionId: null,
  signal: new AbortController().signal,
};

const unrouted: ReleaseRouter = {
  addressOf: () => null,
  isRouting: () => false,
  point: async () => undefined,
  settle: async () => undefined,
  released: () => undefined,
};

interface PlaneOptions {
  readonly router?: ReleaseRouter;
  readonly exclusiveVolumes?: readonly string[];
  /** Dies at a call of the engine, the prober or the sources (`containers.start`): before it, or while it is under way. */
  readonly dieAt?: (call: string, args: readonly unknown[]) => 'before' | 'during' | null;
}

const isSettled = (status: DeploymentStatus): boolean => !['queued', 'building', 'starting'].includes(status);

/** A control plane on this ground, as far as deployments go. */
export async function startPlane(
  ground: Ground,
  { dieAt, router = unrouted, exclusiveVolumes = [] }: PlaneOptions = {},
) {
  const { directory, test } = ground;
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const life = createLife({ onEnd: die });
  const db = openDatabase({ file: join(directory, 'minipaas.db'), migrationsDir: MIGRATIONS_DIR, now: Date.now() });
  const store = createDeploymentStore(db);
  const projects = createProjectStore(db);
  const files = createLogFiles({ directory: join(directory, 'logs') });
  const logs = createLogs({
    files,
    clock: systemClock,
    hasDeployment: (id) => store.get(id) !== null,
    deployments: createSearchableDeployments(db),
    regex: createRegexRunner(),
  });
  const workFolder = join(directory, 'work');
  const sources = createSources({
    git: createGitRepositories({ workFolder, environment: gitTestEnvironment }),
    trees: createSourceTrees({ workFolder }),
    credentials: { get: async () => null },
    settings: { current: () => defaultSettings },
  });
  const connection = await createEngineConnector().connect(localHost, {
    signal: AbortSignal.timeout(240_000),
    onEvent(event) {
      if (!life.isOver()) {
        deployments.onContainerEvent(localHost.id, event);
      }
    },
  });
  void died.then(() => connection.close());
  const watchers = new Set<() => void>();
  const watch = <T>(object: T & object, name: string, kindOf: Parameters<typeof mortal>[2]): T =>
    mortal(watched(object, name), life, kindOf);

  /** Tells `dieAt` of each call before it is made. */
  function watched<T extends object>(object: T, name: string): T {
    return new Proxy(object, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value === 'object' && value !== null) {
          return watched(value, String(key));
        }
        if (typeof value !== 'function') {
          return value;
        }
        return (...args: unknown[]): unknown => {
          const death = dieAt?.(`${name}.${String(key)}`, args) ?? null;
          if (death === 'before') {
            life.end();
            return new Promise(() => undefined);
          }
          const result: unknown = Reflect.apply(value, target, args);
          if (death === 'during') {
            life.end();
          }
          return result;
        };
      },
    });
  }

  const deps: DeploymentsDeps = {
    store: mortal(store, life, () => 'throws'),
    projects: {
      get(id) {
        const project = projects.get(id);
        return project === null ? null : { ...project, isBeingRemoved: project.removalRequestedAt !== null };
      },
      recordDetection: (id, found) => void projects.update(id, found, Date.now()),
    },
    environment: {
      snapshot: () => ground.variables,
      open: async (_projectId, variables) =>
        new Map(variables.map((each) => [each.key, each.isSecret ? each.sealed : each.value] as const)),
    },
    sources: watch(sources.fetcher, 'sources', () => 'async'),
    planner: sources.planner,
    engines: { get: async () => watch(connection.engine, 'engine', () => 'async') },
    prober: watch(networkProber, 'prober', () => 'async'),
    log: mortal(logs, life, (method) => (method === 'protect' || method === 'mask' ? 'silent' : 'async')),
    events: {
      publish() {
        for (const look of watchers) {
          look();
        }
      },
    },
    clock: systemClock,
    settings: () => ({
      maxConcurrentBuilds: 2,
      defaultPort: 3000,
      buildTimeoutSeconds: 120,
      buildMemoryBytes: null,
      buildCpuMillicores: null,
    }),
    labels: { own: { ...test.labels, 'minipaas.managed': 'true', 'minipaas.instance': test.prefix } },
    router,
    exclusiveVolumes: () => exclusiveVolumes,
    declareVolumes: async () => [],
    generateVariables: async () => undefined,
    mounts: async () => [],
    volumeMoves: {
      isAway: () => false,
      prepare: async () => [],
      copy: async () => undefined,
      discard: async () => undefined,
      settle: async () => undefined,
      leftOn: () => [],
    },
    secretFiles: {
      get: async () =>
        connection.engine.volumes({ helperImage: () => 'busybox:local', labels: test.labels }).secretFiles,
    },
    diagnostics: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message, context) => void problems.push({ message, context }),
      error: (message, context) => void problems.push({ message, context }),
    },
  };
  const problems: { readonly message: string; readonly context: unknown }[] = [];
  const deployments = createDeployments(deps);
  deployments.start();
  await deployments.onHostConnected(localHost.id);

  function until<T>(look: () => T | null): Promise<T> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = look();
        if (found !== null) {
          watchers.delete(check);
          resolve(found);
        }
      };
      watchers.add(check);
      check();
    });
  }

  function row(id: DeploymentId): DeploymentRow {
    const found = store.get(id);
    if (found === null) {
      throw new Error(`There is no deployment ${id}.`);
    }
    return found;
  }

  /** And everything that it leaves behind is tidied up. */
  async function ended(id: DeploymentId): Promise<DeploymentRow> {
    const end = until(() => (isSettled(row(id).status) ? true : null)).then(() => deployments.settled(id));
    const seen = (): string => `${row(id).status}, ${JSON.stringify(row(id).stages)}, ${JSON.stringify(problems)}`;
    await inTime(`the end of deployment ${id}`, end, seen, ENGINE_PATIENCE_MS);
    return row(id);
  }

  return {
    deployments,
    logs,
    store,
    problems,
    died,
    until,
    row,
    ended,
    addProject(name: string, settings: Partial<ProjectSettings> = {}) {
      const repository = createRepository(directory, name);
      const { id } = projects.insert(
        newProject(`${test.prefix}-${name}`, {
          source: { kind: 'git', repoUrl: repository.path, branch: 'main', rootDirectory: '' },
          settings: { ...someSettings, healthPath: null, healthTimeoutSeconds: 120, memoryLimitMb: 64, ...settings },
        }),
        Date.now(),
      );
      return { id, repository };
    },
    change(id: ProjectId, settings: Partial<ProjectSettings>) {
      const project = projects.get(id);
      if (project !== null) {
        projects.update(id, { settings: { ...project.settings, ...settings } }, Date.now());
      }
    },
    useImage(id: ProjectId, reference: string) {
      projects.update(id, { source: { kind: 'image', reference } }, Date.now());
    },
    deploy(id: ProjectId): Promise<DeploymentRow> {
      return ended(deployments.create({ id }, caller).id);
    },
    /** Every line of a log that is complete, or of what is there. */
    async texts(id: DeploymentId, kind: 'build' | 'runtime'): Promise<readonly string[]> {
      return (await logs.tail(id, kind, 1_000_000)).map(({ text }) => text);
    },
    view: (id: DeploymentId): Deployment => deployments.get({ id }),
    /** As `kill -9` does: nothing more is done, the engine's connections break. */
    async kill(): Promise<void> {
      life.end();
      await connection.close();
      await files.close();
      db.close();
    },
    async stop(): Promise<void> {
      await deployments.stop();
      life.end();
      await connection.close();
      await files.close();
      db.close();
    },
  };
}
