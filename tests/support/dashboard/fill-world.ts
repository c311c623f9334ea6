// Eight projects, each in another state, as the dashboard's tests and pictures show them.
import type { Deployment } from '../../../src/contract/deployments.ts';
import type { DeploymentId, ProjectId } from '../../../src/contract/ids.ts';
import type { Project } from '../../../src/contract/projects.ts';
import { buildFailure, makeDeployment, makeProject, makeVariable, stages } from './data.ts';
import { fillErrors } from './error-world.ts';
import { createLogReader } from './log-lines.ts';
import type { World } from './world.ts';

export function fillWorld(world: World): void {
  const names = ['shop', 'blog', 'docs', 'invoice-service', 'search', 'landing-page', 'image-proxy', 'old-forum'];
  names.forEach((name, index) => world.put(makeProject({ id: index + 1, name })));
  const project = (id: number) => id as ProjectId;
  const deployment = (id: number) => id as DeploymentId;
  const push = (...made: Deployment[]) => world.deployments.push(...made);
  const now = Date.now();

  push(
    makeDeployment({
      id: deployment(52),
      projectId: project(1),
      minutesAgo: 0.4,
      status: 'building',
      trigger: 'push',
      stages: stages({
        startedAt: now - 24_000,
        at: 'build',
        detail: '9 of 17 steps: RUN pnpm run build',
        progress: { done: 9, total: 17 },
      }),
      finishedAt: null,
      containerId: null,
    }),
    makeDeployment({ id: deployment(41), projectId: project(1), minutesAgo: 190, isCurrent: true }),
    makeDeployment({ id: deployment(51), projectId: project(2), minutesAgo: 12, isCurrent: true, trigger: 'push' }),
    makeDeployment({
      id: deployment(50),
      projectId: project(3),
      minutesAgo: 31,
      status: 'failed',
      ...buildFailure,
      stages: stages({
        startedAt: now - 31 * 60_000,
        at: 'build',
        as: 'failed',
        detail: 'RUN npm run build, exit code 1',
      }),
      canRollback: false,
      containerId: null,
    }),
    makeDeployment({ id: deployment(44), projectId: project(3), minutesAgo: 3_000, isCurrent: true }),
    makeDeployment({
      id: deployment(53),
      projectId: project(4),
      minutesAgo: 0.1,
      status: 'queued',
      queuePosition: 1,
      estimatedStartAt: new Date(now + 40_000).toISOString(),
      stages: stages({ startedAt: now, at: 'source', as: 'pending' }),
      startedAt: null,
      finishedAt: null,
      containerId: null,
    }),
    makeDeployment({
      id: deployment(30),
      projectId: project(5),
      minutesAgo: 9_000,
      isCurrent: true,
      status: 'stopped',
    }),
    makeDeployment({
      id: deployment(49),
      projectId: project(6),
      minutesAgo: 50,
      status: 'failed',
      errorCode: 'PORT_NOT_LISTENING',
      errorMessage: 'Nothing answered on port 3000 within 60 s.',
      errorHint: 'The application listens on 8080: set that port in the project’s settings.',
      explanation: {
        id: 'port-mismatch',
        title: 'The application listens on port 8080, not on the one that is asked',
        cause: 'Port 3000 was asked, and the application does not honour the variable PORT.',
        fix: 'Set the port to 8080, or let the application listen on the port in the variable PORT.',
        log: 'runtime',
        lines: [],
        step: { type: 'setPort', port: 8080 },
        docsAnchor: 'errors.md#port-mismatch',
      },
      stages: stages({ startedAt: now - 50 * 60_000, at: 'deploy', as: 'failed', detail: 'port 3000 is silent' }),
    }),
    makeDeployment({
      id: deployment(20),
      projectId: project(7),
      minutesAgo: 20_000,
      isCurrent: true,
      commitSha: null,
      commitMessage: null,
      commitAuthor: null,
      branch: null,
    }),
  );
  const change = (id: number, part: Partial<Project>) => {
    const old = world.projects.get(project(id));
    if (old !== undefined) world.put({ ...old, ...part });
  };
  const limits = {
    memoryLimitMb: 512,
    cpuLimitMillicores: 1000,
    pidsLimit: 4096,
    restartPolicy: 'unless-stopped' as const,
    restartMaxRetries: null,
  };
  for (const id of [1, 2, 3, 5, 7]) {
    const old = world.projects.get(project(id));
    if (old !== undefined) change(id, { settings: { ...old.settings, ...limits }, runningLimits: limits });
  }
  change(4, { url: null, runState: 'none', publishedPort: null });
  change(5, { runState: 'stopped' });
  change(6, { url: null, runState: 'none', publishedPort: null });
  change(7, {
    source: { kind: 'image', reference: 'ghcr.io/acme/image-proxy:2.4' },
    kind: 'image',
    framework: null,
    hasPendingChanges: true,
  });
  change(8, { url: null, runState: 'none', publishedPort: null, urlNote: null });

  world.variables.push(
    makeVariable(1, project(1), 'DATABASE_URL', { value: null, isSecret: true }),
    makeVariable(2, project(1), 'SHOP_NAME', { value: 'My shop', isPending: true }),
    makeVariable(3, project(1), 'STRIPE_SECRET_KEY', { value: null, isSecret: true }),
    makeVariable(4, project(1), 'CERTIFICATE', {
      value: '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUX\nQm9iJ3MgY2VydGlmaWNhdGU\n-----END CERTIFICATE-----',
    }),
    makeVariable(5, project(1), 'FEATURE_FLAGS', {
      value: 'basket,search,invoices,receipts,discounts,gift-cards,wish-lists,reviews,ratings',
    }),
  );
  fillErrors(world.errors);
  world.logs.set('52:build', createLogReader({ first: 1, last: 180, isComplete: false }));
  world.logs.set('50:build', createLogReader({ first: 1, last: 131, isComplete: true }));
  world.logs.set('41:runtime', createLogReader({ first: 1, last: 1_000_000, isComplete: false }));
}
