import { describe, expect, it } from 'vitest';
import type { ContainerFacts } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { planRecovery } from './recovery.ts';

const row = (change: Partial<DeploymentRow> = {}): DeploymentRow =>
  ({
    id: 2,
    status: 'starting',
    image: 'minipaas/shop:2',
    snapshot: { containerPort: 3000 },
    ...change,
  }) as DeploymentRow;
const container = (role: string, state: ContainerFacts['state']): ContainerFacts =>
  ({ id: role, state, labels: { 'minipaas.role': role } }) as unknown as ContainerFacts;

describe('planRecovery', () => {
  it('attaches to a release whose container runs', () => {
    const release = container('release', 'running');
    const candidate = container('candidate', 'running');
    expect(planRecovery(row(), [candidate, release])).toEqual({
      type: 'attach',
      containers: new Map([
        ['release', release],
        ['candidate', candidate],
      ]),
    });
    expect(planRecovery(row(), [release])).toEqual({ type: 'attach', containers: new Map([['release', release]]) });
  });

  it.each([
    ['it was still building', row({ status: 'building' }), [container('release', 'running')]],
    ['there is no container', row(), []],
    ['there is only the candidate', row(), [container('candidate', 'running')]],
    ['its container was not started', row(), [container('release', 'created')]],
    ['its container ended', row(), [container('release', 'exited')]],
    ['its container does not stay up', row(), [container('release', 'restarting')]],
    ['its image is not known', row({ image: null }), [container('release', 'running')]],
  ])('begins again when %s', (_name, deployment, containers) => {
    expect(planRecovery(deployment, containers)).toEqual({ type: 'restart' });
  });
});
