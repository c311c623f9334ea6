// A project as its pages show it: the row and what its deployments say.
import type { Project } from '../../../contract/projects.ts';
import type { ProjectDeployments, ProjectHosts, ProjectRoutes, ProjectRow } from './ports.ts';

interface ViewDeps {
  readonly deployments: ProjectDeployments;
  readonly hosts: ProjectHosts;
  readonly routes: Pick<ProjectRoutes, 'noteOf'>;
}

export function projectView(row: ProjectRow, { deployments, hosts, routes }: ViewDeps): Project {
  const current = deployments.currentOf(row.id);
  const takenAt = deployments.currentTakenAt(row.id);
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    subdomain: row.subdomain,
    source: row.source,
    kind: row.kind,
    framework: row.framework,
    hostId: row.hostId,
    hostName: hosts.nameOf(row.hostId) ?? 'removed host',
    settings: row.settings,
    hasCredential: row.hasCredential,
    runningLimits: deployments.runningLimits(row.id),
    publishedPort: row.publishedPort,
    url: current?.url ?? null,
    urlNote: current === null ? null : routes.noteOf(row.id),
    runState: deployments.runStateOf(row.id),
    current,
    latest: deployments.latestOf(row.id),
    hasPendingChanges: takenAt !== null && row.changedAt > takenAt,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
