import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../contract/deployments.ts';
import type { Project } from '../../contract/projects.ts';
import { patchDeploymentPages, patchProject, patchQueue, upsert } from './patch.ts';

const deployment = (id: number, change: Partial<Deployment> = {}) =>
  ({ id, projectId: 1, status: 'running', isCurrent: false, ...change }) as Deployment;
const project = (change: Partial<Project> = {}) =>
  ({ id: 1, name: 'shop', latest: null, current: null, ...change }) as Project;

describe('patchProject', () => {
  it('takes the newest deployment and the one that serves', () => {
    const old = project({ latest: deployment(4, { isCurrent: true }), current: deployment(4, { isCurrent: true }) });
    const building = deployment(5, { status: 'building' });
    expect(patchProject(old, building)).toEqual({ ...old, latest: building });
    const serving = deployment(5, { isCurrent: true });
    expect(patchProject(old, serving)).toEqual({ ...old, latest: serving, current: serving });
  });

  it('keeps what serves until another one does, and lets it be stopped', () => {
    const old = project({ latest: deployment(5), current: deployment(4, { isCurrent: true }) });
    expect(patchProject(old, deployment(4, { isCurrent: false }))).toBe(old);
    const stopped = deployment(4, { status: 'stopped' });
    expect(patchProject(old, stopped).current).toBe(stopped);
  });

  it('leaves other projects and older history alone', () => {
    const old = project({ latest: deployment(5) });
    expect(patchProject(old, { ...deployment(9), projectId: 2 } as Deployment)).toBe(old);
    expect(patchProject(old, deployment(3, { status: 'failed' }))).toBe(old);
  });
});

describe('patchDeploymentPages', () => {
  const data = {
    pages: [
      { items: [deployment(9, { isCurrent: true }), deployment(8)], nextCursor: 'c' },
      { items: [deployment(7)], nextCursor: null },
    ],
    pageParams: [undefined, 'c'],
  };
  const shape = (patched: typeof data) =>
    patched.pages.map(({ items }) => items.map(({ id, isCurrent }) => `${id}${isCurrent ? '*' : ''}`));

  it('replaces a known one wherever it is, and gives the mark to one only', () => {
    expect(shape(patchDeploymentPages(data, deployment(7, { isCurrent: true })))).toEqual([['9', '8'], ['7*']]);
  });

  it('puts a new one first, and leaves one that was not read yet where it is', () => {
    expect(shape(patchDeploymentPages(data, deployment(10)))).toEqual([['10', '9*', '8'], ['7']]);
    expect(patchDeploymentPages(data, deployment(2))).toBe(data);
  });
});

it('patchQueue changes the item in its place', () => {
  const item = (id: number) => ({
    deployment: deployment(id, { status: 'queued' }),
    projectName: 'shop',
    projectSlug: 'shop',
    isPaused: false,
  });
  const queue = { concurrency: 2, pausedHosts: [], active: [item(1)], waiting: [item(2)] };
  const patched = patchQueue(queue, deployment(2, { queuePosition: 1 }));
  expect(patched.waiting[0]?.deployment.queuePosition).toBe(1);
  expect(patched.active).toEqual(queue.active);
});

it('upsert replaces or adds', () => {
  const [a, b] = [project(), project({ id: 2 as Project['id'] })];
  expect(upsert([a], b)).toEqual([a, b]);
  const renamed = { ...a, name: 'store' };
  expect(upsert([a, b], renamed)).toEqual([renamed, b]);
});
