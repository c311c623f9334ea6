import { describe, expect, it } from 'vitest';
import { labelsOf, own, shop } from './testing/fixture.ts';
import { createWatchedContainers } from './watched-containers.ts';

const event = (action: string, actorId = 'a', attributes: Readonly<Record<string, string>> = labelsOf(shop)) => ({
  action,
  actorId,
  attributes,
});

describe('the containers that are watched', () => {
  it('are those of releases of this installation', () => {
    const watched = createWatchedContainers(own);
    watched.reset([
      { id: 'a', labels: labelsOf(shop) },
      { id: 'helper', labels: { ...own, 'minipaas.project': '7' } },
      { id: 'foreign', labels: { ...labelsOf(shop), 'minipaas.instance': 'other' } },
    ]);
    watched.hear(event('start', 'b', { ...labelsOf(shop), 'minipaas.managed': 'false' }), 0);
    watched.hear(event('start', 'c'), 0);
    expect(watched.of(shop)).toEqual(['a', 'c']);
    watched.reset([{ id: 'c', labels: labelsOf(shop) }]);
    expect(watched.of(shop)).toEqual(['c']);
  });

  it('were restarted by the engine when they ended by themselves, and not when somebody stopped them', () => {
    const watched = createWatchedContainers(own);
    expect(watched.hear(event('start'), 0)).toBeNull();
    expect(watched.hear(event('die'), 1)).toBeNull();
    expect(watched.of(shop)).toEqual([]);
    expect(watched.hear(event('start'), 2)).toEqual({ type: 'restart', projectId: shop });
    for (const action of ['die', 'stop', 'start']) {
      expect(watched.hear(event(action), 3)).toBeNull();
    }
    expect(watched.of(shop)).toEqual(['a']);
  });

  it('ran out of memory once, however often the engine says so', () => {
    const watched = createWatchedContainers(own);
    expect(watched.hear(event('oom'), 1000)).toEqual({ type: 'outOfMemory', projectId: shop });
    expect(watched.hear(event('oom'), 1900)).toBeNull();
    expect(watched.hear(event('oom'), 9000)).toEqual({ type: 'outOfMemory', projectId: shop });
  });
});
