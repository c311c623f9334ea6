import { describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../../contract/ids.ts';
import { planAttach, planCompensation, planRelease, type ReleaseStep } from './plan.ts';

const id = 1 as DeploymentId;
const serving = { deploymentId: id, containerId: 'old', isRunning: true };
const situation = { projectPort: 20_000, isRouted: false, isExclusive: false, hasCommand: false, serving };
const routed = { ...situation, isRouted: true };
const text = (step: ReleaseStep): string => ('role' in step ? `${step.type} ${step.role}` : step.type);

describe('planRelease', () => {
  it('starts at once where nothing serves', () => {
    expect(planRelease({ ...situation, serving: null })).toEqual([
      { type: 'create', role: 'release', publishPort: 20_000 },
      { type: 'start', role: 'release' },
      { type: 'prove', role: 'release' },
      { type: 'makeCurrent' },
    ]);
  });

  it('takes the place of a stopped one, whose container goes last', () => {
    expect(planRelease({ ...situation, serving: { ...serving, isRunning: false } }).map(text)).toEqual([
      'create release',
      'start release',
      'prove release',
      'makeCurrent',
      'removeServing',
    ]);
  });

  it('proves beside the one that serves, on a port that the engine picks, and stops it last', () => {
    const steps = planRelease(situation);
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

describe('planRelease with an ingress', () => {
  it('starts once, beside the one that serves, and moves the route when it is proven', () => {
    const steps = planRelease(routed);
    expect(steps.map(text)).toEqual([
      'create release',
      'start release',
      'prove release',
      'route',
      'makeCurrent',
      'drain',
      'settleRoute',
      'removeServing',
    ]);
    expect(steps[0]).toEqual({ type: 'create', role: 'release', publishPort: 0 });
  });

  it('waits for nobody where nobody serves', () => {
    expect(planRelease({ ...routed, serving: null }).map(text)).toEqual([
      'create release',
      'start release',
      'prove release',
      'route',
      'makeCurrent',
      'settleRoute',
    ]);
  });

  it('takes up where it was interrupted', () => {
    expect(planAttach(routed).map(text)).toEqual([
      'prove release',
      'route',
      'makeCurrent',
      'drain',
      'removeCandidate',
      'settleRoute',
      'removeServing',
    ]);
  });
});

describe('planRelease where only one may run', () => {
  it.each([
    [routed, ['route', 'makeCurrent', 'settleRoute', 'removeServing']],
    [situation, ['makeCurrent', 'removeServing']],
  ])('stops the one that serves first', (where, end) => {
    expect(planRelease({ ...where, isExclusive: true }).map(text)).toEqual([
      'stopServing',
      'create release',
      'start release',
      'prove release',
      ...end,
    ]);
  });
});

describe('planAttach', () => {
  it('only proves and switches', () => {
    expect(planAttach(situation).map(text)).toEqual([
      'prove release',
      'makeCurrent',
      'removeCandidate',
      'removeServing',
    ]);
    expect(planAttach({ ...situation, serving: null }).map(text)).toEqual([
      'prove release',
      'makeCurrent',
      'removeCandidate',
    ]);
  });
});

describe('planCompensation', () => {
  const steps = planRelease(situation);

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

describe('planCompensation with an ingress', () => {
  const undone = (steps: readonly ReleaseStep[]) =>
    planCompensation(steps).map((step) => ('role' in step ? `${step.type} ${step.role}` : step.type));

  it('leads requests back before the container goes', () => {
    expect(undone(planRelease(routed).slice(0, 3))).toEqual(['remove release']);
    expect(undone(planRelease(routed).slice(0, 4))).toEqual(['routeBack', 'remove release']);
  });

  it('leads them back to the old one when that runs again', () => {
    const steps = planRelease({ ...routed, isExclusive: true });
    expect(undone(steps.slice(0, 5))).toEqual(['remove release', 'startServing', 'routeBack']);
    expect(undone(planRelease({ ...situation, isExclusive: true }).slice(0, 3))).toEqual([
      'remove release',
      'startServing',
    ]);
  });
});
