// Traefik's image is not everywhere: what it is given is compared with what its reference documents.
// https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/file/
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { Route, RouteTable } from '../../features/ingress/ports/routes.ts';
import { traefik } from './traefik.ts';

const duration = z.string().regex(/^\d+(ms|s|m|h)$/);
const middleware = z.union([
  z.strictObject({ retry: z.strictObject({ attempts: z.number(), initialInterval: duration }) }),
  z.strictObject({
    redirectRegex: z.strictObject({ regex: z.string(), replacement: z.string(), permanent: z.boolean().optional() }),
  }),
  z.strictObject({
    redirectScheme: z.strictObject({ scheme: z.string(), port: z.string().optional(), permanent: z.boolean() }),
  }),
  z.strictObject({ basicAuth: z.strictObject({ users: z.array(z.string()), removeHeader: z.boolean() }) }),
  z.strictObject({ stripPrefix: z.strictObject({ prefixes: z.array(z.string()) }) }),
]);
const documented = z.strictObject({
  http: z.strictObject({
    routers: z
      .record(
        z.string(),
        z.strictObject({
          rule: z.string(),
          entryPoints: z.array(z.enum(['web', 'websecure', 'machine'])),
          middlewares: z.array(z.string()),
          service: z.string(),
          priority: z.number().optional(),
          tls: z.strictObject({ certResolver: z.string().optional() }).optional(),
        }),
      )
      .optional(),
    middlewares: z.record(z.string(), middleware).optional(),
    serversTransports: z
      .record(
        z.string(),
        z.strictObject({
          forwardingTimeouts: z.strictObject({ dialTimeout: duration, idleConnTimeout: duration }),
        }),
      )
      .optional(),
    services: z
      .record(
        z.string(),
        z.strictObject({
          loadBalancer: z.strictObject({
            servers: z.array(z.strictObject({ url: z.url() })),
            serversTransport: z.string(),
            passHostHeader: z.boolean(),
          }),
        }),
      )
      .optional(),
  }),
});

const route = (change: Partial<Route>): Route => ({
  slug: 'shop',
  hostName: 'shop.localhost',
  pathPrefix: '/',
  stripPrefix: false,
  redirectTo: null,
  auth: null,
  tls: 'none',
  audience: 'machine',
  ...change,
});
const everybody = { audience: 'everybody', hostName: 'shop.example.com' } as const;
const table: RouteTable = {
  token: 'token',
  httpsPort: 8443,
  acme: { email: 'ada@example.com', directory: 'https://ca.example/dir' },
  isPublic: true,
  routes: [
    route({}),
    route({
      ...everybody,
      tls: 'acme',
      pathPrefix: '/api',
      stripPrefix: true,
      auth: { user: 'ada', hash: '$2b$10$x' },
    }),
    route({ ...everybody, hostName: 'www.example.com', redirectTo: 'https://shop.example.com/$1' }),
    route({ ...everybody, hostName: 'inner.example.com', tls: 'internal' }),
  ],
};
const read = (files: readonly { readonly text: string }[]) => documented.parse(parse(files[0]?.text ?? ''));

