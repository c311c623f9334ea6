import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../contract/deployments.ts';
import { deploymentStatus as statuses } from '../../contract/deployments.ts';
import {
  commitTitle,
  deploymentDuration,
  deploymentProblem,
  deploymentStatus,
  triggerWord,
} from './deployment-view.ts';

const deployment = (change: Partial<Deployment>) =>
  ({
    id: 1,
    status: 'running',
    isCurrent: false,
    queuePosition: null,
    rollbackOf: null,
    movesFrom: null,
    buildSteps: null,
    cachedSteps: null,
    trigger: 'manual',
    ...change,
  }) as Deployment;

describe('deployment view', () => {
  it('has a word and a tone for every status', () => {
    for (const status of statuses.options) expect(deploymentStatus(deployment({ status })).label).not.toBe('');
    expect(deploymentStatus(deployment({ status: 'queued', queuePosition: 2 }))).toEqual({
      tone: 'wait',
      label: 'queued, 2nd',
    });
    expect(deploymentStatus(deployment({ isCurrent: true })).label).toBe('running');
    expect(deploymentStatus(deployment({ isCurrent: false })).label).toBe('was running');
  });

  it('says what began it', () => {
    expect(triggerWord(deployment({ trigger: 'push' }))).toBe('git push');
    expect(triggerWord(deployment({ trigger: 'rollback', rollbackOf: 7 as Deployment['id'] }))).toBe('rollback to #7');
    expect(triggerWord(deployment({ trigger: 'settings', movesFrom: 1 as Deployment['hostId'] }))).toBe(
      'move to another host',
    );
  });

  it('measures from its first stage, up to now while it runs', () => {
    const startedAt = new Date(1_000).toISOString();
    expect(deploymentDuration(deployment({ startedAt: null, finishedAt: null }), 9_000)).toBeNull();
    expect(deploymentDuration(deployment({ startedAt, finishedAt: null }), 13_000)).toBe('12 s');
    expect(deploymentDuration(deployment({ startedAt, finishedAt: new Date(66_000).toISOString() }), 0)).toBe(
      '1 min 05 s',
    );
  });

  it('shows an error with its next step', () => {
    expect(deploymentProblem(deployment({ errorCode: null, errorMessage: null, errorHint: null }))).toBeNull();
    expect(
      deploymentProblem(deployment({ errorCode: 'BUILD_FAILED', errorMessage: 'It broke.', errorHint: null })),
    ).toEqual({
      code: 'BUILD_FAILED',
      message: 'It broke.',
      hint: '',
    });
  });

  it('takes the first line of a commit message', () => {
    expect(commitTitle('Say hello\n\nBecause.')).toBe('Say hello');
  });
});
