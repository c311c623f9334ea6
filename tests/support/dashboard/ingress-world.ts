// The ingress of hosts and the domains of projects, for the dashboard's own tests: what is entered is there, and a check finds what
// `findings` says.
import { AppError } from '../../../src/contract/app-error.ts';
import type { Domain } from '../../../src/contract/domains.ts';
import type { DomainId, HostId } from '../../../src/contract/ids.ts';
import type { Ingress } from '../../../src/contract/ingress.ts';
import type { AppEvent } from '../../../src/contract/events.ts';
import type { Services } from '../../../src/main/api/services.ts';

export interface IngressWorld {
  readonly ingresses: Map<HostId, Ingress>;
  readonly domains: Domain[];
  /** By name: what the next check finds. */
  readonly findings: Map<string, Pick<Domain, 'dns' | 'certificate'>>;
}

export const createIngressState = (): IngressWorld => ({ ingresses: new Map(), domains: [], findings: new Map() });

export const makeIngress = (hostId: HostId, change: Partial<Ingress> = {}): Ingress => ({
  hostId,
  driver: null,
  httpPort: 80,
  httpsPort: 443,
  isPublic: null,
  acmeEmail: null,
  acmeDirectory: null,
  status: 'off',
  program: null,
  image: null,
  error: null,
  note: null,
  routes: 0,
  ...change,
});

const unchecked: Pick<Domain, 'dns' | 'certificate'> = {
  dns: { status: 'unchecked', addresses: [], problem: null },
  certificate: { status: 'waiting', issuer: null, expiresAt: null, problem: null },
};

export function ingressServices(
  { ingresses, domains, findings }: IngressWorld,
  check: (call: string) => void,
  publish: (event: AppEvent) => void,
): Pick<Services, 'ingress' | 'domains'> {
  const ingressOf = (id: HostId): Ingress => ingresses.get(id) ?? makeIngress(id);
  function put(ingress: Ingress): Ingress {
    ingresses.set(ingress.hostId, ingress);
    publish({ type: 'ingress', hostId: ingress.hostId });
    return ingress;
  }
  function domainOf(id: DomainId): Domain {
    const found = domains.find((domain) => domain.id === id);
    if (found === undefined) throw new AppError('NOT_FOUND', { what: `domain ${id}` });
    return found;
  }
  function replace(domain: Domain): Domain {
    const at = domains.findIndex(({ id }) => id === domain.id);
    domains.splice(at, 1, domain);
    publish({ type: 'domains', projectId: domain.projectId });
    return domain;
  }
  return {
    ingress: {
      get({ id }) {
        check('ingress.get');
        return ingressOf(id);
      },
      update({ id, ...patch }) {
        check('ingress.update');
        const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
        return put({ ...ingressOf(id), ...given });
      },
      install({ id }) {
        check('ingress.install');
        return put({ ...ingressOf(id), status: 'running', program: 'traefik', image: 'traefik:v3.5', error: null });
      },
      remove({ id }) {
        check('ingress.remove');
        return put({ ...ingressOf(id), status: 'off', program: null, image: null, error: null });
      },
    },
    domains: {
      list({ id }) {
        check('domains.list');
        return domains.filter(({ projectId }) => projectId === id);
      },
      create({ id, hostName, auth, ...input }) {
        check('domains.create');
        const tls = input.tls ?? 'auto';
        const domain: Domain = {
          ...unchecked,
          id: (domains.length + 1) as DomainId,
          projectId: id,
          hostName,
          pathPrefix: input.pathPrefix ?? '/',
          stripPrefix: input.stripPrefix ?? false,
          redirectTo: input.redirectTo ?? null,
          authUser: auth?.user ?? null,
          tls,
          url: `${tls === 'none' ? 'http' : 'https'}://${hostName}`,
          checkedAt: null,
        };
        domains.push(domain);
        publish({ type: 'domains', projectId: id });
        return domain;
      },
      update({ id, auth, ...input }) {
        check('domains.update');
        const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
        const user = auth === undefined ? {} : { authUser: auth?.user ?? null };
        return replace({ ...domainOf(id), ...given, ...user });
      },
      remove({ id }) {
        check('domains.remove');
        const { projectId } = domainOf(id);
        domains.splice(domains.indexOf(domainOf(id)), 1);
        publish({ type: 'domains', projectId });
        return { id };
      },
      check({ id }) {
        check('domains.check');
        const domain = domainOf(id);
        return replace({ ...domain, ...findings.get(domain.hostName), checkedAt: '2026-01-02T03:04:05.000Z' });
      },
    },
  };
}
