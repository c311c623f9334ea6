// Which address leads to which project, on one host: computed from rows.
import type { DomainRow, IngressRow, RoutedProject } from './ports.ts';
import type { Route, RouteTable } from './ports/routes.ts';

export interface RouteSources {
  readonly row: Pick<IngressRow, 'httpsPort' | 'acmeEmail' | 'acmeDirectory'>;
  readonly isPublic: boolean;
  readonly token: string;
  readonly projects: readonly RoutedProject[];
  readonly domains: readonly DomainRow[];
}

/** `NAME.localhost` leads every browser to its own machine. */
export const localName = (project: Pick<RoutedProject, 'subdomain'>): string => `${project.subdomain}.localhost`;

export function routeTable({ row, isPublic, token, projects, domains }: RouteSources): RouteTable {
  const routes = projects.flatMap((project) => [
    localRoute(project),
    ...domains.filter(({ projectId }) => projectId === project.id).map((domain) => domainRoute(project, domain)),
  ]);
  return {
    token,
    httpsPort: row.httpsPort,
    acme: { email: row.acmeEmail, directory: row.acmeDirectory },
    isPublic,
    routes: routes.toSorted(byParticularity),
  };
}

function localRoute(project: RoutedProject): Route {
  return {
    slug: project.slug,
    hostName: localName(project),
    pathPrefix: '/',
    stripPrefix: false,
    redirectTo: null,
    auth: null,
    tls: 'none',
    audience: 'machine',
  };
}

function domainRoute({ slug }: RoutedProject, domain: DomainRow): Route {
  const { hostName, pathPrefix, stripPrefix, redirectTo, auth } = domain;
  return { slug, hostName, pathPrefix, stripPrefix, redirectTo, auth, tls: tlsOf(domain), audience: 'everybody' };
}

function tlsOf({ tls, verifiedAt }: DomainRow): Route['tls'] {
  if (tls === 'auto') {
    return verifiedAt === null ? 'none' : 'acme';
  }
  return tls;
}

/** Of one name the longest path first; else by name, so that the same rows give the same table. */
function byParticularity(a: Route, b: Route): number {
  return (
    a.hostName.localeCompare(b.hostName, 'en') ||
    b.pathPrefix.length - a.pathPrefix.length ||
    a.pathPrefix.localeCompare(b.pathPrefix, 'en')
  );
}
