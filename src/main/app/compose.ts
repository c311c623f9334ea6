// Which feature gets what: the one place where features, adapters and each other's functions meet.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../contract/app-error.ts';
import type { Caller } from '../../contract/caller.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { HostId, ProjectId } from '../../contract/ids.ts';
import type { GitCredential, SourceInput } from '../../contract/sources.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { createEngineConnector } from '../adapters/docker/connector.ts';
import { createLogFiles } from '../adapters/files/log-files.ts';
import { createSourceTrees } from '../adapters/files/source-trees.ts';
import { createGitRepositories } from '../adapters/git/git-repositories.ts';
import { createGithubApi } from '../adapters/github/github-api.ts';
import { createCredentialStore } from '../adapters/keychain/credential-store.ts';
import { createHostSecretStore } from '../adapters/keychain/host-secret-store.ts';
import { createSecretBox } from '../adapters/keychain/secret-box.ts';
import { createRegexRunner } from '../adapters/regex/regex-runner.ts';
import { networkProber } from '../adapters/probe/network-prober.ts';
import { createHostConnector, createSshEngineConnector } from '../adapters/ssh/ssh-engine-connector.ts';
import { createAppEventHub } from '../api/events.ts';
import type { DeployableProject, DeploymentSettings } from '../features/deployments/ports.ts';
import { createDeployments } from '../features/deployments/service.ts';
import { createEnvironment } from '../features/environment/service.ts';
import { generateSecret } from '../features/environment/generate-secret.ts';
import { createHosts } from '../features/hosts/service.ts';
import { createGithubTokens } from '../features/identity/github-tokens.ts';
import type { Keychain } from '../features/identity/ports.ts';
import { cleanSentences } from '../api/clean-output.ts';
import type { KnownSecrets } from '../lib/known-secrets.ts';
import { createIdentity } from '../features/identity/service.ts';
import { createLogs } from '../features/logs/service.ts';
import { createProjects } from '../features/projects/service.ts';
import { createSettings, type SettingsDeps } from '../features/settings/service.ts';
import { createSources } from '../features/sources/service.ts';
import { composeBuildCache } from './build-cache.ts';
import type { Diagnostics } from './diagnostics.ts';
import { cleanDeployments, learnFromBox, learnFromKeychain } from './known-secrets.ts';
import type { GithubConfiguration } from './github-configuration.ts';
import { createHostProjects } from './host-projects.ts';
import { composeIngress } from './ingress.ts';
import { programVersion } from './program-files.ts';
import { composeErrorGroups } from './error-groups.ts';
import { composeInstallation } from './installation.ts';
import { composeOwnDiagnostics } from './own-diagnostics.ts';
import { composeMetrics } from './metrics.ts';
import { composeRegistries, composeSharedSecrets, rolloutsBy } from './secrets.ts';
import type { Stores } from './stores.ts';
import { composeTransfers } from './transfers.ts';
import { composeBackups } from './backups.ts';
import { composeStorage } from './volumes.ts';
import { composeUpkeep } from './upkeep.ts';
import { createWaysIn } from './terminals.ts';
import { whyNotServing } from './why-not-serving.ts';

export interface ComposeOptions {
  readonly dataDir: string;
  readonly stores: Stores;
  readonly keychain: Keychain;
  readonly diagnostics: Diagnostics;
  /** Filled as secrets are opened; what miniPaaS says is cleaned of them. */
  readonly known: KnownSecrets;
  readonly github: GithubConfiguration | null;
  readonly settings: Pick<SettingsDeps, 'environment' | 'file' | 'startOrigins'>;
  readonly env: NodeJS.ProcessEnv;
  /** Bearer tokens of the owner. */
  readonly tokens: readonly string[];
}

const MEGABYTE = 1024 * 1024;

export type Features = ReturnType<typeof compose>;

