// Node.js: one stage when there is nothing to install or build, else packages and build in a stage of their own.
import type { DeclaredSteps } from '../found-project.ts';
import type { NodeApplication } from '../node-application.ts';
import type { NodeManager } from '../node-manager.ts';
import {
  buildSteps,
  dockerfile,
  environment,
  heading,
  json,
  type Line,
  runWithSecrets,
  secretsArgument,
  USER,
} from './layout.ts';
import { staticRuntime } from './static-runtime.ts';

export interface NodePlan {
  readonly application: NodeApplication;
  readonly manager: NodeManager;
  readonly nodeImage: string;
  readonly staticImage: string;
  readonly port: number;
  readonly hasPackages: boolean;
  /** The installation reads more than the manifests: workspaces, local packages, scripts that run after it. */
  readonly needsSourceToInstall: boolean;
  /** Further files and directories the installation reads. */
  readonly installFiles: readonly string[];
  /** Commands between the installation and the build script. */
  readonly beforeBuild: readonly string[];
  readonly installEnvironment: Readonly<Record<string, string>>;
  /** The step of minipaas.json, and what it gets as arguments beside what is compiled in. */
  readonly declared: DeclaredSteps;
  readonly buildVariables: readonly string[];
  /** Secrets of the build. */
  readonly secrets: readonly string[];
}

export function nodeDockerfile(plan: NodePlan): string {
  const { application } = plan;
  const title = heading(`${application.framework}${plan.hasPackages ? ` with ${plan.manager.name}` : ''}`);
  if (application.type === 'static') {
    return dockerfile(
      title,
      buildStage(plan, false),
      '',
      '# The result is served as files; Node.js is not part of it.',
      staticRuntime({
        image: plan.staticImage,
        stage: 'build',
        directory: `/app/${application.outputDirectory}`,
        isSinglePage: application.isSinglePage,
        port: plan.port,
        isWholeSource: false,
      }),
    );
  }
  const needsBuildStage = plan.hasPackages || application.buildScript !== null || plan.declared.command !== null;
  return dockerfile(
    title,
    needsBuildStage && [buildStage(plan, canPrune(plan)), ''],
    `FROM ${plan.nodeImage}`,
    runtime(plan, application, needsBuildStage),
  );
}

function canPrune({ application, manager, hasPackages }: NodePlan): boolean {
  return (
    hasPackages &&
    application.type === 'server' &&
    application.standalone === null &&
    !application.start.needsDevPackages &&
    manager.prune !== null
  );
}

function buildStage(plan: NodePlan, prune: boolean): Line {
  const { application, manager, hasPackages, secrets, declared } = plan;
  const run = (command: string): Line => runWithSecrets(command, secrets);
  const standalone = application.type === 'server' ? application.standalone : null;
  const directories = manager.files.concat(plan.installFiles).filter((file) => file.endsWith('/'));
  const files = [
    'package.json',
    ...(manager.lockfile === null ? [] : [manager.lockfile]),
    ...manager.files,
    ...plan.installFiles,
  ].filter((file) => !file.endsWith('/'));
  return [
    `FROM ${plan.nodeImage} AS build`,
    'WORKDIR /app',
    environment({ ...plan.installEnvironment, ...(manager.isPlugAndPlay && { YARN_ENABLE_GLOBAL_CACHE: 'false' }) }),
    hasPackages && manager.setup !== null && `RUN ${manager.setup}`,
    secretsArgument(secrets),
    hasPackages &&
      (plan.needsSourceToInstall
        ? [
            '# The installation reads the source: workspaces, local packages or scripts of its own.',
            'COPY . .',
            run(manager.install),
          ]
        : [
            '# First the files that name the packages: until they change, the installed packages come from the cache.',
            `COPY ${files.join(' ')} ./`,
            ...directories.map((directory) => `COPY ${directory} ./${directory}`),
            run(manager.install),
            'COPY . .',
          ]),
    !hasPackages && 'COPY . .',
    ...plan.beforeBuild.map(run),
    buildSteps(
      { command: declared.command, args: [...new Set([...plan.buildVariables, ...declared.args])] },
      application.buildScript === null ? [] : [manager.run(application.buildScript)],
      secrets,
    ),
    (standalone?.prepare ?? []).map((command) => `RUN ${command}`),
    prune && ['# What only the build needed stays behind.', run(manager.prune ?? '')],
  ];
}

function runtime(
  plan: NodePlan,
  application: Extract<NodeApplication, { type: 'server' }>,
  hasBuildStage: boolean,
): Line {
  const { manager, port } = plan;
  const { start } = application;
  const from = application.standalone === null ? '/app' : `/app/${application.standalone.directory}`;
  const usesProgram = !['node', 'npm', 'sh', 'bun'].includes(start.args[0] ?? '');
  const needsManager = manager.setup !== null && (manager.isPlugAndPlay || start.args[0] === 'bun');
  const args = manager.isPlugAndPlay
    ? ['yarn', ...(start.args[0] === 'node' ? [] : ['exec']), ...start.args]
    : start.args;
  return [
    needsManager && `RUN ${manager.setup}`,
    'WORKDIR /app',
    '# The program may write below its own directory, and is not root.',
    `RUN chown ${USER} /app`,
    hasBuildStage ? `COPY --from=build --chown=${USER} ${from} ./` : `COPY --chown=${USER} . ./`,
    environment({
      NODE_ENV: 'production',
      HOME: '/tmp',
      ...application.environment,
      ...start.environment,
      PORT: String(port),
    }),
    usesProgram && !manager.isPlugAndPlay && 'ENV PATH=/app/node_modules/.bin:$PATH',
    `USER ${USER}`,
    `EXPOSE ${port}`,
    `CMD ${json(args)}`,
  ];
}