describe('what Traefik is given', () => {
  const { http } = read(traefik.configuration(table));

  it('is documented, and names only what is there', () => {
    const middlewares = new Set(Object.keys(http.middlewares ?? {}));
    for (const { middlewares: named } of Object.values(http.routers ?? {})) {
      expect(named.filter((name) => !middlewares.has(name))).toEqual([]);
    }
  });

  it('leads names of the machine in where only the machine comes in', () => {
    expect(http.routers?.['shop-0']).toMatchObject({ rule: 'Host(`shop.localhost`)', entryPoints: ['machine'] });
  });

  it('has a certificate, a password and a path where they are wanted, and sends plain HTTP on', () => {
    expect(http.routers?.['shop-1']).toEqual({
      rule: 'Host(`shop.example.com`) && (Path(`/api`) || PathPrefix(`/api/`))',
      entryPoints: ['websecure'],
      middlewares: ['shop-1-auth', 'shop-1-strip', 'retry'],
      service: 'shop',
      tls: { certResolver: 'acme' },
    });
    expect(http.middlewares?.['shop-1-auth']).toEqual({
      basicAuth: { users: ['ada:$2b$10$x'], removeHeader: true },
    });
    expect(http.middlewares?.['shop-1-https']).toEqual({
      redirectScheme: { scheme: 'https', permanent: true, port: '8443' },
    });
    expect(http.routers?.['shop-3']).toMatchObject({ tls: {} });
  });

  it('sends visitors elsewhere with their path, a dollar sign being itself', () => {
    expect(http.middlewares?.['shop-2-redirect']).toEqual({
      redirectRegex: {
        regex: '^https?://[^/]+(.*)$',
        replacement: 'https://shop.example.com/$$1${1}',
        permanent: true,
      },
    });
  });

  it('has one file for where a project is, and an answer where it is nowhere', () => {
    const target = { deploymentId: 17 as DeploymentId, containerId: 'a'.repeat(64), port: 3000 };
    const [file] = traefik.point({ slug: 'shop', target });
    expect(file?.path).toBe('/etc/minipaas/dynamic/service-shop.yml');
    expect(read(file === undefined ? [] : [file]).http.services?.['shop']?.loadBalancer.servers).toEqual([
      { url: 'http://aaaaaaaaaaaa:3000' },
    ]);
    expect(read(traefik.point({ slug: 'shop', target: null })).http.services?.['shop']?.loadBalancer.servers).toEqual(
      [],
    );
  });

  it('is started with what it needs, and nothing else', () => {
    const flags = traefik.command(table);
    expect(flags).toContain('--entrypoints.machine.address=:8081');
    expect(flags).toContain('--certificatesresolvers.acme.acme.caserver=https://ca.example/dir');
    expect(traefik.command({ ...table, isPublic: false }).join(' ')).not.toContain('machine');
  });
});

describe('what Traefik has answered', () => {
  const metrics = (shop: number, failed: number) =>
    [
      '# HELP traefik_service_requests_total How many HTTP requests processed on a service',
      `traefik_service_requests_total{code="200",method="GET",protocol="http",service="shop@file"} ${shop}`,
      `traefik_service_requests_total{code="404",method="GET",protocol="http",service="shop@file"} ${failed}`,
      'traefik_service_requests_total{code="200",method="GET",protocol="http",service="noop@internal"} 9',
      'traefik_entrypoint_requests_total{code="200"} 99',
    ].join('\n');

  it('is the difference to the last time, and all of it when it was started anew', () => {
    const first = traefik.readCounts(metrics(10, 1), null);
    expect(first.counts.size).toBe(0);
    const second = traefik.readCounts(metrics(15, 1), first.state);
    expect(second.counts.get('shop')).toEqual({ '2xx': 5, '3xx': 0, '4xx': 0, '5xx': 0 });
    const anew = traefik.readCounts(metrics(3, 2), second.state);
    expect(anew.counts.get('shop')).toEqual({ '2xx': 3, '3xx': 0, '4xx': 1, '5xx': 0 });
    expect(traefik.readCounts(metrics(1, 0), 'of another program').counts.get('shop')).toMatchObject({ '2xx': 1 });
  });
});

it('forgets the files of projects that are gone', () => {
  const listing = '/etc/minipaas/dynamic/service-shop.yml\n/etc/minipaas/dynamic/service-gone.yml\n';
  expect(traefik.stalePointers(listing, [{ slug: 'shop', target: null }])).toEqual([
    '/etc/minipaas/dynamic/service-gone.yml',
  ]);
  expect(traefik.stalePointers(listing, [{ slug: 'shop', target: null }], 'shop')).toEqual([]);
});

it('finds in the log of Traefik why a certificate was refused', () => {
  const line =
    '2026-01-02T03:04:05Z ERR Unable to obtain ACME certificate for domains error="unable to generate a certificate for the domains [a.example]: acme: error: 403 :: \\"rejected\\"" domains=["a.example"]';
  expect(traefik.certificateProblem([line], 'a.example')).toContain('acme: error: 403 :: "rejected"');
  expect(traefik.certificateProblem([line], 'b.example')).toBe(null);
});
