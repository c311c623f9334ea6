import { expect, it } from 'vitest';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import { createKeeper } from './keeper.ts';
import type { IngressContainer, IngressDriver, IngressEngine, IngressFile, Pointer, RouteTarget } from './ports.ts';

const host = 1 as HostId;
const shop = { id: 5 as ProjectId, name: 'Shop', slug: 'shop', subdomain: 'shop', hostId: host };
const release = (number: number): RouteTarget => ({
  deploymentId: number as DeploymentId,
  containerId: `container${number}`,
  port: 3000,
});
const pointer = (number: number): Pointer => ({ slug: 'shop', target: release(number) });

/** A container with files in memory. As with an engine's archive, what is in the place of a file is removed before it is written. */
function createEngine() {
  const files = new Map<string, string>();
  const replaced: string[] = [];
  const reloads: string[] = [];
  let container: IngressContainer | null = null;
  let removed = 0;
  const put = (list: readonly IngressFile[]): void => {
    for (const { path, text } of list) {
      if (files.has(path)) {
        replaced.push(path);
      }
      files.set(path, text);
    }
  };
  const engine: IngressEngine = {
    address: '127.0.0.1',
    find: async () => container,
    hasImage: async () => true,
    pullImage: async () => undefined,
    async start(spec) {
      put(spec.files);
      container = {
        id: 'ingress',
        isRunning: true,
        exitCode: null,
        labels: spec.labels,
        startedAt: 1,
        networks: [spec.network],
      };
      return 'ingress';
    },
    async remove() {
      removed += 1;
      container = null;
      files.clear();
    },
    putFiles: async (_id, list) => put(list),
    async run(_id, [program, ...args]) {
      if (program === 'rm') {
        for (const path of args) {
          files.delete(path);
        }
      }
      if (program === 'sh') {
        const [, script = '', name = '', ...rest] = args;
        if (script.startsWith('cat ')) {
          return { exitCode: 0, output: `${files.get(name) ?? '\n'}${listing()}` };
        }
        const isReload = script.startsWith('taken=');
        if (isReload) {
          const [, , ...command] = rest;
          reloads.push(command.join(' '));
        }
        const moves = isReload ? rest.slice(0, 2) : rest;
        for (let index = 0; index < moves.length; index += 2) {
          const [from = '', to = ''] = moves.slice(index, index + 2);
          files.set(to, files.get(from) ?? '');
          files.delete(from);
        }
      }
      return { exitCode: 0, output: listing() };
    },
    isListening: async () => true,
    lastLines: async () => [],
  };
  const listing = (): string => [...files.keys()].filter((path) => path.startsWith('/routes/')).join('\n');
  /** As when somebody removes the network that it is in. */
  const cutOff = (): void => {
    container = container === null ? null : { ...container, id: 'cut off', networks: [] };
  };
  return { engine, files, replaced, reloads, listing, cutOff, idOf: () => container?.id, removals: () => removed };
}

/** `watches`: reads what is in its folder by itself; else a pointer is the name of a file. */
function createDriver(watches: boolean): IngressDriver {
  const fileOf = ({ slug, target }: Pointer): string => `/routes/${slug}${watches ? '' : `/${target?.containerId}`}`;
  return {
    program: watches ? 'traefik' : 'caddy',
    settleMs: 0,
    dataPath: '/data',
    command: () => ['serve'],
    configuration: ({ routes }) => [{ path: '/routes.conf', text: routes.map(({ slug }) => slug).join() }],
    reload: watches ? null : ['reload'],
    point: (each) => (each.target === null ? [] : [{ path: fileOf(each), text: each.target.containerId }]),
    listPointers: ['find'],
    stalePointers: (listed, pointers, slug = '') =>
      listed.split('\n').filter((path) => path.startsWith(`/routes/${slug}`) && !pointers.map(fileOf).includes(path)),
    countCommand: () => [],
    readCounts: () => ({ counts: new Map(), state: '' }),
    certificateProblem: () => null,
  };
}

