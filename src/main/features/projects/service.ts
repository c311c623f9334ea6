// Projects: what they are made of, and their coming and going. How they are built and run is the deployments feature's.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type {
  CreateProjectInput,
  Project,
  ProjectPage,
  RemovalPlan,
  UpdateProjectInput,
} from '../../../contract/projects.ts';
import type { GitCredential } from '../../../contract/sources.ts';
import { changeSource } from './change-source.ts';
import { checkName, checkSubdomain, firstFree, slugify } from './names.ts';
import type {
  CredentialStore,
  ProjectDefaults,
  ProjectDeployments,
  ProjectHosts,
  ProjectPatch,
  ProjectRoutes,
  ProjectRow,
  ProjectSources,
  ProjectStore,
  ProjectVariables,
  ProjectVolumes,
} from './ports.ts';
import { changeSettings, initialSettings, kindsOfChange } from './settings.ts';
import { isSameServer } from './same-server.ts';
import { projectView } from './view.ts';

export interface ProjectsDeps {
  readonly store: ProjectStore;
  readonly credentials: CredentialStore;
  readonly deployments: ProjectDeployments;
  readonly sources: ProjectSources;
  readonly variables: ProjectVariables;
  readonly volumes: ProjectVolumes;
  readonly hosts: ProjectHosts;
  readonly routes: ProjectRoutes;
  readonly defaults: () => ProjectDefaults;
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
}

interface ById {
  readonly id: ProjectId;
}

