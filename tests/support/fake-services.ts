// Services that answer with fixed, valid values and remember how they were called: for tests of the transports.
import type { Caller } from '../../src/contract/caller.ts';
import { contract } from '../../src/contract/contract.ts';
import type { Backup, BackupPlace, VolumeCopy } from '../../src/contract/backups.ts';
import type { Deployment, Queue } from '../../src/contract/deployments.ts';
import type { Domain } from '../../src/contract/domains.ts';
import type { EnvVar } from '../../src/contract/environment.ts';
import type { SharedSecret } from '../../src/contract/shared-secrets.ts';
import type { AppEvent } from '../../src/contract/events.ts';
import type { HostRemoval } from '../../src/contract/host-upkeep.ts';
import type { Forward, ForwardId } from '../../src/contract/forwards.ts';
import type { Host } from '../../src/contract/hosts.ts';
import { backupId, backupPlaceId } from '../../src/contract/ids.ts';
import type { ErrorGroup } from '../../src/contract/error-groups.ts';
import type {
  DeploymentId,
  DomainId,
  EnvVarId,
  ErrorGroupId,
  HostId,
  ProjectId,
  SharedSecretId,
  UserId,
  VolumeId,
} from '../../src/contract/ids.ts';
import type { Ingress } from '../../src/contract/ingress.ts';
import type { HostMetrics, ProjectMetrics } from '../../src/contract/metrics.ts';
import { type Project, type ProjectSettings, releaseDefaults, type RemovalPlan } from '../../src/contract/projects.ts';
import type { Settings } from '../../src/contract/settings.ts';
import type { Terminal, TerminalId } from '../../src/contract/terminals.ts';
import type { Transfer, TransferId } from '../../src/contract/transfers.ts';
import { mergeSettings } from '../../src/main/features/settings/layers.ts';
import { createAppEventHub, createEvents } from '../../src/main/api/events.ts';
import type { Services } from '../../src/main/api/services.ts';
import type { EventHub } from '../../src/main/lib/event-hub.ts';
import { createStorageWorld, type StorageWorld } from './storage-world.ts';

const at = '2026-01-02T03:04:05.000Z';

export const sampleDeployment = (id = 7): Deployment => ({
  id: id as DeploymentId,
  projectId: 1 as ProjectId,
  hostId: 1 as HostId,
  status: 'queued',
  trigger: 'manual',
  queuePosition: 1,
  estimatedStartAt: null,
  branch: 'main',
  commitSha: 'abcdef0123456789',
  commitMessage: 'Say hello',
  commitAuthor: 'Ada',
  committedAt: at,
  image: null,
  imageId: null,
  containerId: null,
  url: null,
  errorCode: null,
  errorMessage: null,
  errorHint: null,
  explanation: null,
  attempt: 1,
  nextAttemptAt: null,
  stages: [],
  isCurrent: false,
  canRollback: false,
  rollbackOf: null,
  imageOf: null,
  movesFrom: null,
  buildSteps: null,
  cachedSteps: null,
  createdAt: at,
  startedAt: null,
  finishedAt: null,
});

const projectSettings: ProjectSettings = {
  port: null,
  healthPath: null,
  healthTimeoutSeconds: 60,
  ...releaseDefaults,
  dockerfilePath: null,
  dockerfileOverride: null,
  isBuildCacheEnabled: true,
  memoryLimitMb: null,
  cpuLimitMillicores: null,
  restartPolicy: 'unless-stopped',
  restartMaxRetries: null,
  pidsLimit: null,
  keepImageHistory: 5,
  autoRestart: false,
};

export const sampleProject = (id = 1, name = 'hello'): Project => ({
  id: id as ProjectId,
  name,
  slug: name,
  subdomain: name,
  source: { kind: 'git', repoUrl: 'https://example.com/hello.git', branch: null, rootDirectory: '' },
  kind: 'node',
  framework: null,
  hostId: 1 as HostId,
  hostName: 'local',
  settings: projectSettings,
  hasCredential: false,
  runningLimits: null,
  publishedPort: 32801,
  url: 'http://localhost:32801',
  urlNote: null,
  runState: 'running',
  current: null,
  latest: null,
  hasPendingChanges: false,
  createdAt: at,
  updatedAt: at,
});

const host: Host = {
  id: 1 as HostId,
  name: 'local',
  kind: 'local',
  ssh: null,
  endpoint: 'unix:///var/run/docker.sock',
  status: 'connected',
  error: null,
  engine: null,
  projectCount: 0,
  runningCount: 0,
  connectedAt: at,
};

