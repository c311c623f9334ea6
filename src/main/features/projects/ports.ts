// What the projects feature needs from outside.
import type { Deployment } from '../../../contract/deployments.ts';
import type { HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { Project, ProjectSettings, ResourceLimits } from '../../../contract/projects.ts';
import type { GitCredential, ProjectKind, Source, SourceInput } from '../../../contract/sources.ts';

export interface ProjectRow {
  readonly id: ProjectId;
  readonly name: string;
  readonly slug: string;
  readonly subdomain: string;
  readonly source: Source;
  readonly kind: ProjectKind | null;
  readonly framework: string | null;
  readonly hostId: HostId;
  readonly settings: ProjectSettings;
  readonly hasCredential: boolean;
  readonly publishedPort: number | null;
  /** Builds begin without a cache until one that began after this has succeeded. */
  readonly cacheClearedAt: number | null;
  /** Set while the project is being deleted: after a crash the deletion goes on. */
  readonly removalRequestedAt: number | null;
  /** Settings or variables changed at; compared with the running release's creation. */
  readonly changedAt: number;
  readonly createdBy: UserId | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type NewProject = Pick<
  ProjectRow,
  | 'name'
  | 'slug'
  | 'subdomain'
  | 'source'
  | 'kind'
  | 'framework'
  | 'hostId'
  | 'settings'
  | 'hasCredential'
  | 'createdBy'
>;
export type ProjectPatch = Partial<
  Pick<
    ProjectRow,
    | 'name'
    | 'subdomain'
    | 'source'
    | 'kind'
    | 'framework'
    | 'hostId'
    | 'settings'
    | 'hasCredential'
    | 'publishedPort'
    | 'cacheClearedAt'
    | 'removalRequestedAt'
    | 'changedAt'
  >
>;

export interface ProjectStore {
  /** Throws NAME_TAKEN or SUBDOMAIN_TAKEN (names are compared without case). */
  insert(project: NewProject, now: number): ProjectRow;
  get(id: ProjectId): ProjectRow | null;
  getBySlug(slug: string): ProjectRow | null;
  list(): readonly ProjectRow[];
  /** By name, without those that are being removed: those behind `after` whose names have `search` in them. */
  listPage(page: {
    readonly limit: number;
    readonly after: ProjectId | null;
    readonly search: string;
  }): readonly ProjectRow[];
  /** Throws NAME_TAKEN or SUBDOMAIN_TAKEN. Null when it is gone. */
  update(id: ProjectId, patch: ProjectPatch, now: number): ProjectRow | null;
  /** With its deployments, variables and events (foreign keys cascade). */
  remove(id: ProjectId): boolean;
  isSlugTaken(slug: string): boolean;
  countByHost(hostId: HostId): number;
}

/** Git credentials, in the keychain under the project's id. */
export interface CredentialStore {
  put(id: ProjectId, credential: GitCredential): Promise<void>;
  get(id: ProjectId): Promise<GitCredential | null>;
  remove(id: ProjectId): Promise<void>;
}

/** What a project shows and does of its deployments. */
export interface ProjectDeployments {
  currentOf(id: ProjectId): Deployment | null;
  latestOf(id: ProjectId): Deployment | null;
  /** Of the current release's container, as last heard from the engine. */
  runStateOf(id: ProjectId): Project['runState'];
  /** When the running release's settings and variables were taken; null without one. */
  currentTakenAt(id: ProjectId): number | null;
  countOf(id: ProjectId): number;
  /** Deploys it to another host, which becomes the project's with that release. Null: nothing runs, the row alone decides. */
  moveTo(id: ProjectId, hostId: HostId, createdBy: UserId | null): Deployment | null;
  /** Null: nothing was released yet. */
  runningLimits(id: ProjectId): ResourceLimits | null;
  /** What of them cannot be applied now comes with the next release. Throws what the engine refuses: then nothing has changed. */
  applyLimits(id: ProjectId, limits: ResourceLimits): Promise<void>;
  stopCurrent(id: ProjectId): Promise<void>;
  startCurrent(id: ProjectId): Promise<void>;
  restartCurrent(id: ProjectId): Promise<void>;
  /** Docker objects and log bytes of a project. Throws when the engine cannot be asked. */
  listObjects(
    id: ProjectId,
  ): Promise<{ readonly containers: readonly string[]; readonly images: readonly string[]; readonly logBytes: number }>;
  /**
   * Cancels what is active, removes containers, images and logs. `force`: goes on when the engine cannot be asked. `isLeftOnHost`: what is
   * on the host stays there. Throws PROJECT_HOST_AWAY.
   */
  removeAll(id: ProjectId, options: { readonly force: boolean; readonly isLeftOnHost: boolean }): Promise<void>;
}

export interface ProjectSources {
  /** Throws VALIDATION_FAILED with the field. */
  parse(input: SourceInput): { readonly source: Source; readonly credential: GitCredential | null };
  suggestName(source: Source): string;
}

export interface ProjectVariables {
  countOf(id: ProjectId): number;
  /** Sets variables, secrets sealed. */
  put(
    id: ProjectId,
    variables: readonly { readonly key: string; readonly value: string; readonly isSecret: boolean }[],
    /** Who sets them, for their history. */
    userId: UserId | null,
  ): Promise<void>;
}

export interface ProjectVolumes {
  /** What the project would lose: volumes that were made for it, as last measured. */
  ofProject(id: ProjectId): readonly { readonly name: string; readonly sizeBytes: number | null }[];
  /** After its containers. Attached volumes stay on the host, with `isLeftOnHost` all. `force`: goes on when the engine cannot be asked. */
  removeOfProject(id: ProjectId, options: { readonly force: boolean; readonly isLeftOnHost: boolean }): Promise<void>;
}

export interface ProjectHosts {
  /** Also of a host that was removed. */
  nameOf(id: HostId): string | null;
  exists(id: HostId): boolean;
  defaultId(): HostId;
}

/** The ingress of its host. */
export interface ProjectRoutes {
  /** Why the project has no address of its own name, as sentences; null where it has one. */
  noteOf(id: ProjectId): string | null;
  /** Projects of the host, or their names, have changed. */
  changed(hostId: HostId): void;
}

export interface ProjectDefaults {
  readonly isBuildCacheEnabled: boolean;
  readonly memoryLimitMb: number | null;
  readonly cpuLimitMillicores: number | null;
  readonly pidsLimit: number | null;
  readonly keepImageHistory: number;
}
