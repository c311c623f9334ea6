import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { Pointer } from '../../features/ingress/ports.ts';
import type { Route, RouteTable } from '../../features/ingress/ports/routes.ts';
import { caddy } from './caddy.ts';
import { caddyConfig } from './caddy-config.ts';
import { countProgram } from './caddy-counts.ts';

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

const table = (isPublic: boolean, ...routes: readonly Route[]): RouteTable => ({
  token: 'token',
  httpsPort: 443,
  acme: { email: 'ada@example.com', directory: null },
  isPublic,
  routes,
});

const secured = route({ hostName: 'shop.example.com', tls: 'acme', audience: 'everybody' });

interface Config {
  readonly admin: unknown;
  readonly apps: {
    readonly http: {
      readonly servers: Readonly<Record<string, { readonly listen: readonly string[]; readonly routes: unknown }>>;
    };
    readonly tls?: unknown;
  };
}
const configOf = (of: RouteTable): Config => caddyConfig(of) as unknown as Config;
const textOf = (of: RouteTable, server: string): string =>
  JSON.stringify(configOf(of).apps.http.servers[server]?.routes);

const pointer = (deploymentId: number, containerId: string): Pointer => ({
  slug: 'shop',
  target: { deploymentId: deploymentId as DeploymentId, containerId: containerId.repeat(64), port: 3000 },
});

describe('the configuration of Caddy', () => {
  it('always says where its own commands come in', () => {
    expect(configOf(table(false)).admin).toEqual({ listen: 'localhost:2019' });
  });

  it('does not name a container: a release changes nothing of it', () => {
    expect(JSON.stringify(caddyConfig(table(false, route({}))))).not.toMatch(/:3000|minipaas-shop/);
  });

  it('keeps names of the machine from everybody where everybody comes in', () => {
    const open = table(true, route({}), secured);
    expect(Object.keys(configOf(open).apps.http.servers)).toEqual(['http', 'machine', 'https']);
    expect(textOf(open, 'http')).not.toContain('shop.localhost');
    expect(textOf(open, 'machine')).toContain('shop.localhost');
    expect(textOf(open, 'machine')).not.toContain('shop.example.com');
    expect(textOf(table(false, route({}), secured), 'http')).toContain('shop.localhost');
  });

  it('sends plain HTTP to HTTPS, and takes certificates of its own where that is wanted', () => {
    const of = table(true, secured, route({ hostName: 'inner.example', tls: 'internal', audience: 'everybody' }));
    expect(textOf(of, 'http')).toContain('https://{http.request.host}{http.request.uri}');
    expect(JSON.stringify(configOf(of).apps.tls)).toContain(
      '{"subjects":["inner.example"],"issuers":[{"module":"internal"}]}',
    );
    expect(JSON.stringify(configOf(of).apps.tls)).toContain('{"module":"acme","email":"ada@example.com"}');
    expect(configOf(table(true, route({}))).apps.tls).toBeUndefined();
  });
});

describe('where Caddy leads requests', () => {
  it('is the file of the newest deployment, by its number and not by a clock', () => {
    expect(caddy.point(pointer(17, 'a'))).toEqual([
      { path: '/etc/minipaas/routes/shop/aaaaaaaaaaaa:3000', text: '', modifiedAt: 17 },
    ]);
    expect(caddy.point({ slug: 'shop', target: null })).toEqual([]);
  });

  it('is nowhere else when that is settled: of one project, or of all', () => {
    const listing = [
      '/etc/minipaas/routes/shop/aaaaaaaaaaaa:3000',
      '/etc/minipaas/routes/shop/bbbbbbbbbbbb:3000',
      '/etc/minipaas/routes/other/cccccccccccc:80',
      '',
    ].join('\n');
    expect(caddy.stalePointers(listing, [pointer(17, 'a')], 'shop')).toEqual([
      '/etc/minipaas/routes/shop/bbbbbbbbbbbb:3000',
    ]);
    expect(caddy.stalePointers(listing, [pointer(17, 'a')])).toEqual([
      '/etc/minipaas/routes/shop/bbbbbbbbbbbb:3000',
      '/etc/minipaas/routes/other/cccccccccccc:80',
    ]);
  });
});

describe('what Caddy has answered', () => {
  it('is counted in its container by project and class', () => {
    const routes = [
      route({ hostName: 'a.example', pathPrefix: '/api', slug: 'api' }),
      route({ hostName: 'a.example' }),
    ];
    const log = [
      { request: { host: 'a.example:8080', uri: '/api/x' }, status: 200 },
      { request: { host: 'A.example', uri: '/apiary' }, status: 404 },
      { request: { host: 'a.example', uri: '/api' }, status: 503 },
      { request: { host: 'a.example', uri: '/"host":"b.example"' }, status: 200 },
      { request: { host: 'unknown.example', uri: '/' }, status: 200 },
    ];
    const counted = execFileSync('awk', [countProgram({ routes })], {
      input: `${log.map((line) => JSON.stringify(line)).join('\n')}\n`,
      encoding: 'utf8',
    });
    const { counts, state } = caddy.readCounts(`${counted}next 4711\n`, '12');
    expect(state).toBe('4711');
    expect(Object.fromEntries(counts)).toEqual({
      api: { '2xx': 1, '3xx': 0, '4xx': 0, '5xx': 1 },
      shop: { '2xx': 1, '3xx': 0, '4xx': 1, '5xx': 0 },
    });
  });

  it('is counted on where it was left, and from now on at first', () => {
    expect(caddy.countCommand(null).at(-1)).toBe('end');
    expect(caddy.countCommand('4711').at(-1)).toBe('4711');
    expect(caddy.readCounts('sh: not found\n', '4711')).toEqual({ counts: new Map(), state: '4711' });
  });
});

it('finds in the log of Caddy why a certificate was refused', () => {
  const line = (identifier: string, error: string) =>
    JSON.stringify({ level: 'error', logger: 'tls.obtain', msg: 'could not get certificate', identifier, error });
  const lines = [line('a.example', 'first'), line('a.example', 'HTTP 403: "no"'), line('b.example', 'other'), 'noise'];
  expect(caddy.certificateProblem(lines, 'a.example')).toBe('HTTP 403: "no"');
  expect(caddy.certificateProblem(lines, 'c.example')).toBe(null);
});
