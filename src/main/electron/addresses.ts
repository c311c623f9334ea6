// Pages of the dashboard that menus, tray and notifications lead to, as its router names them.

export const addresses = {
  projects: '/projects',
  queue: '/queue',
  hosts: '/hosts',
  settings: '/settings',
  newProject: '/projects?new=git',
  newProjectFrom: (folder: string) => `/projects?new=folder&from=${encodeURIComponent(folder)}`,
  storage: (projectId: number, volumeId: number) => `/projects/${projectId}/storage?volume=${volumeId}`,
  error: (projectId: number, id: number) => `/projects/${projectId}/errors?error=${id}`,
  deployment: (projectId: number, id: number) => `/projects/${projectId}/deployments/${id}`,
};
