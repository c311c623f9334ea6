// Names and labels of the Docker objects of a deployment. They are fixed: objects of earlier versions must be found again.
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import type { ContainerFacts } from './ports.ts';

export const NETWORK = 'minipaas';

/** Releases are published for this machine only; names for others are the ingress's work. */
export const PUBLISH_ADDRESS = '127.0.0.1';

/** `candidate`: proves an image while the old release serves. `release`: the one that serves. `command`: runs the release command. */
export type ContainerRole = 'candidate' | 'release' | 'command';

export function containerName(slug: string, id: DeploymentId, role: ContainerRole): string {
  return role === 'release' ? `minipaas-${slug}-${id}` : `minipaas-${slug}-${id}-${role}`;
}

export function imageTag(slug: string, id: DeploymentId): string {
  return `minipaas/${slug}:${id}`;
}

/**
 * Of this machine by its name and not by its number: cookies know no ports, and the dashboard's, which is opened at
 * 127.0.0.1, must not be sent to what is deployed here.
 */
export function releaseUrl(address: string, port: number): string {
  return `http://${address === '127.0.0.1' ? 'localhost' : address}:${port}`;
}

export function projectLabels(projectId: ProjectId): Readonly<Record<string, string>> {
  return { 'minipaas.project': String(projectId) };
}

export function deploymentLabels(projectId: ProjectId, id: DeploymentId): Readonly<Record<string, string>> {
  return { ...projectLabels(projectId), 'minipaas.deployment': String(id) };
}

export function roleLabel(role: ContainerRole): Readonly<Record<string, string>> {
  return { 'minipaas.role': role };
}

/** Null for an object of ours that is no deployment's. */
export function deploymentOf(labels: Readonly<Record<string, string>>): DeploymentId | null {
  const id = Number(labels['minipaas.deployment']);
  return Number.isSafeInteger(id) && id > 0 ? (id as DeploymentId) : null;
}

export function isRelease(container: ContainerFacts): boolean {
  return container.labels['minipaas.role'] === 'release';
}

export function isCandidate(container: ContainerFacts): boolean {
  return container.labels['minipaas.role'] === 'candidate';
}
