import { describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../../contract/ids.ts';
import { planAttach, planCompensation, planRelease, type ReleaseStep } from './plan.ts';

const id = 1 as DeploymentId;
const serving = { deploymentId: id, containerId: 'old', isRunning: true };
const text = (step: ReleaseStep): string => ('role' in step ? `${step.type} ${step.role}` : step.type);

describe('planRelease', () => {
  it('starts at once where nothing serves', () => {
    expect(planRelease({ projectPort: 20_000, serving: null })).toEqual([
      { type: 'create', role: 'release', publishPort: 20_000 },
      { type: 'start', role: 'release' },
      { type: 'prove', role: 'release' },
      { type: 'makeCurrent' },
    ]);
  });

  it('takes the place of a stopped one, whose container goes last', () => {
    expect(planRelease({ projectPort: 20_000, serving: { ...serving, isRunning: false } }).map(text)).toEqual([
      'create release',
      'start release',
      'prove release',
      'makeCurrent',
      'removeServing',
    ]);
  });

  it('proves beside the one that serves, on a port that the engine picks, and stops it last', () => {
    const steps = planRelease({ projectPort: 20_000, serving });
    expect(steps.map(text)).toEqual([
      'create candidate',
      'start candidate',
      'create release',
      'prove candidate',
      'stopServing',
      'start release',
      'prove release',
      'makeCurrent',
      'removeCandidate',
      'removeServing',
    ]);
    expect(steps[0]).toEqual({ type: 'create', role: 'candidate', publishPort: 0 });
    expect(steps[2]).toEqual({ type: 'create', role: 'release', publishPort: 20_000 });
  });
});

describe('planAttach', () => {
  it('only proves and switches', () => {
    expect(planAttach(serving).map(text)).toEqual(['prove release', 'makeCurrent', 'removeCandidate', 'removeServing']);
    expect(planAttach(null).map(text)).toEqual(['prove release', 'makeCurrent', 'removeCandidate']);
  });
});

describe('planCompensation', () => {
  const steps = planRelease({ projectPort: 20_000, serving });

  it.each([
    [1, ['remove candidate']],
    [2, ['remove candidate']],
    [3, ['remove release', 'remove candidate']],
    [4, ['remove release', 'remove candidate']],
    [5, ['remove release', 'startServing', 'remove candidate']],
    [7, ['remove release', 'startServing', 'remove candidate']],
  ])('after %i steps frees the port, serves again, tidies up', (begun, expected) => {
    const undo = planCompensation(steps.slice(0, begun));
    expect(undo.map((step) => ('role' in step ? `${step.type} ${step.role}` : step.type))).toEqual(expected);
  });

  it('does nothing where nothing was begun', () => {
    expect(planCompensation([])).toEqual([]);
  });

  it('refuses to undo what is current', () => {
    expect(() => planCompensation(steps)).toThrow('is not undone');
  });
});
