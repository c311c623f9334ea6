// What the projects feature needs from outside.
import type { HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { ProjectSettings } from '../../../contract/projects.ts';
import type { GitCredential, ProjectKind, Source } from '../../../contract/sources.ts';

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
  /** Set while the project is being deleted: after a crash the deletion goes on. */
  readonly removalRequestedAt: number | null;
  /** Settings or variables changed at; compared with the running release's creation. */
  readonly changedAt: number;
  readonly createdBy: UserId | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type NewProject = Pick<ProjectRow, 'name' | 'slug' | 'subdomain' | 'source' | 'kind' | 'framework' | 'hostId' | 'settings' | 'hasCredential' | 'createdBy'>;
export type ProjectPatch = Partial<
  Pick<ProjectRow, 'name' | 'subdomain' | 'source' | 'kind' | 'framework' | 'settings' | 'hasCredential' | 'publishedPort' | 'removalRequestedAt' | 'changedAt'>
>;

export interface ProjectStore {
  /** Throws NAME_TAKEN or SUBDOMAIN_TAKEN (names are compared without case). */
  insert(project: NewProject, now: number): ProjectRow;
  get(id: ProjectId): ProjectRow | null;
  getBySlug(slug: string): ProjectRow | null;
  list(): readonly ProjectRow[];
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
