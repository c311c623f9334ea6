// A project as its pages show it: the row and what its deployments say.
import type { Project, ResourceLimits } from '../../../contract/projects.ts';
import type { ProjectDeployments, ProjectHosts, ProjectRoutes, ProjectRow } from './ports.ts';

interface ViewDeps {
  readonly deployments: ProjectDeployments;
  readonly hosts: ProjectHosts;
  readonly routes: Pick<ProjectRoutes, 'noteOf'>;
}

export function projectView(row: ProjectRow, { deployments, hosts, routes }: ViewDeps): Project {
  const current = deployments.currentOf(row.id);
  const runningLimits = deployments.runningLimits(row.id);
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
    runningLimits,
    publishedPort: row.publishedPort,
    url: current?.url ?? null,
    urlNote: current === null ? null : routes.noteOf(row.id),
    runState: deployments.runStateOf(row.id),
    current,
    latest: deployments.latestOf(row.id),
    hasPendingChanges: (takenAt !== null && row.changedAt > takenAt) || areLimitsPending(runningLimits, row.settings),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}

/** A change of limits is applied to what runs where it can be; what is left differs. So do those that a rollback brought back. */
function areLimitsPending(running: ResourceLimits | null, wanted: ResourceLimits): boolean {
  if (running === null) {
    return false;
  }
  const hasRetries = wanted.restartPolicy === 'on-failure';
  return (
    running.memoryLimitMb !== wanted.memoryLimitMb ||
    running.cpuLimitMillicores !== wanted.cpuLimitMillicores ||
    running.pidsLimit !== wanted.pidsLimit ||
    running.restartPolicy !== wanted.restartPolicy ||
    (hasRetries && running.restartMaxRetries !== wanted.restartMaxRetries)
  );
}