const hostRemoval: HostRemoval = {
  host: { id: host.id, name: host.name },
  projects: [],
  tools: [],
  engineUnreachable: false,
  left: [],
};
const share = { count: 0, bytes: 0 };
export const sampleTerminal: Terminal = {
  id: 'f00d' as TerminalId,
  kind: 'container',
  hostId: 1 as HostId,
  hostName: 'local',
  project: { id: 1 as ProjectId, name: 'hello', deploymentId: 7 as DeploymentId },
  shell: 'bash',
  openedAt: at,
  usedAt: at,
  end: null,
};

export const sampleForward: Forward = {
  id: 1 as ForwardId,
  hostId: 1 as HostId,
  hostName: 'local',
  project: null,
  address: null,
  port: 5432,
  localAddress: '127.0.0.1',
  localPort: 5432,
  openedAt: at,
  openConnections: 0,
  totalConnections: 0,
  failedConnections: 0,
  bytesSent: 0,
  bytesReceived: 0,
  error: null,
};

const variable: EnvVar = {
  id: 3 as EnvVarId,
  projectId: 1 as ProjectId,
  key: 'PORT',
  value: '8080',
  isSecret: false,
  scope: 'both',
  delivery: 'variable',
  signal: null,
  shared: null,
  hasFormer: false,
  rotatedAt: null,
  isPending: false,
  updatedAt: at,
};

const sharedSecret: SharedSecret = {
  id: 1 as SharedSecretId,
  name: 'STRIPE_KEY',
  note: '',
  usedBy: [],
  hasFormer: false,
  createdAt: at,
  rotatedAt: null,
  rollout: { status: 'none', steps: [] },
};

const removal: RemovalPlan = {
  project: { id: 1 as ProjectId, name: 'hello' },
  containers: [],
  images: [],
  volumes: [],
  deploymentCount: 0,
  variableCount: 0,
  logBytes: 0,
  engineUnreachable: false,
};

const settings: Settings = {
  defaultPort: 3000,
  maxConcurrentBuilds: 2,
  buildCacheEnabled: true,
  buildTimeoutSeconds: 1800,
  buildMemoryMB: null,
  buildCPUMillicores: null,
  resourceLimits: { defaultMemoryMB: 512, defaultCPUMillicores: 1000, defaultPidsLimit: 4096 },
  baseImages: { node: 'node', python: 'python', go: 'golang', static: 'caddy', goRuntime: 'alpine' },
  ingress: { driver: 'traefik', traefikImage: 'traefik', caddyImage: 'caddy', nameServers: [] },
  health: { diskWarningMB: 2048, diskFailureMB: 256, ownMemoryWarningMB: 600, hostMemoryWarningPercent: 5 },
  volumeDefaultSize: 5 * 1024 ** 3,
  volumes: { createDefault: false, defaultMountPath: '/app/storage', helperImage: 'busybox:stable' },
  registryMirror: null,
  buildCache: { registryImage: 'registry:2', unusedDays: null },
  retention: { keepDeployments: 10, keepImages: 5, logRetentionDays: 30, metricsDays: 30 },
};

const detection = {
  kind: 'node' as const,
  framework: null,
  packageManager: 'npm',
  runtimeVersion: '24',
  installCommand: 'npm ci',
  buildCommand: null,
  startCommand: 'node index.js',
  port: 3000,
  portReason: 'the default',
  dockerfile: 'FROM node',
  isDockerfileGenerated: true,
  notes: [],
  suggestions: [],
};

const series: Omit<ProjectMetrics & HostMetrics, 'projectId' | 'hostId' | 'deployments' | 'cpus' | 'memoryBytes'> = {
  range: '1h',
  from: at,
  to: at,
  stepSeconds: 15,
  knownSince: null,
  points: [],
};

const sampleDomain: Domain = {
  id: 1 as DomainId,
  projectId: 1 as ProjectId,
  hostName: 'shop.example.com',
  pathPrefix: '/',
  stripPrefix: false,
  redirectTo: null,
  authUser: null,
  tls: 'auto',
  url: 'https://shop.example.com',
  dns: { status: 'unchecked', addresses: [], problem: null },
  certificate: { status: 'waiting', issuer: null, expiresAt: null, problem: null },
  checkedAt: null,
};

const sampleIngress: Ingress = {
  hostId: 1 as HostId,
  driver: null,
  httpPort: 80,
  httpsPort: 443,
  isPublic: null,
  acmeEmail: null,
  acmeDirectory: null,
  status: 'off',
  program: null,
  image: null,
  error: null,
  note: null,
  routes: 0,
};

