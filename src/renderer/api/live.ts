/**
 * Keeps what is shown as it is in truth: small changes arrive as events and patch the query cache; a stream that begins
 * anew makes everything stale, because nobody knows what was missed.
 */
import type { QueryClient } from '@tanstack/react-query';
import { assertNever } from '../../contract/assert-never.ts';
import type { Deployment } from '../../contract/deployments.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { ProjectId } from '../../contract/ids.ts';
import { createCoalescer } from '../lib/coalesce.ts';
import type { Api } from './client.ts';
import type { ErrorNewsEvent } from './error-news.ts';
import { type DeploymentPage, patchDeploymentPages, patchProject, patchQueue, upsert } from './patch.ts';

interface LiveDeps {
  readonly api: Api;
  readonly cache: QueryClient;
  readonly onErrorNews?: (news: ErrorNewsEvent) => void;
}

/** Reads events as long as the page lives; the returned function ends it. */
export function startLive(deps: LiveDeps): () => void {
  const lifetime = new AbortController();
  const { api } = deps;
  const apply = createEventApplier(deps);
  void readEvents(api, apply, lifetime.signal);
  return () => lifetime.abort();
}

async function readEvents(api: Api, apply: (event: AppEvent) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await whenLive(api, signal);
      for await (const event of await api.client.events.subscribe(undefined, { signal })) apply(event);
    } catch {
      // The connection tells the person; here it only matters that reading begins again on the next channel.
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function whenLive({ connection }: Api, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (connection.getState().status !== 'live') return;
      stop();
      resolve();
    };
    const stop = connection.subscribe(check);
    signal.addEventListener('abort', () => {
      stop();
      reject(signal.reason);
    });
    check();
  });
}

export function createEventApplier({
  api: { client, query },
  cache,
  onErrorNews,
}: LiveDeps): (event: AppEvent) => void {
  const readProject = createCoalescer<ProjectId>(async (id) => {
    const project = await client.projects.get({ id });
    cache.setQueryData(query.projects.get.queryKey({ input: { id } }), project);
    cache.setQueryData(query.projects.list.queryKey(), (list) => list && upsert(list, project));
  });
  const readQueue = createCoalescer<'queue'>(async () => {
    const queue = await client.deployments.queue();
    cache.setQueryData(query.deployments.queue.queryKey(), queue);
    for (const { deployment } of queue.waiting) applyDeployment(deployment);
  });

  const applyDeployment = (deployment: Deployment) => {
    const { id, projectId } = deployment;
    cache.setQueryData(query.deployments.get.queryKey({ input: { id } }), deployment);
    cache.setQueriesData<{ pages: DeploymentPage[]; pageParams: unknown[] }>(
      { queryKey: query.deployments.list.key({ type: 'infinite', input: { id: projectId } }) },
      (data) => data && patchDeploymentPages(data, deployment),
    );
    cache.setQueryData(query.deployments.queue.queryKey(), (queue) => queue && patchQueue(queue, deployment));
    cache.setQueryData(query.projects.list.queryKey(), (list) => list?.map((item) => patchProject(item, deployment)));
    cache.setQueryData(
      query.projects.get.queryKey({ input: { id: projectId } }),
      (project) => project && patchProject(project, deployment),
    );
  };

  const stale = (queryKey: readonly unknown[]) => void cache.invalidateQueries({ queryKey });
  // A read that fails leaves the old data; the connection or the next event reads again.
  const ignore = () => undefined;

  return (event) => {
    switch (event.type) {
      case 'ready':
        return void cache.invalidateQueries();
      case 'deployment':
        return applyDeployment(event.deployment);
      case 'project':
        // Hosts count their projects, and how many of them run.
        stale(query.hosts.key());
        return void readProject(event.projectId).catch(ignore);
      case 'projectRemoved':
        stale(query.hosts.key());
        cache.setQueryData(query.projects.list.queryKey(), (list) => list?.filter(({ id }) => id !== event.projectId));
        return stale(query.projects.get.key({ input: { id: event.projectId } }));
      case 'environment':
        return stale(query.environment.key());
      case 'queue':
        return void readQueue('queue').catch(ignore);
      case 'host':
        cache.setQueryData(query.hosts.list.queryKey(), (list) => list && upsert(list, event.host));
        return void cache.setQueryData(query.hosts.get.queryKey({ input: { id: event.host.id } }), event.host);
      case 'hostRemoved':
        cache.setQueryData(query.hosts.list.queryKey(), (list) => list?.filter(({ id }) => id !== event.hostId));
        return stale(query.hosts.get.key({ input: { id: event.hostId } }));
      case 'ingress':
        void cache.invalidateQueries({ queryKey: query.ingress.get.key({ input: { id: event.hostId } }) });
        return;
      case 'domains':
        void cache.invalidateQueries({ queryKey: query.domains.list.key({ input: { id: event.projectId } }) });
        return;
      case 'backups':
        return stale(query.backups.key());
      case 'volumes':
        return stale(query.volumes.key());
      case 'health':
        return stale(query.health.key());
      case 'errors':
        return stale(query.errorGroups.key());
      case 'errorNews':
        return onErrorNews?.(event);
      case 'sharedSecrets':
        return stale(query.sharedSecrets.key());
      case 'settings':
        return stale(query.settings.key());
      case 'forwards':
        return stale(query.forwards.key());
      default:
        return assertNever(event);
    }
  };
}
