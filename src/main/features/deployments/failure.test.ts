import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import { backoffDelay, decideFailure, isEngineAway, MAX_ATTEMPTS, toAppError } from './failure.ts';

const lost = new AppError('REGISTRY_UNREACHABLE', { image: 'node', problem: 'timeout' });
const broken = new AppError('BUILD_FAILED', { step: 'RUN false', exitCode: 1 });

describe('decideFailure', () => {
  it('tries again what may succeed unchanged', () => {
    expect(decideFailure(lost, 1, 1_000, 0.5)).toEqual({ type: 'retry', attempt: 2, at: 3_500 });
  });

  it('does not try again what is broken', () => {
    expect(decideFailure(broken, 1, 0, 0.5)).toEqual({ type: 'fail' });
  });

  it(`gives up after ${MAX_ATTEMPTS} attempts`, () => {
    expect(decideFailure(lost, MAX_ATTEMPTS - 1, 0, 0.5).type).toBe('retry');
    expect(decideFailure(lost, MAX_ATTEMPTS, 0, 0.5)).toEqual({ type: 'fail' });
  });

  it('goes on at once after an interruption of ours', () => {
    const interrupted = new AppError('INTERRUPTED', { stage: 'build' });
    expect(decideFailure(interrupted, 1, 1_000, 0.9)).toEqual({ type: 'retry', attempt: 2, at: 1_000 });
    expect(decideFailure(interrupted, MAX_ATTEMPTS, 1_000, 0.9)).toEqual({ type: 'fail' });
  });
});

describe('backoffDelay', () => {
  it('doubles from 5 s to 5 min, all of it jitter', () => {
    expect([1, 2, 3, 4, 7, 8, 1000].map((failures) => backoffDelay(failures, 0.999_999_9))).toEqual([
      5_000, 10_000, 20_000, 40_000, 300_000, 300_000, 300_000,
    ]);
    expect(backoffDelay(5, 0)).toBe(0);
    expect(backoffDelay(1, 0.5)).toBe(2_500);
  });
});

describe('toAppError', () => {
  it('keeps ours and hides the inside of others', () => {
    expect(toAppError(lost)).toBe(lost);
    const cause = new Error('password in here');
    expect(toAppError(cause)).toMatchObject({ code: 'INTERNAL', cause });
    expect(toAppError(cause).message).not.toContain('password');
  });
});

describe('isEngineAway', () => {
  it('knows the errors that end by themselves', () => {
    expect(['ENGINE_LOST', 'DOCKER_NOT_FOUND', 'DOCKER_TOO_OLD', undefined].map(isEngineAway)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