const health = { status: 'ok' as const, version: '0.1.0', startedAt: at };

export interface RecordedCall {
  readonly path: string;
  readonly input: unknown;
  readonly caller: Caller;
}

export interface FakeServices {
  readonly services: Services;
  readonly calls: RecordedCall[];
  readonly hub: EventHub<AppEvent>;
  /** Where volumes and their files are in truth, for raw routes too. */
  readonly storage: StorageWorld;
}

const sampleTransfer: Transfer = {
  id: 'aaaaaaaaaaaaaaaa' as TransferId,
  projectId: 1 as ProjectId,
  volumeId: 1 as VolumeId,
  direction: 'upload',
  title: 'photos',
  folder: '/',
  localFolder: null,
  status: 'running',
  fileCount: 1,
  doneCount: 0,
  skippedCount: 0,
  failedCount: 0,
  totalBytes: 1,
  doneBytes: 0,
  bytesPerSecond: null,
  conflicts: [],
  conflictCount: 0,
  error: null,
  createdAt: at,
  finishedAt: null,
};
const sampleExport = { name: 'one.minipaas', path: '/data/exports/one.minipaas', sizeBytes: 6, createdAt: at };
const samplePlace: BackupPlace = {
  id: backupPlaceId.parse(1),
  name: 'This machine',
  kind: 'folder',
  path: null,
  hostId: null,
  s3: null,
  isBuiltIn: true,
  backupCount: 0,
  sizeBytes: 0,
};
const sampleBackup: Backup = {
  id: backupId.parse(1),
  volumeId: null,
  projectId: null,
  volumeName: 'storage',
  projectName: 'hello',
  placeId: samplePlace.id,
  placeName: samplePlace.name,
  status: 'complete',
  trigger: 'manual',
  wasPaused: false,
  contentBytes: 10,
  fileCount: 1,
  archiveBytes: 5,
  sha256: 'ab',
  doneBytes: null,
  error: null,
  createdAt: at,
  finishedAt: at,
};
const sampleCopy: VolumeCopy = {
  id: 'one',
  kind: 'restore',
  backupId: sampleBackup.id,
  fromVolumeId: null,
  volumeId: null,
  status: 'running',
  doneBytes: 0,
  totalBytes: 10,
  error: null,
  startedAt: at,
};
const sampleErrorGroup: ErrorGroup = {
  id: 1 as ErrorGroupId,
  projectId: 1 as ProjectId,
  language: 'javascript',
  type: 'TypeError',
  message: 'x is not a function',
  culprit: 'total (src/basket.ts)',
  status: 'open',
  count: 3,
  firstSeenAt: at,
  lastSeenAt: at,
  firstDeploymentId: 7 as DeploymentId,
  lastDeploymentId: 7 as DeploymentId,
  statusChangedAt: null,
  resolvedAfterDeploymentId: null,
  reopenedAt: null,
  reopenedIn: null,
  hours: [3],
};
const emptyQueue: Queue = { concurrency: 2, pausedHosts: [], active: [], waiting: [] };

type AnyMethod = (input: never, caller: Caller) => unknown;
type Overrides = { readonly [F in keyof Services]?: Partial<Services[F]> };

