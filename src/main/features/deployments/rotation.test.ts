import { describe, expect, it } from 'vitest';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { planRotation } from './rotation.ts';

const row = (id: number, imageId: string | null, isCurrent = false): DeploymentRow =>
  ({ id, imageId, isCurrent }) as DeploymentRow;
const ids = (rows: readonly DeploymentRow[]): number[] => rows.map(({ id }) => id);

describe('planRotation', () => {
  it('keeps the newest', () => {
    expect(ids(planRotation([row(4, 'd', true), row(3, 'c'), row(2, 'b'), row(1, 'a')], 2))).toEqual([2, 1]);
  });

  it('keeps the current one however old it is, and counts it', () => {
    expect(ids(planRotation([row(3, 'c'), row(2, 'b'), row(1, 'a', true)], 1))).toEqual([3, 2]);
    expect(ids(planRotation([row(3, 'c'), row(2, 'b'), row(1, 'a', true)], 2))).toEqual([2]);
  });

  it('counts an image once, however many deployments ran it', () => {
    expect(ids(planRotation([row(5, 'a', true), row(4, 'b'), row(3, 'a'), row(2, 'c'), row(1, 'a')], 2))).toEqual([2]);
  });

  it('drops what has no image', () => {
    expect(ids(planRotation([row(2, 'b', true), row(1, null)], 9))).toEqual([1]);
  });
});
