// Projects and deployments as they look after some months of use, made by rule: the same ones in every run.
import type { Deployment, DeploymentStatus, Stage, StageName } from '../../../src/contract/deployments.ts';
import type { EnvVar } from '../../../src/contract/environment.ts';
import type { Host } from '../../../src/contract/hosts.ts';
import type { DeploymentId, EnvVarId, HostId, ProjectId } from '../../../src/contract/ids.ts';
import type { Repository } from '../../../src/contract/identity.ts';
import type { Project } from '../../../src/contract/projects.ts';
import type { Detection } from '../../../src/contract/sources.ts';
import { sampleDeployment, sampleProject } from '../fake-services.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** So many milliseconds before now. */
export function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

const stageNames: readonly StageName[] = ['source', 'build', 'image', 'deploy', 'route'];
const stageSeconds: Readonly<Record<StageName, number>> = { source: 2, build: 41, image: 3, deploy: 6, route: 1 };
const details: Readonly<Record<StageName, string>> = {
  source: 'main at 4f2a9c1, 312 files',
  build: '17 of 17 steps',
  image: '148 MB',
  deploy: 'ready after 2.1 s',
  route: 'http://127.0.0.1:32801',
};

interface StageOptions {
  readonly startedAt: number;
  /** Stages before it have succeeded. */
  readonly at?: StageName;
  readonly as?: Stage['status'];
  readonly detail?: string;
  readonly progress?: Stage['progress'];
}

/** The five stages, up to the named one; all succeeded without one. */
export function stages({ startedAt, at, as = 'running', detail, progress = null }: StageOptions): Stage[] {
  const stop = at === undefined ? stageNames.length : stageNames.indexOf(at);
  let clock = startedAt;
  return stageNames.map((name, index): Stage => {
    const begun = new Date(clock).toISOString();
    clock += stageSeconds[name] * SECOND;
    const ended = new Date(clock).toISOString();
    if (index < stop)
      return { name, status: 'succeeded', startedAt: begun, finishedAt: ended, detail: details[name], progress: null };
    if (index > stop)
      return { name, status: 'pending', startedAt: null, finishedAt: null, detail: null, progress: null };
    const finishedAt = as === 'running' ? null : ended;
    return { name, status: as, startedAt: begun, finishedAt, detail: detail ?? null, progress };
  });
}

const messages = [
  'Show the basket on every page',
  'Do not lose the session when the server restarts\n\nThe store was opened twice.',
  'Update dependencies',
  'Make the search forgive typing mistakes',
  'Answer with 404 for products that are gone',
  'Print the invoice number on the receipt, in the order of the accounting department’s list',
];
const authors = ['Ada Lovelace', 'Grace Hopper', 'Margaret Hamilton'];

interface DeploymentOptions extends Partial<Deployment> {
  readonly id: DeploymentId;
  readonly projectId: ProjectId;
  readonly minutesAgo: number;
}

export function makeDeployment({ id, projectId, minutesAgo, ...change }: DeploymentOptions): Deployment {
  const begun = Date.now() - minutesAgo * MINUTE;
  return {
    ...sampleDeployment(id),
    projectId,
    status: 'running',
    queuePosition: null,
    commitSha: ((id * 2_654_435_761) >>> 0).toString(16).padEnd(40, '7c0de'),
    commitMessage: messages[id % messages.length] ?? null,
    commitAuthor: authors[id % authors.length] ?? null,
    committedAt: new Date(begun - HOUR).toISOString(),
    image: `minipaas/project-${projectId}:${id}`,
    imageId: `sha256:${'ab'.repeat(32)}`,
    containerId: 'c0ffee'.repeat(10),
    stages: stages({ startedAt: begun }),
    canRollback: true,
    createdAt: new Date(begun - SECOND).toISOString(),
    startedAt: new Date(begun).toISOString(),
    finishedAt: new Date(begun + 53 * SECOND).toISOString(),
    ...change,
  };
}

export const buildFailure = {
  errorCode: 'BUILD_FAILED',
  errorMessage: 'The build failed in step "RUN npm run build" with exit code 1.',
  errorHint: 'The last lines of the build log show why.',
  explanation: {
    id: 'typescript-error',
    title: 'TypeScript found an error',
    cause: "In src/cart.ts, line 12: Type 'string' is not assignable to type 'number'.",
    fix: 'Correct it and push. “npx tsc --noEmit” finds the same on your machine; if it does not there, the lockfile or a file that is not committed differs.',
    log: 'build',
    lines: [
      { seq: 41, text: "src/cart.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'." },
      { seq: 42, text: "src/index.ts(3,20): error TS2307: Cannot find module './routes'." },
    ],
    step: null,
    docsAnchor: 'errors.md#typescript-error',
  },
} satisfies Partial<Deployment>;

/** What became of the history: mostly well, now and then not. */
export function historicStatus(index: number): DeploymentStatus {
  if (index % 7 === 3) return 'failed';
  if (index % 11 === 5) return 'cancelled';
  if (index % 13 === 6) return 'superseded';
  return 'stopped';
}

