import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Frame } from './frame.tsx';
import { PageError } from './page-error.tsx';
import { EnvironmentPage } from './pages/environment-page.tsx';
import { ErrorsPage } from './pages/errors-page.tsx';
import { HealthPage } from './pages/health-page.tsx';
import { HostPage } from './pages/host-page.tsx';
import { HostsPage } from './pages/hosts-page.tsx';
import { LogsPage } from './pages/logs-page.tsx';
import { OwnLogPage } from './pages/own-log-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { ProjectLayout } from './pages/project-layout.tsx';
import { ProjectSettingsPage } from './pages/project-settings-page.tsx';
import { ProjectsPage } from './pages/projects-page.tsx';
import { QueuePage } from './pages/queue-page.tsx';
import { HostTerminalPage } from './pages/host-terminal-page.tsx';
import { SettingsPage } from './pages/settings-page.tsx';
import { StoragePage } from './pages/storage-page.tsx';
import { TerminalPage } from './pages/terminal-page.tsx';
import {
  analyticsSearch,
  environmentSearch,
  errorSearch,
  logSearch,
  overviewSearch,
  ownLogSearch,
  projectsSearch,
  storageSearch,
} from './search.ts';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFoundPage });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => redirect({ to: '/projects', throw: true }),
});
const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  validateSearch: projectsSearch,
  component: ProjectsPage,
});
const project = createRoute({ getParentRoute: () => root, path: '/projects/$projectId', component: ProjectLayout });
const overview = createRoute({
  getParentRoute: () => project,
  path: '/',
  validateSearch: overviewSearch,
  component: OverviewPage,
});
/** Where a notification leads. */
const deployment = createRoute({
  getParentRoute: () => project,
  path: '/deployments/$deploymentId',
  beforeLoad: ({ params: { projectId, deploymentId } }) =>
    redirect({
      to: '/projects/$projectId',
      params: { projectId },
      search: { deployment: Number(deploymentId) },
      throw: true,
    }),
});
const logs = createRoute({
  getParentRoute: () => project,
  path: '/logs',
  validateSearch: logSearch,
  component: LogsPage,
});
const errors = createRoute({
  getParentRoute: () => project,
  path: '/errors',
  validateSearch: errorSearch,
  component: ErrorsPage,
});
const storage = createRoute({
  getParentRoute: () => project,
  path: '/storage',
  validateSearch: storageSearch,
  component: StoragePage,
});
const analytics = createRoute({
  getParentRoute: () => project,
  path: '/analytics',
  validateSearch: analyticsSearch,
  // Fetched when it is opened: the graphs are a third of all that the dashboard is made of.
  component: lazyRouteComponent(() => import('./pages/analytics-page.tsx'), 'AnalyticsPage'),
});
const environment = createRoute({
  getParentRoute: () => project,
  path: '/environment',
  validateSearch: environmentSearch,
  component: EnvironmentPage,
});
const terminal = createRoute({ getParentRoute: () => project, path: '/terminal', component: TerminalPage });
const projectSettings = createRoute({
  getParentRoute: () => project,
  path: '/settings',
  component: ProjectSettingsPage,
});
const queue = createRoute({ getParentRoute: () => root, path: '/queue', component: QueuePage });
const health = createRoute({ getParentRoute: () => root, path: '/health', component: HealthPage });
const hosts = createRoute({ getParentRoute: () => root, path: '/hosts', component: HostsPage });
const host = createRoute({
  getParentRoute: () => root,
  path: '/hosts/$hostId',
  validateSearch: analyticsSearch,
  component: HostPage,
});
const hostTerminal = createRoute({
  getParentRoute: () => root,
  path: '/hosts/$hostId/terminal',
  component: HostTerminalPage,
});
/** What miniPaaS says of itself. */
const ownLog = createRoute({
  getParentRoute: () => root,
  path: '/log',
  validateSearch: ownLogSearch,
  component: OwnLogPage,
});
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsPage });

const routeTree = root.addChildren([
  home,
  projects,
  project.addChildren([overview, deployment, logs, errors, analytics, storage, environment, terminal, projectSettings]),
  queue,
  health,
  hosts,
  host,
  hostTerminal,
  ownLog,
  settings,
]);

/** The place is kept behind the `#`: the page is one file, from the listener as from the desktop. */
export function createAppRouter() {
  return createRouter({
    routeTree,
    history: createHashHistory(),
    defaultErrorComponent: PageError,
    defaultStructuralSharing: true,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