function createWorld({ watches = false } = {}) {
  const inside = createEngine();
  const world = { ...inside, projects: [shop], current: release(1) };
  const driver = createDriver(watches);
  const keeper = createKeeper({
    store: {
      get: (hostId) => ({
        hostId,
        isWanted: true,
        driver: null,
        httpPort: 80,
        httpsPort: 443,
        isPublic: null,
        acmeEmail: null,
        acmeDirectory: null,
      }),
      change: () => expect.fail('nothing is to be changed'),
    },
    domains: { listAll: () => [] } as never,
    projects: { get: () => shop, list: () => world.projects },
    releases: { targetOf: () => world.current },
    hosts: { nameOf: () => 'here', kindOf: () => 'local', engine: async () => inside.engine },
    drivers: { caddy: driver, traefik: driver },
    defaults: () => ({ driver: driver.program, images: { caddy: 'caddy', traefik: 'traefik' } }),
    labels: { 'minipaas.instance': 'ours' },
    network: 'minipaas',
    clock: { now: () => 0, sleep: async () => undefined },
    events: { publish: () => undefined },
    diagnostics: { info: () => undefined, warn: () => undefined },
  });
  return { world, keeper };
}

it('writes no pointer anew that requests follow, however often it looks, and when a release is settled', async () => {
  const { world, keeper } = createWorld();
  await keeper.sync(host, 'install');
  world.projects = [shop, { ...shop, id: 6 as ProjectId, slug: 'blog' }];
  await keeper.sync(host, 'look');
  await keeper.point(host, pointer(2));
  world.current = release(2);
  await keeper.settle(host, pointer(2));
  await keeper.settle(host, pointer(2));
  expect(world.replaced.filter((path) => path.startsWith('/routes/'))).toEqual([]);
  expect(world.listing().split('\n')).toContain('/routes/shop/container2');
  expect(world.listing()).not.toContain('/routes/shop/container1');
});

it('has its configuration read where the routes are others, and only there', async () => {
  const { world, keeper } = createWorld();
  await keeper.sync(host, 'install');
  await keeper.sync(host, 'look');
  expect(world.reloads).toEqual([]);
  world.projects = [{ ...shop, slug: 'store' }];
  await keeper.sync(host, 'look');
  await keeper.sync(host, 'look');
  expect(world.reloads).toEqual(['reload']);
  expect(world.files.get('/routes.conf')).toBe('store');
});

it('lets a look lead no request back while a release is routed to and not current yet', async () => {
  const { world, keeper } = createWorld();
  await keeper.sync(host, 'install');
  await keeper.point(host, pointer(2));
  await keeper.sync(host, 'look');
  expect(world.listing()).toContain('/routes/shop/container2');
  // It failed after all: the one before it is led to again, and nothing else.
  await keeper.settle(host, pointer(1));
  await keeper.sync(host, 'look');
  expect(world.listing()).toBe('/routes/shop/container1');
});

it('moves files to where a program reads them by itself, so that it never reads a part', async () => {
  const { world, keeper } = createWorld({ watches: true });
  await keeper.sync(host, 'install');
  await keeper.point(host, pointer(2));
  world.current = release(2);
  await keeper.settle(host, pointer(2));
  world.projects = [{ ...shop, slug: 'store' }];
  await keeper.sync(host, 'look');
  const isRead = (path: string): boolean => path.startsWith('/routes');
  expect(world.replaced.filter(isRead)).toEqual([]);
  expect([...world.files].filter(([path]) => isRead(path))).toEqual([
    ['/routes.conf', 'store'],
    ['/routes/store', 'container2'],
  ]);
});

it('makes it anew when it is no longer in the network of the applications, and not otherwise', async () => {
  const { world, keeper } = createWorld();
  await keeper.sync(host, 'install');
  keeper.refresh(host);
  await keeper.close();
  expect(world.removals()).toBe(0);

  const other = createWorld();
  await other.keeper.sync(host, 'install');
  other.world.cutOff();
  other.keeper.refresh(host);
  await expect.poll(other.world.idOf).toBe('ingress');
  expect(other.world.removals()).toBe(1);
});
