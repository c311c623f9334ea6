// Pages of the dashboard that menus, tray and notifications lead to, as its router names them.
import type { DeploymentId, ProjectId } from '../../contract/ids.ts';

export const addresses = {
  projects: '/projects',
  queue: '/queue',
  hosts: '/hosts',
  settings: '/settings',
  newProject: '/projects?new=true',
  newProjectFrom: (folder: string) => `/projects?new=true&folder=${encodeURIComponent(folder)}`,
  deployment: (projectId: ProjectId, id: DeploymentId) => `/projects/${projectId}/deployments/${id}`,
};
