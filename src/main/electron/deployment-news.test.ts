import { describe, expect, it } from 'vitest';
import type { Deployment, DeploymentStatus } from '../../contract/deployments.ts';
import type { DeploymentId } from '../../contract/ids.ts';
import { createDeploymentNews, tell } from './deployment-news.ts';

const deployment = (id: number, status: DeploymentStatus, more: Partial<Deployment> = {}): Deployment =>
  ({ id: id as DeploymentId, status, url: null, commitSha: null, commitMessage: null, ...more }) as Deployment;

describe('createDeploymentNews', () => {
  const news = (...changes: readonly [number, DeploymentStatus][]) => {
    const { take } = createDeploymentNews();
    return changes.map(([id, status]) => take(deployment(id, status)));
  };

  it('tells once that a deployment ended', () => {
    expect(news([1, 'queued'], [1, 'building'], [1, 'starting'], [1, 'running'], [1, 'running'])).toEqual([
      null,
      null,
      null,
      'running',
      null,
    ]);
    expect(news([1, 'building'], [2, 'building'], [2, 'failed'], [1, 'running'])).toEqual([
      null,
      null,
      'failed',
      'running',
    ]);
  });

  it('is silent about what ended before it looked', () => {
    expect(news([1, 'running'], [2, 'failed'])).toEqual([null, null]);
  });

  it('is silent about what somebody asked for', () => {
    expect(news([1, 'building'], [1, 'cancelled'], [2, 'queued'], [2, 'superseded'])).toEqual([null, null, null, null]);
  });

  it('tells again when a failed deployment is tried again', () => {
    expect(news([1, 'building'], [1, 'failed'], [1, 'queued'], [1, 'running'])).toEqual([
      null,
      'failed',
      null,
      'running',
    ]);
  });
});

describe('tell', () => {
  it('gives the address of what runs, or what was deployed', () => {
    expect(tell('running', 'web', deployment(1, 'running', { url: 'http://127.0.0.1:3000' }))).toEqual({
      title: 'web is running',
      body: 'http://127.0.0.1:3000',
    });
    const commit = { commitSha: '0123456789', commitMessage: 'Add a page' };
    expect(tell('running', 'web', deployment(1, 'running', commit)).body).toBe('0123456 Add a page');
  });

  it('gives the reason and the next step of what failed', () => {
    const why = { errorMessage: 'The build failed.', errorHint: 'See the log.' };
    expect(tell('failed', 'web', deployment(1, 'failed', why))).toEqual({
      title: 'web: the deployment failed',
      body: 'The build failed. See the log.',
    });
  });
});