export function fakeServices(overrides: Overrides = {}): FakeServices {
  const hub = createAppEventHub();
  const storage = createStorageWorld((event) => hub.publish(event));
  const answers: Services = {
    backups: {
      places: () => [],
      addPlace: () => samplePlace,
      removePlace: ({ id }) => ({ id }),
      list: () => [],
      create: () => sampleBackup,
      get: () => sampleBackup,
      cancel: () => sampleBackup,
      remove: ({ id }) => ({ id }),
      verify: () => sampleCopy,
      restore: () => sampleCopy,
      clone: () => sampleCopy,
      copies: () => [],
      cancelCopy: () => sampleCopy,
      getSchedule: () => null,
      setSchedule: ({ id, ...schedule }) => ({ ...schedule, volumeId: id, nextAt: at }),
      removeSchedule: ({ id }) => ({ id }),
    },
    buildCache: {
      get: ({ id }) => ({ hostId: id, count: 0, bytes: 0, unusedBytes: 0, registry: null }),
      clear: () => ({ freedBytes: 0 }),
      clearProject: ({ id }) => ({ id, clearedAt: at }),
      installRegistry: ({ id }) => ({ hostId: id, count: 0, bytes: 0, unusedBytes: 0, registry: null }),
      removeRegistry: ({ id }) => ({ hostId: id, count: 0, bytes: 0, unusedBytes: 0, registry: null }),
    },
    cleanup: { run: ({ dryRun }) => ({ dryRun, items: [], sizeBytes: 0, kept: [] }) },
    domains: {
      list: () => [sampleDomain],
      create: () => sampleDomain,
      update: () => sampleDomain,
      remove: ({ id }) => ({ id }),
      check: () => sampleDomain,
    },
    ingress: {
      get: () => sampleIngress,
      update: () => sampleIngress,
      install: () => sampleIngress,
      remove: () => sampleIngress,
    },
    deployments: {
      list: () => ({ items: [sampleDeployment()], nextCursor: null }),
      create: () => sampleDeployment(),
      get: ({ id }) => sampleDeployment(id),
      cancel: ({ id }) => ({ ...sampleDeployment(id), status: 'cancelled' }),
      retry: () => sampleDeployment(),
      rollback: () => sampleDeployment(),
      origins: () => ({ hasFile: false, values: [] }),
      queue: () => emptyQueue,
      moveInQueue: () => emptyQueue,
      pauseQueue: () => emptyQueue,
      resumeQueue: () => emptyQueue,
    },
    registries: {
      list: () => [],
      set: ({ address, username }) => ({ id: 1, address, username, createdAt: at, updatedAt: at }),
      remove: ({ id }) => ({ id }),
    },
    sharedSecrets: {
      list: () => [],
      create: ({ name }) => ({ ...sharedSecret, name }),
      remove: ({ id }) => ({ id }),
      reveal: () => ({ value: 'secret' }),
      use: () => variable,
      rotate: () => sharedSecret,
      restoreFormer: () => sharedSecret,
      resume: () => sharedSecret,
    },
    environment: {
      list: () => [variable],
      set: ({ key, value, isSecret }) => ({ ...variable, key, value: isSecret ? null : value, isSecret }),
      setOptions: () => variable,
      rotate: () => ({ variable, applied: { how: 'stored', reason: 'nothing runs' } }),
      restoreFormer: () => ({ variable, applied: { how: 'stored', reason: 'nothing runs' } }),
      apply: () => ({ variable, applied: { how: 'stored', reason: 'nothing runs' } }),
      remove: () => ({ key: variable.key }),
      reveal: () => ({ value: 'secret' }),
      previewImport: () => [],
      import: () => [],
      suggestions: () => [],
      export: () => ({ text: 'PORT=8080\n', count: 1, leftOut: ['TOKEN'], unwritable: [] }),
      history: () => [],
      pending: () => ({ hasRelease: true, changes: [] }),
      text: () => ({ text: 'PORT=8080\n', revision: 'a' }),
      previewEdit: () => [],
      edit: () => [],
      template: () => [],
    },
    events: createEvents(hub),
    health: {
      get: () => health,
      detailed: () => ({ ...health, findings: [] }),
      check: () => ({ ...health, findings: [] }),
      history: () => ({ items: [], nextCursor: null }),
      applyFix: () => ({ message: 'Done.' }),
    },
    ...storage.services,
    forwards: {
      list: () => [],
      openToProject: ({ id, port, localPort }) => ({
        ...sampleForward,
        project: { id, name: 'hello' },
        port,
        localPort: localPort ?? port,
      }),
      openToHost: ({ address, port, localPort }) => ({ ...sampleForward, address, port, localPort: localPort ?? port }),
      close: ({ id }) => ({ id }),
    },
    hosts: {
      list: () => [host],
      get: () => host,
      add: () => host,
      test: () => ({ stages: [], error: null, engine: null }),
      update: () => host,
      removalPlan: () => hostRemoval,
      remove: () => hostRemoval,
      reconnect: () => host,
      link: () => ({ roundTrip: { medianMs: 1, fastestMs: 1, slowestMs: 2, samples: 5 }, ssh: null }),
      disk: () => ({
        images: { ours: share, foreign: share, sharedBytes: 0 },
        containers: { ours: share, foreign: share },
        volumes: { ours: share, foreign: share },
        buildCache: share,
        totalBytes: 0,
      }),
      prunePlan: () => ({ items: [] }),
      prune: () => ({ removed: [], kept: [] }),
    },
    identity: {
      session: (_input, caller) => ({
        user: { id: caller.userId, login: 'owner', name: null, avatarUrl: null, isGithub: false },
        shell: caller.shell,
        version: '0.1.0',
        isGithubConfigured: false,
        isGithubConnected: false,
      }),
      repositories: () => ({ items: [], hasMore: false }),
    },
    errorGroups: {
      list: () => ({
        groups: [sampleErrorGroup],
        counts: { open: 1, resolved: 0, ignored: 0 },
        droppedCount: 0,
        areNotificationsOn: true,
      }),
      get: ({ id }) => ({ ...sampleErrorGroup, id, days: [3], releases: [], samples: [] }),
      resolve: ({ id }) => ({ ...sampleErrorGroup, id, status: 'resolved' }),
      ignore: ({ id }) => ({ ...sampleErrorGroup, id, status: 'ignored' }),
      reopen: ({ id }) => ({ ...sampleErrorGroup, id }),
      setNotifications: ({ isOn }) => ({ isOn }),
    },
    diagnostics: {
      log: ({ after }) => ({ entries: [], older: null, newer: after ?? 'minipaas.1.log@0' }),
      makeReport: () => ({ id: 'one', name: 'minipaas-report.tar.gz', createdAt: at, files: [] }),
      removeReport: ({ id }) => ({ id }),
    },
    installation: {
      get: () => ({ id: 'b2f0', createdAt: at, dataDir: '/data', keyRotatedAt: null }),
      rotateKey: () => ({ resealed: 2, unreadable: 0 }),
      exports: () => [sampleExport],
      export: () => sampleExport,
      removeExport: ({ name }) => ({ name }),
    },
    logs: {
      read: () => ({ lines: [], next: 0, first: 0, last: 0, isComplete: true }),
      search: () => ({ hits: [], nextCursor: null, searchedBytes: 0, searchedLogs: 0, totalLogs: 0 }),
    },
    metrics: {
      project: ({ id, range }) => ({ ...series, projectId: id, range, deployments: [] }),
      host: ({ id, range }) => ({ ...series, hostId: id, range, cpus: null, memoryBytes: null }),
      live: ({ after }) => ({ seq: after, figures: null }),
      usage: () => ({ projects: [], outOfMemory: [] }),
    },
    projects: {
      list: () => [sampleProject()],
      get: ({ id }) => sampleProject(id),
      create: ({ name }) => sampleProject(1, name ?? 'hello'),
      update: ({ id }) => sampleProject(id),
      removalPlan: () => removal,
      remove: () => removal,
      stop: ({ id }) => sampleProject(id),
      start: ({ id }) => sampleProject(id),
      restart: ({ id }) => sampleProject(id),
      move: ({ id, hostId }) => ({ ...sampleProject(id), hostId }),
    },
    settings: {
      get: () => settings,
      origins: () => [{ path: 'defaultPort', value: settings.defaultPort, source: 'default', where: null }],
      update: (patch) => mergeSettings(settings, patch),
    },
    sources: {
      detect: () => ({ suggestedName: 'hello', branch: 'main', detection }),
      branches: () => ({ defaultBranch: 'main', branches: ['main'] }),
    },
    transfers: {
      list: () => ({ version: 1, transfers: [] }),
      files: () => ({ files: [], total: 0 }),
      upload: ({ volumeId, folder }) => ({ ...sampleTransfer, volumeId, folder }),
      download: ({ volumeId, localFolder }) => ({ ...sampleTransfer, volumeId, localFolder, direction: 'download' }),
      decide: ({ id }) => ({ ...sampleTransfer, id }),
      cancel: ({ id }) => ({ ...sampleTransfer, id, status: 'cancelled' }),
      retry: ({ id }) => ({ ...sampleTransfer, id }),
      dismiss: ({ id }) => ({ id }),
    },
    terminals: {
      list: () => [],
      openInProject: () => sampleTerminal,
      openOnHost: () => ({ ...sampleTerminal, kind: 'host', project: null, shell: '' }),
      read: ({ after }) => ({ text: '', next: after, isCut: false, end: null }),
      write: ({ id }) => ({ id }),
      resize: ({ columns, rows }) => ({ columns, rows }),
      close: ({ id }) => ({ id }),
    },
  };

  const calls: RecordedCall[] = [];
  const record = (path: string, answer: AnyMethod) => (input: never, caller: Caller) => {
    calls.push({ path, input, caller });
    return answer(input, caller);
  };
  const services = Object.fromEntries(
    Object.entries(contract).map(([feature, procedures]) => {
      const methods = { ...answers[feature as keyof Services], ...overrides[feature as keyof Services] };
      const named = Object.keys(procedures).map((name) => {
        const method = (methods as Record<string, AnyMethod>)[name] as AnyMethod;
        return [name, record(`${feature}.${name}`, method)] as const;
      });
      return [feature, Object.fromEntries(named)];
    }),
  ) as unknown as Services;
  return { services, calls, hub, storage };
}

export const ownerId = 1 as UserId;
