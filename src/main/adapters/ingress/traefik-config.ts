// Traefik's dynamic configuration for a route table: pure. Routers change only when routes do; each project's service stands in
// a file of its own, which a release writes anew: Traefik takes it up without closing a connection.
import type { Pointer } from '../../features/ingress/ports.ts';
import type { Route, RouteTable } from '../../features/ingress/ports/routes.ts';
import { HOME, HTTP_PORT, HTTPS_PORT, MACHINE_PORT, proofAnswer, proofPath, upstreamName } from './paths.ts';

export const DYNAMIC = `${HOME}/dynamic`;
/** Traefik waits so long after each change before it looks at the next. */
const THROTTLE = '200ms';
export const METRICS_PORT = 8082;

export function traefikCommand({ isPublic, acme }: RouteTable): readonly string[] {
  const entryPoints = { web: HTTP_PORT, websecure: HTTPS_PORT, ...(isPublic ? { machine: MACHINE_PORT } : {}) };
  return [
    'traefik',
    '--global.checknewversion=false',
    '--global.sendanonymoususage=false',
    '--log.level=INFO',
    ...Object.entries(entryPoints).flatMap(([name, port]) => [
      `--entrypoints.${name}.address=:${port}`,
      // Bodies may be large and networks slow.
      `--entrypoints.${name}.transport.respondingtimeouts.readtimeout=1h`,
      `--entrypoints.${name}.transport.respondingtimeouts.idletimeout=5m`,
    ]),
    // For ourselves, inside the container.
    `--entrypoints.metrics.address=127.0.0.1:${METRICS_PORT}`,
    '--metrics.prometheus=true',
    '--metrics.prometheus.entrypoint=metrics',
    `--providers.file.directory=${DYNAMIC}`,
    '--providers.file.watch=true',
    `--providers.providersthrottleduration=${THROTTLE}`,
    '--certificatesresolvers.acme.acme.storage=/data/acme.json',
    '--certificatesresolvers.acme.acme.httpchallenge.entrypoint=web',
    ...(acme.email === null ? [] : [`--certificatesresolvers.acme.acme.email=${acme.email}`]),
    ...(acme.directory === null ? [] : [`--certificatesresolvers.acme.acme.caserver=${acme.directory}`]),
  ];
}

type Table = Record<string, unknown>;

/** Routers and middlewares. */
export function traefikRoutes(table: RouteTable): string {
  const routers: Table = { proof: proofRouter(table) };
  const middlewares: Table = {
    proof: { redirectRegex: { regex: '^.*$', replacement: `http://minipaas.invalid/${proofAnswer(table.token)}` } },
    retry: { retry: { attempts: 8, initialInterval: '50ms' } },
  };
  table.routes.forEach((route, index) => {
    const name = `${route.slug}-${index}`;
    const own = middlewaresOf(route, name);
    Object.assign(middlewares, own);
    routers[name] = router(route, table, Object.keys(own));
    if (route.tls !== 'none') {
      middlewares[`${name}-https`] = { redirectScheme: { scheme: 'https', permanent: true, ...portOf(table) } };
      routers[`${name}-http`] = {
        rule: ruleOf(route),
        entryPoints: ['web'],
        middlewares: [`${name}-https`],
        service: 'noop@internal',
      };
    }
  });
  return toYaml({ http: { routers, middlewares, serversTransports: transports } });
}

/** JSON is YAML: a package that writes it otherwise would be in memory all the time. */
const toYaml = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const transports = {
  minipaas: {
    forwardingTimeouts: {
      dialTimeout: '500ms',
      // Shorter than what servers keep idle connections for.
      idleConnTimeout: '1500ms',
    },
  },
};

function proofRouter({ token }: RouteTable): Table {
  return {
    rule: `Path(\`${proofPath(token)}\`)`,
    entryPoints: ['web'],
    middlewares: ['proof'],
    service: 'noop@internal',
    priority: 1_000_000,
  };
}

function router(route: Route, { isPublic }: RouteTable, own: readonly string[]): Table {
  const { slug, tls, audience } = route;
  const plain = audience === 'machine' && isPublic ? 'machine' : 'web';
  return {
    rule: ruleOf(route),
    entryPoints: [tls === 'none' ? plain : 'websecure'],
    middlewares: [...own, 'retry'],
    service: route.redirectTo === null ? slug : 'noop@internal',
    ...(tls === 'acme' ? { tls: { certResolver: 'acme' } } : {}),
    // Its own certificate, made when it starts.
    ...(tls === 'internal' ? { tls: {} } : {}),
  };
}

function ruleOf({ hostName, pathPrefix }: Route): string {
  const host = `Host(\`${hostName}\`)`;
  return pathPrefix === '/' ? host : `${host} && (Path(\`${pathPrefix}\`) || PathPrefix(\`${pathPrefix}/\`))`;
}

function middlewaresOf({ pathPrefix, stripPrefix, redirectTo, auth }: Route, name: string): Table {
  return {
    ...(auth === null
      ? {}
      : { [`${name}-auth`]: { basicAuth: { users: [`${auth.user}:${auth.hash}`], removeHeader: true } } }),
    ...(stripPrefix && pathPrefix !== '/' ? { [`${name}-strip`]: { stripPrefix: { prefixes: [pathPrefix] } } } : {}),
    ...(redirectTo === null
      ? {}
      : {
          [`${name}-redirect`]: {
            // A dollar sign would stand for a part of the address.
            redirectRegex: {
              regex: '^https?://[^/]+(.*)$',
              replacement: `${redirectTo.replaceAll('$', '$$$$')}\${1}`,
              permanent: true,
            },
          },
        }),
  };
}

const portOf = ({ httpsPort }: RouteTable): Table => (httpsPort === 443 ? {} : { port: String(httpsPort) });

/** The service of one project. Without a server Traefik answers 503. */
export function traefikService({ slug, target }: Pointer): string {
  const servers = target === null ? [] : [{ url: `http://${upstreamName(target.containerId)}:${target.port}` }];
  const loadBalancer = { servers, serversTransport: 'minipaas', passHostHeader: true };
  return toYaml({ http: { services: { [slug]: { loadBalancer } } } });
}
