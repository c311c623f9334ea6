import { describe, expect, it } from 'vitest';
import type { QueueMove } from '../../../contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { QueuedPlace } from './ports/deployment-store.ts';
import { reorder } from './reorder.ts';

/** `12` waits for nothing; `12@900` for its time. Each is of a project of its own unless `projects` says otherwise. */
function places(names: readonly string[], projects: Readonly<Record<number, number>> = {}): QueuedPlace[] {
  return names.map((name, index) => {
    const [id = 0, notBefore] = name.replace('p', '').split('@').map(Number);
    return {
      id: id as DeploymentId,
      projectId: (projects[id] ?? id) as ProjectId,
      hostId: 1 as HostId,
      readyAt: notBefore ?? 100 + index,
      notBefore: notBefore ?? null,
      isPaused: name.startsWith('p'),
    };
  });
}

/** The ids in the order in which they will run then, as the table sorts them. */
function after(before: readonly QueuedPlace[], id: number, to: QueueMove): readonly number[] | null {
  const change = reorder(before, id as DeploymentId, to);
  if (change === null) {
    return null;
  }
  const at = new Map(change.places.map((place) => [place.id, place.at]));
  const time = (place: QueuedPlace): number =>
    Math.max(at.get(place.id) ?? place.readyAt, change.due.includes(place.id) ? 0 : (place.notBefore ?? 0));
  return before
    .toSorted((a, b) => Number(a.isPaused) - Number(b.isPaused) || time(a) - time(b) || a.id - b.id)
    .map((place) => place.id);
}

describe('another place in the queue', () => {
  it.each<[number, QueueMove, readonly number[] | null]>([
    [3, 'front', [3, 1, 2, 4]],
    [3, 'up', [1, 3, 2, 4]],
    [2, 'down', [1, 3, 2, 4]],
    [1, 'back', [2, 3, 4, 1]],
    [1, 'front', null],
    [1, 'up', null],
    [4, 'down', null],
    [4, 'back', null],
    [9, 'front', null],
  ])('moves %d %s', (id, to, expected) => {
    expect(after(places(['1', '2', '3', '4']), id, to)).toEqual(expected);
  });

  it('holds where all came in the same millisecond', () => {
    const same = places(['1', '2', '3', '4']).map((place) => ({ ...place, readyAt: 100 }));
    expect(after(same, 4, 'up')).toEqual([1, 2, 4, 3]);
    expect(after(same, 4, 'front')).toEqual([4, 1, 2, 3]);
    expect(after(same, 1, 'down')).toEqual([2, 1, 3, 4]);
  });

  it('keeps the order within a project: those before it come along', () => {
    const shop = places(['1', '2', '3', '4'], { 2: 7, 4: 7 });
    expect(after(shop, 4, 'front')).toEqual([2, 4, 1, 3]);
    expect(after(shop, 2, 'back')).toEqual([1, 3, 2, 4]);
    expect(after(places(['1', '2', '3'], { 1: 7, 2: 7 }), 2, 'up')).toBeNull();
  });

  it('lets a retry that is moved forward begin at once, and those it passes wait for their time', () => {
    const retries = places(['1', '2@900', '3@950']);
    expect(reorder(retries, 3 as DeploymentId, 'front')?.due).toEqual([3]);
    expect(after(retries, 3, 'up')).toEqual([1, 3, 2]);
    expect(after(retries, 1, 'down')).toEqual([2, 1, 3]);
    expect(reorder(retries, 1 as DeploymentId, 'down')?.due).toEqual([]);
    expect(reorder(places(['1@900']), 1 as DeploymentId, 'front')?.due).toEqual([1]);
  });

  it('moves what is paused among its like', () => {
    const paused = places(['1', '2', 'p3', 'p4']);
    expect(after(paused, 4, 'front')).toEqual([1, 2, 4, 3]);
    expect(after(paused, 3, 'up')).toBeNull();
    expect(after(paused, 2, 'down')).toBeNull();
  });
});
