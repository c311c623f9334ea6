/** What an event changes in data already shown. Pure: old data and the event in, new data out, the same object if nothing changed. */
import type { InfiniteData } from '@tanstack/react-query';
import type { Deployment, Queue } from '../../contract/deployments.ts';
import type { Host } from '../../contract/hosts.ts';
import type { Project } from '../../contract/projects.ts';

export interface DeploymentPage {
  readonly items: Deployment[];
  readonly nextCursor: string | null;
}

/** The release that serves stays until another one says that it serves now: moving the address is one step. */
export function patchProject(project: Project, deployment: Deployment): Project {
  if (project.id !== deployment.projectId) return project;
  const isLatest = project.latest === null || deployment.id >= project.latest.id;
  const isCurrent = deployment.isCurrent || (project.current?.id === deployment.id && deployment.status === 'stopped');
  if (!isLatest && !isCurrent) return project;
  return {
    ...project,
    latest: isLatest ? deployment : project.latest,
    current: isCurrent ? deployment : project.current,
  };
}

export function patchDeploymentPages<Param>(
  data: InfiniteData<DeploymentPage, Param>,
  deployment: Deployment,
): InfiniteData<DeploymentPage, Param> {
  const isKnown = data.pages.some((page) => page.items.some((item) => item.id === deployment.id));
  const newest = data.pages[0]?.items[0];
  if (!isKnown && newest !== undefined && newest.id > deployment.id) return data;
  return {
    ...data,
    pages: data.pages.map((page, index) => {
      const items = page.items.map((item) => patchDeployment(item, deployment));
      return { ...page, items: !isKnown && index === 0 ? [deployment, ...items] : items };
    }),
  };
}

/** Two releases never serve at once: one that begins to takes the mark from the others. */
function patchDeployment(item: Deployment, changed: Deployment): Deployment {
  if (item.id === changed.id) return changed;
  return changed.isCurrent && item.isCurrent ? { ...item, isCurrent: false } : item;
}

export function patchQueue(queue: Queue, deployment: Deployment): Queue {
  const patchAll = (items: Queue['active']) =>
    items.map((item) => (item.deployment.id === deployment.id ? { ...item, deployment } : item));
  return { ...queue, active: patchAll(queue.active), waiting: patchAll(queue.waiting) };
}

/** Replaces the one with the same id, or adds it at the end. */
export function upsert<T extends Project | Host>(items: readonly T[], changed: T): T[] {
  return items.some((item) => item.id === changed.id)
    ? items.map((item) => (item.id === changed.id ? changed : item))
    : [...items, changed];
}
