// Between a row of the table and the value the features work with.
import type { HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { RestartPolicy } from '../../../contract/projects.ts';
import type { ProjectKind, Source } from '../../../contract/sources.ts';
import { AppError } from '../../../contract/app-error.ts';
import type { ProjectPatch, ProjectRow } from '../../features/projects/ports.ts';

export type ColumnValue = string | number | null;

export interface RawProject {
  readonly id: ProjectId;
  readonly name: string;
  readonly slug: string;
  readonly subdomain: string;
  readonly source_kind: Source['kind'];
  readonly repo_url: string | null;
  readonly branch: string | null;
  readonly folder_path: string | null;
  readonly image_reference: string | null;
  readonly root_directory: string;
  readonly kind: ProjectKind | null;
  readonly framework: string | null;
  readonly host_id: HostId;
  readonly port: number | null;
  readonly health_path: string | null;
  readonly health_timeout_seconds: number;
  readonly health_port: number | null;
  readonly health_interval_seconds: number;
  readonly health_probe_timeout_seconds: number;
  readonly health_grace_seconds: number;
  readonly drain_seconds: number;
  readonly release_strategy: ProjectRow['settings']['releaseStrategy'];
  readonly auto_rollback_minutes: number;
  readonly release_command: string | null;
  readonly release_command_timeout_seconds: number;
  readonly release_command_on_rollback: number;
  readonly dockerfile_path: string | null;
  readonly dockerfile_override: string | null;
  readonly build_cache_enabled: number;
  readonly memory_limit: number | null;
  readonly cpu_limit: number | null;
  readonly restart_policy: RestartPolicy;
  readonly restart_max_retries: number | null;
  readonly pids_limit: number | null;
  readonly keep_image_history: number;
  readonly auto_restart: number;
  readonly has_credential: number;
  readonly published_port: number | null;
  readonly cache_cleared_at: number | null;
  readonly created_by: UserId | null;
  readonly removal_requested_at: number | null;
  readonly changed_at: number;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Throws RECORD_UNREADABLE. */
export function toProject(raw: RawProject): ProjectRow {
  return {
    id: raw.id,
    name: raw.name,
    slug: raw.slug,
    subdomain: raw.subdomain,
    source: toSource(raw),
    kind: raw.kind,
    framework: raw.framework,
    hostId: raw.host_id,
    settings: {
      port: raw.port,
      healthPath: raw.health_path,
      healthTimeoutSeconds: raw.health_timeout_seconds,
      healthPort: raw.health_port,
      healthIntervalSeconds: raw.health_interval_seconds,
      healthProbeTimeoutSeconds: raw.health_probe_timeout_seconds,
      healthGraceSeconds: raw.health_grace_seconds,
      drainSeconds: raw.drain_seconds,
      releaseStrategy: raw.release_strategy,
      autoRollbackMinutes: raw.auto_rollback_minutes,
      releaseCommand: raw.release_command,
      releaseCommandTimeoutSeconds: raw.release_command_timeout_seconds,
      releaseCommandOnRollback: raw.release_command_on_rollback === 1,
      dockerfilePath: raw.dockerfile_path,
      dockerfileOverride: raw.dockerfile_override,
      isBuildCacheEnabled: raw.build_cache_enabled === 1,
      memoryLimitMb: raw.memory_limit,
      cpuLimitMillicores: raw.cpu_limit,
      restartPolicy: raw.restart_policy,
      restartMaxRetries: raw.restart_max_retries,
      pidsLimit: raw.pids_limit,
      keepImageHistory: raw.keep_image_history,
      autoRestart: raw.auto_restart === 1,
    },
    hasCredential: raw.has_credential === 1,
    publishedPort: raw.published_port,
    cacheClearedAt: raw.cache_cleared_at,
    removalRequestedAt: raw.removal_requested_at,
    changedAt: raw.changed_at,
    createdBy: raw.created_by,
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
  };
}

function toSource(raw: RawProject): Source {
  const { source_kind: kind, root_directory: rootDirectory } = raw;
  if (kind === 'git' && raw.repo_url !== null) {
    return { kind, repoUrl: raw.repo_url, branch: raw.branch, rootDirectory };
  }
  if (kind === 'folder' && raw.folder_path !== null) {
    return { kind, path: raw.folder_path, rootDirectory };
  }
  if (kind === 'image' && raw.image_reference !== null) {
    return { kind, reference: raw.image_reference };
  }
  // The table's check forbids it; a file edited by other means may hold it all the same.
  throw new AppError('RECORD_UNREADABLE', { table: 'projects', id: raw.id, problem: `its ${kind} source is missing` });
}

/** Column → value for the keys that the patch has. */
export function toProjectColumns(patch: ProjectPatch): Record<string, ColumnValue> {
  const { name, source, settings, hasCredential, ...plain } = patch;
  const columns: Record<string, ColumnValue | undefined> = {
    ...(name === undefined ? {} : { name, name_key: nameKey(name) }),
    ...(source === undefined ? {} : sourceColumns(source)),
    ...(settings === undefined ? {} : settingsColumns(settings)),
    ...(hasCredential === undefined ? {} : { has_credential: Number(hasCredential) }),
    subdomain: plain.subdomain,
    kind: plain.kind,
    framework: plain.framework,
    host_id: plain.hostId,
    published_port: plain.publishedPort,
    cache_cleared_at: plain.cacheClearedAt,
    removal_requested_at: plain.removalRequestedAt,
    changed_at: plain.changedAt,
  };
  return Object.fromEntries(
    Object.entries(columns).filter((entry): entry is [string, ColumnValue] => entry[1] !== undefined),
  );
}

/** Names that differ in case only are the same name, beyond ASCII as well. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function sourceColumns(source: Source): Record<string, ColumnValue> {
  return {
    source_kind: source.kind,
    repo_url: source.kind === 'git' ? source.repoUrl : null,
    branch: source.kind === 'git' ? source.branch : null,
    folder_path: source.kind === 'folder' ? source.path : null,
    image_reference: source.kind === 'image' ? source.reference : null,
    root_directory: source.kind === 'image' ? '' : source.rootDirectory,
  };
}

function settingsColumns(settings: ProjectRow['settings']): Record<string, ColumnValue> {
  return {
    port: settings.port,
    health_path: settings.healthPath,
    health_timeout_seconds: settings.healthTimeoutSeconds,
    health_port: settings.healthPort,
    health_interval_seconds: settings.healthIntervalSeconds,
    health_probe_timeout_seconds: settings.healthProbeTimeoutSeconds,
    health_grace_seconds: settings.healthGraceSeconds,
    drain_seconds: settings.drainSeconds,
    release_strategy: settings.releaseStrategy,
    auto_rollback_minutes: settings.autoRollbackMinutes,
    release_command: settings.releaseCommand,
    release_command_timeout_seconds: settings.releaseCommandTimeoutSeconds,
    release_command_on_rollback: Number(settings.releaseCommandOnRollback),
    dockerfile_path: settings.dockerfilePath,
    dockerfile_override: settings.dockerfileOverride,
    build_cache_enabled: Number(settings.isBuildCacheEnabled),
    memory_limit: settings.memoryLimitMb,
    cpu_limit: settings.cpuLimitMillicores,
    restart_policy: settings.restartPolicy,
    restart_max_retries: settings.restartMaxRetries,
    pids_limit: settings.pidsLimit,
    keep_image_history: settings.keepImageHistory,
    auto_restart: Number(settings.autoRestart),
  };
}
