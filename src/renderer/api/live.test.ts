import { createORPCClient } from '@orpc/client';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Deployment, Queue } from '../../contract/deployments.ts';
import type { Host } from '../../contract/hosts.ts';
import type { Project } from '../../contract/projects.ts';
import type { Api, ApiClient } from './client.ts';
import { createEventApplier } from './live.ts';
import { createQueryClient } from './query-client.ts';

const project = (id: number, change: Partial<Project> = {}) =>
  ({ id, name: `p${id}`, latest: null, current: null, ...change }) as Project;
const deployment = (id: number, change: Partial<Deployment> = {}) =>
  ({ id, projectId: 1, status: 'queued', isCurrent: false, ...change }) as Deployment;

describe('events', () => {
  const get = vi.fn(({ id }: { id: number }) => Promise.resolve(project(id, { name: 'read again' })));
  const readQueue = vi.fn(
    (): Promise<Queue> =>
      Promise.resolve({
        concurrency: 2,
        pausedHosts: [],
        active: [],
        waiting: [
          { deployment: deployment(5, { queuePosition: 1 }), projectName: 'p1', projectSlug: 'p1', isPaused: false },
        ],
      }),
  );
  const answers: Readonly<Record<string, (input: never) => Promise<unknown>>> = {
    'projects.get': get,
    'deployments.queue': readQueue,
  };
  const client: ApiClient = createORPCClient({
    call: (path, input) =>
      answers[path.join('.')]?.(input as never) ?? Promise.reject(new Error(`not faked: ${path.join('.')}`)),
  });
  const query = createTanstackQueryUtils(client);
  const api = { client, query } as unknown as Api;
  let cache = createQueryClient();
  let apply = createEventApplier({ api, cache });
  beforeEach(() => {
    cache = createQueryClient();
    apply = createEventApplier({ api, cache });
    get.mockClear();
  });
  const list = () => cache.getQueryData(query.projects.list.queryKey());

  it('a deployment reaches the project, the list, the queue and its own page', () => {
    cache.setQueryData(query.projects.list.queryKey(), [project(1), project(2)]);
    cache.setQueryData(query.projects.get.queryKey({ input: { id: project(1).id } }), project(1));
    const moved = deployment(7, { status: 'building' });
    apply({ type: 'deployment', deployment: moved });
    expect(list()?.map(({ latest }) => latest?.status)).toEqual(['building', undefined]);
    expect(cache.getQueryData(query.projects.get.queryKey({ input: { id: project(1).id } }))?.latest).toBe(moved);
    expect(cache.getQueryData(query.deployments.get.queryKey({ input: { id: moved.id } }))).toBe(moved);
  });

  it('invents no data where nothing was read yet', () => {
    apply({ type: 'deployment', deployment: deployment(7) });
    expect(list()).toBeUndefined();
    expect(cache.getQueryData(query.deployments.queue.queryKey())).toBeUndefined();
  });

  it('a changed project is read once for many events and put into the list', async () => {
    cache.setQueryData(query.projects.list.queryKey(), [project(1)]);
    for (let times = 0; times < 5; times += 1) apply({ type: 'project', projectId: project(1).id });
    await expect.poll(() => get).toHaveBeenCalledTimes(2);
    expect(list()?.[0]?.name).toBe('read again');
  });

  it('a project that came, went or changed makes the counts of the hosts old', () => {
    cache.setQueryData(query.hosts.list.queryKey(), []);
    apply({ type: 'projectRemoved', projectId: project(1).id });
    expect(cache.getQueryState(query.hosts.list.queryKey())?.isInvalidated).toBe(true);
    cache.setQueryData(query.hosts.list.queryKey(), []);
    apply({ type: 'project', projectId: project(1).id });
    expect(cache.getQueryState(query.hosts.list.queryKey())?.isInvalidated).toBe(true);
  });

  it('a removed project leaves the list', () => {
    cache.setQueryData(query.projects.list.queryKey(), [project(1), project(2)]);
    apply({ type: 'projectRemoved', projectId: project(1).id });
    expect(list()?.map(({ id }) => id)).toEqual([2]);
  });

  it('places in the queue reach the projects that wait', async () => {
    cache.setQueryData(query.projects.list.queryKey(), [project(1, { latest: deployment(5, { queuePosition: 2 }) })]);
    apply({ type: 'queue' });
    await expect.poll(() => list()?.[0]?.latest?.queuePosition).toBe(1);
  });

  it('a host is replaced in its list', () => {
    const host = { id: 1, name: 'local', status: 'connected' } as Host;
    cache.setQueryData(query.hosts.list.queryKey(), [host]);
    apply({ type: 'host', host: { ...host, status: 'unreachable' } });
    expect(cache.getQueryData(query.hosts.list.queryKey())?.[0]?.status).toBe('unreachable');
  });

  it('the beginning of a stream makes everything stale', () => {
    cache.setQueryData(query.settings.get.queryKey(), { defaultPort: 3000 } as never);
    apply({ type: 'ready' });
    expect(cache.getQueryState(query.settings.get.queryKey())?.isInvalidated).toBe(true);
  });
});