export function createProjects(deps: ProjectsDeps) {
  const { store, credentials, deployments, sources, variables, volumes, hosts, routes, publish, now } = deps;
  const view = (row: ProjectRow): Project => projectView(row, { deployments, hosts, routes });

  function existing(id: ProjectId): ProjectRow {
    const row = store.get(id);
    if (row === null || row.removalRequestedAt !== null) {
      throw new AppError('NOT_FOUND', { what: `project ${id}` });
    }
    return row;
  }

  function checkHost(hostId: HostId): void {
    if (!hosts.exists(hostId)) {
      throw new AppError('NOT_FOUND', { what: `host ${hostId}` }, { field: 'hostId' });
    }
  }

  async function create(input: CreateProjectInput, caller: Pick<Caller, 'userId'>): Promise<Project> {
    const { source, credential } = sources.parse(input);
    const hostId = input.hostId ?? hosts.defaultId();
    checkHost(hostId);
    // A name that was chosen must be free; one that we made up gets a number.
    const taken = new Set(store.list().map((row) => row.name.toLowerCase()));
    const name =
      input.name === undefined
        ? firstFree(slugify(sources.suggestName(source)), (candidate) => taken.has(candidate.toLowerCase()))
        : checkName(input.name);
    const slug = firstFree(slugify(name), (candidate) => store.isSlugTaken(candidate));
    const row = store.insert(
      {
        name,
        slug,
        subdomain: slug,
        source,
        kind: source.kind === 'image' ? 'image' : null,
        framework: null,
        hostId,
        settings: initialSettings(deps.defaults(), input),
        hasCredential: credential !== null,
        createdBy: caller.userId,
      },
      now(),
    );
    try {
      if (credential !== null) {
        await credentials.put(row.id, credential);
      }
      if (input.variables !== undefined && input.variables.length > 0) {
        await variables.put(row.id, input.variables, caller.userId);
      }
    } catch (error) {
      // Half a project would come up as one that cannot be deployed: take it back.
      store.remove(row.id);
      await forgetCredential(row.id, credential);
      throw error;
    }
    // Its name is routed while it is built: then its first release only has to be led to.
    routes.changed(hostId);
    publish({ type: 'project', projectId: row.id });
    return view(store.get(row.id) ?? row);
  }

  async function forgetCredential(id: ProjectId, credential: GitCredential | null): Promise<void> {
    if (credential !== null) {
      // The error that brought us here is the one to show; a keychain that just refused to store has nothing to remove.
      await credentials.remove(id).catch(() => undefined);
    }
  }

  async function update(input: UpdateProjectInput): Promise<Project> {
    const row = existing(input.id);
    const source = changeSource(row.source, input, sources.parse);
    const settings = changeSettings(row.settings, input);
    const kinds = kindsOfChange(row.settings, settings ?? row.settings);
    // A token in the address that was pasted is a credential as well; one that is named wins.
    const named = input.credential === undefined ? (source?.credential ?? undefined) : input.credential;
    // What one server was trusted with is not shown to another.
    const isForgotten =
      named === undefined && row.hasCredential && source !== null && !isSameServer(row.source, source.source);
    const credential = isForgotten ? null : named;
    if (credential !== undefined && row.source.kind !== 'git') {
      const problem = 'only a Git repository has credentials';
      throw new AppError('VALIDATION_FAILED', { field: 'credential', problem }, { field: 'credential' });
    }
    const patch: ProjectPatch = {
      ...(input.name === undefined ? {} : { name: checkName(input.name) }),
      ...(input.subdomain === undefined ? {} : { subdomain: checkSubdomain(input.subdomain) }),
      ...(source === null ? {} : { source: source.source }),
      ...(settings === null ? {} : { settings }),
      ...(source === null && !kinds.hasOthers ? {} : { changedAt: now() }),
      ...(credential === undefined ? {} : { hasCredential: credential !== null }),
    };
    // The row first: a name that is taken is refused before the keychain has changed.
    const changed = store.update(row.id, patch, now());
    if (changed === null) {
      throw new AppError('NOT_FOUND', { what: `project ${row.id}` });
    }
    try {
      if (kinds.hasLimits) {
        await deployments.applyLimits(row.id, changed.settings);
      }
      if (credential !== undefined) {
        await (credential === null ? credentials.remove(row.id) : credentials.put(row.id, credential));
      }
    } catch (error) {
      await takeBack(row, kinds.hasLimits);
      throw error;
    }
    if (input.subdomain !== undefined) {
      routes.changed(row.hostId);
    }
    publish({ type: 'project', projectId: row.id });
    return view(existing(row.id));
  }

  /** All of a change or nothing: as the row was before. */
  async function takeBack(row: ProjectRow, areLimitsChanged: boolean): Promise<void> {
    const { name, subdomain, source, settings, hasCredential, changedAt } = row;
    store.update(row.id, { name, subdomain, source, settings, hasCredential, changedAt }, now());
    if (areLimitsChanged) {
      // The error that brought us here is the one to show; what runs with other limits than are set says so on its page.
      await deployments.applyLimits(row.id, settings).catch(() => undefined);
    }
  }

  async function planRemoval(row: ProjectRow): Promise<RemovalPlan> {
    const objects = await deployments.listObjects(row.id).catch((error: unknown) => {
      if (error instanceof AppError) {
        return null;
      }
      throw error;
    });
    return {
      project: { id: row.id, name: row.name },
      containers: [...(objects?.containers ?? [])],
      images: [...(objects?.images ?? [])],
      volumes: [...volumes.ofProject(row.id)],
      deploymentCount: deployments.countOf(row.id),
      variableCount: variables.countOf(row.id),
      logBytes: objects?.logBytes ?? 0,
      engineUnreachable: objects === null,
    };
  }

  /** A locked keychain would keep its entry: said before anything is removed, not after everything else is gone. */
  async function checkKeychain(id: ProjectId): Promise<void> {
    await credentials.get(id).catch((error: unknown) => {
      // What is damaged can be removed all the same.
      if (!isAppError(error) || error.code !== 'SECRET_UNREADABLE') {
        throw error;
      }
    });
  }

  /** The row is marked first: a crash in the middle leaves a project whose removal goes on at the next start. */
  async function remove(row: ProjectRow, force: boolean, isLeftOnHost = false): Promise<RemovalPlan> {
    const plan = await planRemoval(row);
    if (!isLeftOnHost) {
      // What goes on after a crash removes everything: one that was to be left is asked about anew instead.
      store.update(row.id, { removalRequestedAt: now() }, now());
    }
    try {
      if (row.hasCredential && !force) {
        await checkKeychain(row.id);
      }
      await deployments.removeAll(row.id, { force, isLeftOnHost });
      await volumes.removeOfProject(row.id, { force, isLeftOnHost });
      if (row.hasCredential) {
        await credentials.remove(row.id).catch((error: unknown) => {
          if (!force) {
            throw error;
          }
        });
      }
    } catch (error) {
      store.update(row.id, { removalRequestedAt: null }, now());
      publish({ type: 'project', projectId: row.id });
      throw error;
    }
    store.remove(row.id);
    routes.changed(row.hostId);
    publish({ type: 'projectRemoved', projectId: row.id });
    return plan;
  }

  async function acted({ id }: ById, act: (id: ProjectId) => Promise<void>): Promise<Project> {
    const row = existing(id);
    await act(row.id);
    publish({ type: 'project', projectId: row.id });
    return view(existing(row.id));
  }

  return {
    list: ({ limit, after, search }: ProjectPage = {}): Project[] =>
      store.listPage({ limit: limit ?? Number.MAX_SAFE_INTEGER, after: after ?? null, search: search ?? '' }).map(view),
    get: ({ id }: ById): Project => view(existing(id)),
    create,
    update,
    removalPlan: ({ id }: ById): Promise<RemovalPlan> => planRemoval(existing(id)),
    remove: ({ id, force }: ById & { readonly force?: boolean | undefined }): Promise<RemovalPlan> =>
      remove(existing(id), force ?? false),
    /** The project as it is: a move of what runs is a deployment, and its host changes when that serves. */
    move({ id, hostId }: ById & { readonly hostId: HostId }, { userId }: Pick<Caller, 'userId'>): Project {
      const row = existing(id);
      checkHost(hostId);
      if (row.hostId === hostId) {
        const problem = 'the project is there already';
        throw new AppError('VALIDATION_FAILED', { field: 'hostId', problem }, { field: 'hostId' });
      }
      if (deployments.moveTo(id, hostId, userId) === null) {
        store.update(id, { hostId }, now());
        publish({ type: 'project', projectId: id });
      }
      return view(existing(id));
    },
    /** As `remove`, but what the project has on its host stays there, and runs on. */
    forget: ({ id }: ById): Promise<RemovalPlan> => remove(existing(id), false, true),
    stop: (input: ById): Promise<Project> => acted(input, deployments.stopCurrent),
    start: (input: ById): Promise<Project> => acted(input, deployments.startCurrent),
    restart: (input: ById): Promise<Project> => acted(input, deployments.restartCurrent),

    /** Goes on with removals that a crash interrupted. Their hosts may be away: those wait for the next start. */
    async resumeRemovals(): Promise<readonly ProjectId[]> {
      const removed: ProjectId[] = [];
      for (const row of store.list().filter((candidate) => candidate.removalRequestedAt !== null)) {
        await remove(row, false).then(
          () => removed.push(row.id),
          // It shows up again as a project, so that its owner sees it and can delete it once more.
          () => undefined,
        );
      }
      return removed;
    },
  };
}
