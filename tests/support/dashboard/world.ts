// A whole installation in memory behind the real contract: what the dashboard's own tests and screenshots look at.
import { AppError } from '../../../src/contract/app-error.ts';
import type { Deployment } from '../../../src/contract/deployments.ts';
import type { EnvRotation, EnvVar } from '../../../src/contract/environment.ts';
import type { PruneItemView } from '../../../src/contract/host-upkeep.ts';
import type { Host } from '../../../src/contract/hosts.ts';
import type { DeploymentId, EnvVarId, HostId, ProjectId } from '../../../src/contract/ids.ts';
import type { Project } from '../../../src/contract/projects.ts';
import { fakeServices } from '../fake-services.ts';
import {
  ago,
  detection,
  localHost,
  makeDeployment,
  makeProject,
  makeRepositories,
  makeVariable,
  stages,
} from './data.ts';
import { secretsWorld } from './secrets-world.ts';
import { environmentTexts } from './environment-world.ts';
import { hostChanges } from './host-changes.ts';
import { prunable } from './host-data.ts';
import { type BackupWorld, createBackupWorld } from './backup-world.ts';
import { cacheServices } from './cache-world.ts';
import { createDiagnosticsWorld, type DiagnosticsWorld } from './diagnostics-world.ts';
import { removalPlan } from './removal-plan.ts';
import { createQueueWorld } from './queue-world.ts';
import { createUpkeepState, type UpkeepState, upkeepServices } from './upkeep-world.ts';
import { createIngressState, ingressServices, type IngressWorld } from './ingress-world.ts';
import { withSettings } from './limits-world.ts';
import { createWaysIn, type WaysIn } from './ways-in.ts';
import { createErrorState, errorServices, type ErrorWorld } from './error-world.ts';
import { createLogReader, type LogReader, readSome } from './log-lines.ts';
import { searchLogs } from './log-search.ts';
import { metricsWorld } from './metrics-world.ts';
import { originsOf } from './origins-world.ts';

export interface World {
  readonly fake: ReturnType<typeof fakeServices>;
  readonly projects: Map<ProjectId, Project>;
  /** Newest first. */
  readonly deployments: Deployment[];
  readonly variables: EnvVar[];
  hosts: Host[];
  /** What a clean-up may take; of these, what turns out to be used. */
  prunable: PruneItemView[];
  readonly inUse: Set<string>;
  readonly pausedHosts: Map<HostId, string>;
  readonly upkeep: UpkeepState;
  readonly ingress: IngressWorld;
  readonly backups: BackupWorld;
  readonly diagnostics: DiagnosticsWorld;
  readonly errors: ErrorWorld;
  isGithubConnected: boolean;
  /** Errors that the named call answers with next: `projects.list`. */
  readonly failures: Map<string, AppError>;
  readonly logs: Map<string, LogReader>;
  readonly waysIn: WaysIn;
  /** Changes a deployment and tells the dashboard. */
  move(id: number, change: Partial<Deployment>): void;
  put(project: Project): void;
}

const missing = (what: string) => new AppError('NOT_FOUND', { what });

