import { describe, expect, it } from 'vitest';
import type { Caller } from '../../contract/caller.ts';
import type { Deployment, DeploymentStatus, Queue } from '../../contract/deployments.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { DeploymentId, ProjectId } from '../../contract/ids.ts';
import type { DeploymentSource } from './control-plane.ts';
import { watchDeployments } from './deployment-watch.ts';

const deployment = (id: number, status: DeploymentStatus): Deployment =>
  ({
    id: id as DeploymentId,
    projectId: 7 as ProjectId,
    status,
    url: 'http://127.0.0.1:1',
    errorMessage: 'It failed.',
    errorHint: null,
    explanation: null,
  }) as Deployment;
const change = (id: number, status: DeploymentStatus): AppEvent => ({
  type: 'deployment',
  deployment: deployment(id, status),
});
const queueOf = (...active: Deployment[]): Queue => ({
  concurrency: 2,
  pausedHosts: [],
  active: active.map((one) => ({ deployment: one, projectName: 'web', projectSlug: 'web', isPaused: false })),
  waiting: [],
});

async function watch(events: readonly AppEvent[], { isQuiet = false, queue = queueOf(), isGone = false } = {}) {
  const titles: string[] = [];
  let refreshes = 0;
  const controlPlane: DeploymentSource = {
    events: {
      async *subscribe() {
        yield* events;
      },
    },
    services: {
      deployments: { queue: () => queue },
      projects: {
        get: () => {
          if (isGone) throw new Error('gone');
          return { name: 'web' };
        },
      },
    },
    localCaller: (signal) => ({ signal }) as Caller,
  };
  await watchDeployments(
    {
      controlPlane,
      refreshTray: () => {
        refreshes += 1;
      },
      isQuiet: () => isQuiet,
      notify: ({ title }) => titles.push(title),
    },
    new AbortController().signal,
  );
  return { titles, refreshes };
}

describe('watchDeployments', () => {
  it('tells what ended and keeps the tray fresh', async () => {
    const { titles, refreshes } = await watch([
      { type: 'ready' },
      change(1, 'building'),
      change(1, 'running'),
      change(2, 'queued'),
      change(2, 'failed'),
      { type: 'queue' },
      { type: 'settings' },
    ]);
    expect(titles).toEqual(['web is running', 'web: the deployment failed']);
    expect(refreshes).toBe(6);
  });

  it('knows what was under way before it looked', async () => {
    const { titles } = await watch([{ type: 'ready' }, change(1, 'running')], {
      queue: queueOf(deployment(1, 'building')),
    });
    expect(titles).toEqual(['web is running']);
  });

  it('is silent for somebody who looks, and about what was deleted', async () => {
    const events = [change(1, 'building'), change(1, 'running')];
    expect((await watch(events, { isQuiet: true })).titles).toEqual([]);
    expect((await watch(events, { isGone: true })).titles).toEqual([]);
  });
});
