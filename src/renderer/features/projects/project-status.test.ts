import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../contract/deployments.ts';
import type { Project } from '../../../contract/projects.ts';
import { projectStatus, statusRank } from './project-status.ts';

const deployment = (id: number, change: Partial<Deployment> = {}) =>
  ({ id, status: 'running', isCurrent: false, queuePosition: null, attempt: 1, ...change }) as Deployment;
const project = (change: Partial<Project>) => ({ latest: null, current: null, runState: 'none', ...change }) as Project;
const serving = deployment(4, { isCurrent: true });

describe('projectStatus', () => {
  it.each([
    ['never deployed', {}, 'not deployed', null],
    ['first build', { latest: deployment(1, { status: 'building' }) }, 'building', null],
    ['second attempt', { latest: deployment(1, { status: 'building', attempt: 2 }) }, 'building', 'attempt 2'],
    ['waits', { latest: deployment(1, { status: 'queued', queuePosition: 3 }) }, 'queued, 3rd', null],
    [
      'builds beside',
      { latest: deployment(5, { status: 'building' }), current: serving, runState: 'running' },
      'building',
      'the release before serves on',
    ],
    ['runs', { latest: serving, current: serving, runState: 'running' }, 'running', null],
    [
      'runs after a failure',
      { latest: deployment(5, { status: 'failed' }), current: serving, runState: 'running' },
      'running',
      'the last deployment failed',
    ],
    ['stopped', { latest: serving, current: serving, runState: 'stopped' }, 'stopped', null],
    ['host away', { latest: serving, current: serving, runState: 'unknown' }, 'not known', null],
    ['failed at first', { latest: deployment(1, { status: 'failed' }) }, 'failed', null],
    ['cancelled at first', { latest: deployment(1, { status: 'cancelled' }) }, 'cancelled', null],
  ] as const)('%s', (_name, change, label, note) => {
    expect(projectStatus(project(change as Partial<Project>))).toMatchObject({ label, note });
  });

  it('sorts what needs a person first', () => {
    const failed = project({ latest: deployment(1, { status: 'failed' }) });
    const shaky = project({ latest: deployment(5, { status: 'failed' }), current: serving, runState: 'running' });
    const fine = project({ latest: serving, current: serving, runState: 'running' });
    const idle = project({});
    expect([idle, fine, shaky, failed].toSorted((a, b) => statusRank(a) - statusRank(b))).toEqual([
      failed,
      shaky,
      fine,
      idle,
    ]);
  });
});