export function createWorld(): World {
  const projects = new Map<ProjectId, Project>();
  const deployments: Deployment[] = [];
  const variables: EnvVar[] = [];
  const failures = new Map<string, AppError>();
  const logs = new Map<string, LogReader>();

  const projectOf = (id: ProjectId): Project => {
    const project = projects.get(id);
    if (project === undefined) throw missing(`project ${id}`);
    const own = deployments.filter(({ projectId }) => projectId === id);
    return { ...project, latest: own[0] ?? null, current: own.find(({ isCurrent }) => isCurrent) ?? null };
  };
  const deploymentOf = (id: DeploymentId): Deployment => {
    const found = deployments.find((deployment) => deployment.id === id);
    if (found === undefined) throw missing(`deployment ${id}`);
    return found;
  };
  const add = (projectId: ProjectId, change: Partial<Deployment> = {}): Deployment => {
    const id = (Math.max(0, ...deployments.map((other) => other.id)) + 1) as DeploymentId;
    const made = makeDeployment({
      id,
      projectId,
      minutesAgo: 0,
      status: 'queued',
      queuePosition: 1,
      stages: stages({ startedAt: Date.now(), at: 'source', as: 'pending' }),
      startedAt: null,
      finishedAt: null,
      containerId: null,
      canRollback: false,
      ...change,
    });
    deployments.unshift(made);
    publishDeployment(made);
    return made;
  };
  const publishDeployment = (deployment: Deployment) => {
    fake.hub.publish({ type: 'deployment', deployment });
    fake.hub.publish({ type: 'project', projectId: deployment.projectId });
    fake.hub.publish({ type: 'queue' });
  };
  const variableOf = (id: EnvVarId): EnvVar => {
    const found = variables.find((variable) => variable.id === id);
    if (found === undefined) throw missing(`variable ${id}`);
    return found;
  };
  const check = (call: string) => {
    const failure = failures.get(call);
    if (failure !== undefined) throw failure;
  };
  const pausedHosts = new Map<HostId, string>();
  const upkeep = createUpkeepState();
  const ingress = createIngressState();
  const errors = createErrorState();
  const queueWorld = createQueueWorld({
    projects,
    deployments,
    pausedHosts,
    changed: () => fake.hub.publish({ type: 'queue' }),
  });

  const { services: backupServices, ...backups } = createBackupWorld({
    volumeOf(id) {
      const volume = fake.storage.store.get(id);
      if (volume === null) throw missing(`volume ${id}`);
      return volume;
    },
    createVolume: (input) => fake.storage.services.volumes.create(input),
    projectName: (id) => projectOf(id).name,
    changed: () => fake.hub.publish({ type: 'backups' }),
    check,
  });

  const diagnostics = createDiagnosticsWorld(check);
  const { services: ways, ...waysIn } = createWaysIn(() => world, check);
  const fake = fakeServices({
    ...ways,
    ...backupServices,
    diagnostics: diagnostics.services,
    deployments: {
      list({ id, limit, cursor }) {
        check('deployments.list');
        const own = deployments.filter(({ projectId }) => projectId === id);
        const start = cursor === undefined ? 0 : Number(cursor);
        const end = start + limit;
        return { items: own.slice(start, end), nextCursor: end < own.length ? String(end) : null };
      },
      create({ id }) {
        check('deployments.create');
        return add(projectOf(id).id);
      },
      get: ({ id }) => deploymentOf(id),
      origins: ({ id }) => originsOf(deploymentOf(id)),
      cancel({ id }) {
        check('deployments.cancel');
        world.move(id, { status: 'cancelled', queuePosition: null, finishedAt: ago(0) });
        return deploymentOf(id);
      },
      retry: ({ id }) => add(deploymentOf(id).projectId),
      rollback({ id }) {
        check('deployments.rollback');
        return add(deploymentOf(id).projectId, { trigger: 'rollback', rollbackOf: id });
      },
      ...queueWorld,
    },
    projects: {
      list() {
        check('projects.list');
        return [...projects.keys()].map(projectOf);
      },
      get: ({ id }) => projectOf(id),
      create(input) {
        check('projects.create');
        const id = (Math.max(0, ...projects.keys()) + 1) as ProjectId;
        world.put(makeProject({ id, name: input.name ?? 'shop', url: null, runState: 'none', publishedPort: null }));
        return projectOf(id);
      },
      update({ id, name, ...input }) {
        check('projects.update');
        const project = projectOf(id);
        const settings = Object.fromEntries(Object.entries(input).filter(([key]) => key in project.settings));
        world.put({ ...withSettings(project, settings), name: name ?? project.name });
        return projectOf(id);
      },
      removalPlan: ({ id }) => removalPlan(projectOf(id)),
      remove({ id }) {
        check('projects.remove');
        const plan = removalPlan(projectOf(id));
        projects.delete(id);
        fake.hub.publish({ type: 'projectRemoved', projectId: id });
        return plan;
      },
      move({ id, hostId }) {
        check('projects.move');
        const project = projectOf(id);
        add(id, { trigger: 'settings', hostId, movesFrom: project.hostId });
        return projectOf(id);
      },
      stop: ({ id }) => run(id, 'stopped'),
      start: ({ id }) => run(id, 'running'),
      restart: ({ id }) => run(id, 'running'),
    },
    ...secretsWorld({ check, projects: () => [...projects.keys()].map(projectOf), variables }),
    environment: {
      list: ({ id }) => variables.filter(({ projectId }) => projectId === id),
      setOptions({ id, scope, delivery, signal }) {
        check('environment.setOptions');
        const variable = variableOf(id);
        const changed = {
          ...variable,
          scope: scope ?? variable.scope,
          delivery: delivery ?? variable.delivery,
          signal: signal === undefined ? variable.signal : signal,
          isPending: true,
        };
        variables.splice(variables.indexOf(variable), 1, changed);
        return changed;
      },
      rotate({ id }) {
        check('environment.rotate');
        return rotated(id);
      },
      restoreFormer({ id }) {
        check('environment.restoreFormer');
        return rotated(id);
      },
      apply({ id }) {
        check('environment.apply');
        return rotated(id);
      },
      set({ id, key, value, isSecret, scope, delivery = 'variable', signal = null }) {
        check('environment.set');
        const old = variables.findIndex((variable) => variable.projectId === id && variable.key === key);
        const made = makeVariable(variables.length + 100, id, key, {
          value: isSecret ? null : value,
          isSecret,
          ...(scope === undefined ? {} : { scope }),
          delivery,
          signal,
          isPending: true,
          updatedAt: ago(0),
        });
        if (old === -1) variables.push(made);
        else variables[old] = made;
        world.put({ ...projectOf(id), hasPendingChanges: true });
        return made;
      },
      remove({ id }) {
        const variable = variableOf(id);
        variables.splice(variables.indexOf(variable), 1);
        return { key: variable.key };
      },
      reveal({ id }) {
        check('environment.reveal');
        variableOf(id);
        return { value: 'sk_live_51Hx0' };
      },
      ...environmentTexts({
        variables,
        check,
        put: (id, key, value, isSecret) => {
          const old = variables.findIndex((variable) => variable.projectId === id && variable.key === key);
          const made = makeVariable(variables.length + 100, id, key, {
            value: isSecret ? null : value,
            isSecret,
            isPending: true,
            updatedAt: ago(0),
          });
          if (old === -1) variables.push(made);
          else variables[old] = made;
          world.put({ ...projectOf(id), hasPendingChanges: true });
        },
        remove: (id, key) => {
          const at = variables.findIndex((variable) => variable.projectId === id && variable.key === key);
          if (at !== -1) variables.splice(at, 1);
        },
      }),
      previewImport: ({ text }) => previewOf(text),
      import: ({ text }) => previewOf(text),
      suggestions: () => detection.suggestions,
    },
    hosts: {
      list: () => world.hosts,
      ...hostChanges(() => world),
      reconnect: ({ id }) => world.hosts.find((host) => host.id === id) ?? localHost,
    },
    errorGroups: errorServices(errors, check, (event) => fake.hub.publish(event)),
    ...ingressServices(ingress, check, (event) => fake.hub.publish(event)),
    ...cacheServices(),
    ...upkeepServices(
      () => upkeep,
      (event) => fake.hub.publish(event),
      check,
    ),
    metrics: metricsWorld(() => world),
    logs: {
      async read({ id, kind, after, maxBytes, waitMs, ...filter }, { signal }) {
        check('logs.read');
        const reader = logs.get(`${id}:${kind}`) ?? createLogReader({ first: 1, last: 0, isComplete: true });
        return readSome(reader, { after, maxBytes, waitMs }, filter, signal);
      },
      search(input) {
        check('logs.search');
        return searchLogs(logs, input, (id) => deployments.find((each) => each.id === id)?.projectId);
      },
    },
    identity: {
      session: (_input, { userId, shell }) => ({
        user: { id: userId, login: 'owner', name: null, avatarUrl: null, isGithub: world.isGithubConnected },
        shell,
        version: '0.1.0',
        isGithubConfigured: true,
        isGithubConnected: world.isGithubConnected,
      }),
      repositories: ({ query, page }) => ({
        items: makeRepositories()
          .filter(({ fullName }) => fullName.includes(query))
          .slice((page - 1) * 30, page * 30),
        hasMore: page * 30 < makeRepositories().filter(({ fullName }) => fullName.includes(query)).length,
      }),
    },
    sources: {
      detect() {
        check('sources.detect');
        return { suggestedName: 'shop', branch: 'main', detection };
      },
      branches: () => ({ defaultBranch: 'main', branches: ['main', 'develop', 'release/2'] }),
    },
  });

  const rotated = (id: EnvVarId): EnvRotation => {
    const old = variableOf(id);
    const variable = { ...old, hasFormer: true, rotatedAt: ago(0), updatedAt: ago(0), isPending: false };
    variables.splice(variables.indexOf(old), 1, variable);
    if (old.delivery === 'file') {
      return { variable, applied: { how: 'updated', isRunning: true, signal: old.signal } };
    }
    const { id: deploymentId } = add(old.projectId, {
      trigger: 'environment',
      imageOf: projectOf(old.projectId).current?.id ?? null,
    });
    return { variable, applied: { how: 'rolled', deploymentId } };
  };
  const run = (id: ProjectId, runState: Project['runState']): Project => {
    world.put({ ...projectOf(id), runState });
    return projectOf(id);
  };
  const world: World = {
    fake,
    projects,
    deployments,
    variables,
    hosts: [localHost],
    prunable: [...prunable],
    inUse: new Set(),
    pausedHosts,
    upkeep,
    ingress,
    errors,
    backups,
    diagnostics: diagnostics.world,
    isGithubConnected: false,
    failures,
    logs,
    waysIn,
    move(id, change) {
      const at = deployments.findIndex((deployment) => deployment.id === id);
      const old = deployments[at];
      if (old === undefined) throw missing(`deployment ${id}`);
      const moved = { ...old, ...change };
      deployments[at] = moved;
      publishDeployment(moved);
    },
    put(project) {
      projects.set(project.id, project);
      fake.hub.publish({ type: 'project', projectId: project.id });
    },
  };
  return world;
}

function previewOf(text: string) {
  return text
    .split('\n')
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content !== '' && !content.startsWith('#'))
    .map(({ content, line }) => {
      const [key = ''] = content.split('=');
      const isValid = /^[A-Za-z_]\w*$/.test(key) && content.includes('=');
      return {
        key,
        change: isValid ? ('added' as const) : ('invalid' as const),
        isSecret: /SECRET|TOKEN|KEY/.test(key),
        reason: isValid ? null : 'there is no = after a name',
        line,
      };
    });
}