interface ProjectOptions extends Partial<Omit<Project, 'id'>> {
  readonly id: number;
  readonly name: string;
}

export function makeProject({ id, name, ...change }: ProjectOptions): Project {
  return {
    ...sampleProject(id, name),
    hostName: localHost.name,
    id: id as ProjectId,
    source: { kind: 'git', repoUrl: `https://github.com/acme/${name}.git`, branch: 'main', rootDirectory: '' },
    framework: 'Next.js',
    publishedPort: 32_800 + id,
    url: `http://127.0.0.1:${32_800 + id}`,
    urlNote: 'A name such as NAME.localhost comes with the ingress.',
    ...change,
  };
}

export const localHost: Host = {
  id: 1 as HostId,
  name: 'This machine',
  kind: 'local',
  ssh: null,
  endpoint: 'unix:///var/run/docker.sock',
  status: 'connected',
  error: null,
  engine: {
    version: '28.2.2',
    apiVersion: '1.50',
    hostName: 'workshop',
    operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    kernelVersion: '6.1.0-28-amd64',
    architecture: 'x86_64',
    cpus: 8,
    memoryBytes: 32 * 1024 ** 3,
    storageDriver: 'overlay2',
    dataFolder: '/var/lib/docker',
    cgroupVersion: '2',
    isRootless: false,
    isPodman: false,
    hasBuildKit: true,
  },
  projectCount: 8,
  runningCount: 5,
  connectedAt: ago(3 * HOUR),
};

export const sshHost: Host = {
  ...localHost,
  id: 2 as HostId,
  name: 'Production',
  kind: 'ssh',
  ssh: {
    address: 'prod.acme.example',
    port: 2222,
    user: 'deploy',
    jump: 'gate.acme.example',
    auth: 'key',
    privateKeyPath: '~/.ssh/id_ed25519',
  },
  endpoint: 'ssh://deploy@prod.acme.example:2222',
  projectCount: 2,
  runningCount: 2,
  connectedAt: ago(26 * HOUR),
};

export const unreachableHost: Host = {
  ...localHost,
  status: 'unreachable',
  engine: null,
  connectedAt: null,
  error: {
    code: 'DOCKER_PERMISSION_DENIED',
    message: 'This user may not use the Docker engine at unix:///var/run/docker.sock.',
    hint: 'Add the user to the group "docker" (sudo usermod -aG docker "$USER") and log in again.',
  },
};

export function makeVariable(id: number, projectId: ProjectId, key: string, change: Partial<EnvVar> = {}): EnvVar {
  return {
    id: id as EnvVarId,
    projectId,
    key,
    value: 'value',
    isSecret: false,
    scope: change.isSecret === true ? 'run' : 'both',
    delivery: 'variable',
    signal: null,
    shared: null,
    hasFormer: false,
    rotatedAt: null,
    isPending: false,
    updatedAt: ago(id * HOUR),
    ...change,
  };
}

export const detection: Detection = {
  kind: 'node',
  framework: 'Next.js',
  packageManager: 'pnpm',
  runtimeVersion: '24',
  installCommand: 'pnpm install --frozen-lockfile',
  buildCommand: 'pnpm run build',
  startCommand: 'node_modules/.bin/next start',
  port: 3000,
  portReason: 'the default of Next.js',
  dockerfile: [
    '# Made by miniPaaS',
    'FROM node:24-slim AS build',
    'WORKDIR /app',
    'COPY package.json pnpm-lock.yaml ./',
    'RUN corepack enable && pnpm install --frozen-lockfile',
    'COPY . .',
    'RUN pnpm run build',
    '',
    'FROM node:24-slim',
    'WORKDIR /app',
    'ENV NODE_ENV=production PORT=3000',
    'COPY --from=build --chown=node:node /app ./',
    'USER node',
    'EXPOSE 3000',
    'CMD ["node_modules/.bin/next", "start"]',
    '',
  ].join('\n'),
  isDockerfileGenerated: true,
  notes: ['No test is run during the build.', 'The engines field asks for Node 24, so that is what is used.'],
  suggestions: [
    { key: 'DATABASE_URL', file: 'src/db.ts', line: 4, exampleValue: 'postgres://localhost/shop', looksSecret: true },
    { key: 'STRIPE_SECRET_KEY', file: 'src/payments/stripe.ts', line: 12, exampleValue: null, looksSecret: true },
    { key: 'SHOP_NAME', file: '.env.example', line: 1, exampleValue: 'My shop', looksSecret: false },
  ],
};

/** Forty of them: more than one page. */
export function makeRepositories(): Repository[] {
  return Array.from({ length: 40 }, (_, index) => ({
    fullName: `acme/service-${index + 1}`,
    description: index % 2 === 0 ? 'Sells things' : null,
    cloneUrl: `https://github.com/acme/service-${index + 1}.git`,
    defaultBranch: index === 32 ? 'trunk' : 'main',
    isPrivate: index % 3 === 0,
    language: 'TypeScript',
    pushedAt: ago(index * HOUR),
  }));
}