export function compose(options: ComposeOptions) {
  const { dataDir, stores, diagnostics, github, known } = options;
  const keychain = learnFromKeychain(options.keychain, known);
  const hub = createAppEventHub();
  const publish = (event: AppEvent): void => hub.publish(cleanSentences(event, known.mask));
  const workFolder = join(dataDir, 'work');

  const settings = createSettings({ ...options.settings, store: stores.settings, publish, now: Date.now });
  const credentials = createCredentialStore(keychain);
  const box = learnFromBox(
    createSecretBox({ keychain, hasSealedValues: stores.hasSealedValues, secretNames: stores.secretNames }),
    known,
  );
  const logFiles = createLogFiles({ directory: join(dataDir, 'logs') });
  const errorGroups = composeErrorGroups({ stores, diagnostics, publish });
  const logs = createLogs({
    observeRuntime: errorGroups.observe,
    files: logFiles,
    clock: systemClock,
    hasDeployment: stores.deployments.has,
    deployments: (id) =>
      id === null ? stores.searchableDeployments(null) : stores.searchableDeployments(existingProject(id).id),
    regex: createRegexRunner(),
    known: {
      mask: known.mask,
      of: (id) => known.of(['installation', `project ${stores.deployments.get(id)?.projectId ?? 0}`]),
    },
  });
  const sources = createSources({
    git: createGitRepositories({ workFolder, environment: options.env }),
    trees: createSourceTrees({ workFolder }),
    credentials: { get: credentialOf },
    settings: { current: settings.get },
  });
  const hostSecrets = createHostSecretStore(keychain);
  const own = { 'minipaas.managed': 'true', 'minipaas.instance': stores.installation.id };
  const registries = composeRegistries({ stores, keychain, engine: () => hosts.engine(hosts.defaultId()) });
  const hosts = createHosts({
    store: stores.hosts,
    secrets: hostSecrets,
    hostKeys: stores.hostKeys,
    connector: createHostConnector(
      createEngineConnector({ registries }),
      createSshEngineConnector({
        secrets: hostSecrets,
        hostKeys: stores.hostKeys,
        agentSocket: options.env['SSH_AUTH_SOCK'] ?? null,
        registries,
        now: Date.now,
      }),
    ),
    clock: systemClock,
    publish,
    projectCount: stores.projects.countByHost,
    runningCount: (id: HostId) => deployments.runningCount(id),
    projects: createHostProjects({ store: stores.projects, volumes: stores.volumes, projects: () => projects }),
    known: stores.knownObjects,
    own,
  });
  const variables = {
    store: stores.variables,
    box,
    // What minipaas.json has added is no variable of the project.
    released: (id: ProjectId) =>
      stores.deployments.current(id)?.snapshot.variables.filter(({ isFromFile }) => isFromFile !== true) ?? null,
    publish,
    now: Date.now,
  };
  const rollouts = rolloutsBy(() => deployments);
  const environment = createEnvironment({
    ...variables,
    suggest: async (id, signal) => sources.suggestions(id, existingProject(id).source, signal),
    projectExists: (id) => stores.projects.get(id) !== null,
    generate: generateSecret,
    rollouts,
  });
  const sharedSecrets = composeSharedSecrets({
    ...variables,
    stores,
    rollouts: {
      ...rollouts,
      ended: (id, signal) => whyNotServing(hub, (of) => deployments.get({ id: of }), id, signal),
    },
    diagnostics,
  });
  const { ingress, domains } = composeIngress({
    stores,
    engine: hosts.engine,
    settings: settings.get,
    labels: own,
    publish,
    diagnostics,
  });
  const storage = composeStorage({
    stores,
    engine: hosts.engine,
    settings: settings.get,
    labels: own,
    publish,
    diagnostics,
  });
  const deployments = createDeployments({
    store: cleanDeployments(stores.deployments, known.mask),
    projects: {
      get: deployableProject,
      recordDetection: (id, found) => void stores.projects.update(id, found, Date.now()),
    },
    environment,
    sources: sources.fetcher,
    planner: sources.planner,
    engines: { get: hosts.engine },
    prober: networkProber,
    log: logs,
    events: { publish },
    clock: systemClock,
    settings: deploymentSettings,
    labels: { own },
    diagnostics,
    router: ingress,
    exclusiveVolumes: storage.volumes.exclusiveOf,
    declareVolumes: storage.volumes.declare,
    generateVariables: (id, wanted, userId) => environment.provide(id, wanted, { userId }),
    mounts: storage.volumes.mounts,
    volumeMoves: storage.volumes.moving,
    secretFiles: { get: async (id) => (await storage.engine(id)).secretFiles },
  });
  const projects = createProjects({
    store: stores.projects,
    credentials,
    deployments,
    sources,
    variables: environment,
    volumes: storage.volumes,
    hosts,
    routes: { noteOf: ingress.noteOf, changed: ingress.refresh },
    defaults: () => {
      const { buildCacheEnabled, resourceLimits, retention } = settings.get();
      return {
        isBuildCacheEnabled: buildCacheEnabled,
        memoryLimitMb: resourceLimits.defaultMemoryMB,
        cpuLimitMillicores: resourceLimits.defaultCPUMillicores,
        pidsLimit: resourceLimits.defaultPidsLimit,
        keepImageHistory: retention.keepImages,
      };
    },
    publish,
    now: Date.now,
  });
  const metrics = composeMetrics({ stores, diagnostics, hosts, deployments, requests: ingress });
  const identity = createIdentity({
    users: stores.users,
    githubTokens: createGithubTokens({ keychain, warn: diagnostics.warn }),
    github: github === null ? null : { ...github, api: createGithubApi({ apiUrl: github.apiUrl }) },
    tokens: options.tokens,
    version: programVersion,
    now: Date.now,
    randomToken: () => randomBytes(32).toString('base64url'),
  });
  const buildCache = composeBuildCache({ stores, hosts, settings: settings.get });
  const upkeep = composeUpkeep({
    dataDir,
    stores,
    diagnostics,
    hosts,
    deployments,
    logs,
    retention: () => {
      const { retention, buildCache: cache } = settings.get();
      return { ...retention, unusedCacheDays: cache.unusedDays };
    },
    thresholds: () => settings.get().health,
    keychain: box,
    ingress,
    domains,
    volumes: {
      ...storage.volumes,
      measure: async (id) => void (await storage.measuring.measure(id, 0)),
    },
    publish,
  });
  const { terminals, forwards } = createWaysIn({ stores, engine: hosts.engine, publish, diagnostics });

  /** The project's own, else what reads the repository as the person who made the project. Most have none, and many machines have no keychain to ask. */
  async function credentialOf(id: ProjectId): Promise<GitCredential | null> {
    const row = stores.projects.get(id);
    if (row === null || row.hasCredential) {
      return row === null ? null : credentials.get(id);
    }
    return row.source.kind === 'git' && row.createdBy !== null
      ? identity.gitCredentialFor(row.source.repoUrl, row.createdBy)
      : null;
  }

  /** A repository is looked at before its project exists: as whoever looks. */
  async function asCaller<
    T extends { readonly repoUrl?: string | undefined; readonly credential?: GitCredential | undefined },
  >(input: T, { userId }: Caller): Promise<T> {
    const isKnown = input.repoUrl === undefined || input.credential !== undefined;
    const credential = isKnown ? null : await identity.gitCredentialFor(input.repoUrl, userId);
    return credential === null ? input : { ...input, credential };
  }

  function existingProject(id: ProjectId): DeployableProject {
    const project = deployableProject(id);
    if (project === null) {
      throw new AppError('NOT_FOUND', { what: `project ${id}` });
    }
    return project;
  }

  function deployableProject(id: ProjectId): DeployableProject | null {
    const row = stores.projects.get(id);
    return row === null ? null : { ...row, isBeingRemoved: row.removalRequestedAt !== null };
  }

  function deploymentSettings(): DeploymentSettings {
    const { maxConcurrentBuilds, defaultPort, buildTimeoutSeconds, buildMemoryMB, buildCPUMillicores } = settings.get();
    return {
      maxConcurrentBuilds,
      defaultPort,
      buildTimeoutSeconds,
      buildMemoryBytes: buildMemoryMB === null ? null : buildMemoryMB * MEGABYTE,
      buildCpuMillicores: buildCPUMillicores,
    };
  }

  const ownDiagnostics = composeOwnDiagnostics({
    dataDir,
    stores,
    diagnostics,
    env: options.env,
    origins: settings.origins,
    health: (signal) => upkeep.health.detailed(undefined, { signal }),
    hosts: async () => hosts.list(),
  });
  const { installation, openExport } = composeInstallation({ dataDir, stores, keychain, box });

  const sourcesForCallers = {
    detect: async (input: SourceInput, caller: Caller) => sources.detect(await asCaller(input, caller), caller),
    branches: async (input: Parameters<typeof sources.branches>[0], caller: Caller) =>
      sources.branches(await asCaller(input, caller), caller),
  };

  return {
    hub,
    logFiles,
    settings,
    logs,
    errorGroups,
    sources: sourcesForCallers,
    hosts,
    environment,
    sharedSecrets,
    registries,
    deployments,
    metrics,
    projects,
    identity,
    installation,
    openExport,
    diagnostics: ownDiagnostics.service,
    ownDiagnostics,
    ...upkeep,
    buildCache,
    ingress,
    domains,
    storage,
    backups: composeBackups({ dataDir, stores, storage, keychain, labels: own, publish, diagnostics }),
    volumes: storage.volumes,
    files: storage.files,
    transfers: composeTransfers({ stores, storage }),
    terminals,
    forwards,
  };
}
