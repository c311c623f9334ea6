import { describe, expect, it } from 'vitest';
import { createMemoryDeaths } from './memory-deaths.ts';

const event = (action: string, actorId: string) => ({
  type: 'container',
  action,
  actorId,
  attributes: {},
  timeNano: 0n,
});

describe('a container that ran out of memory', () => {
  it('is known until it starts again or is gone', () => {
    const deaths = createMemoryDeaths();
    for (const id of ['a', 'b', 'c']) {
      deaths.note(event('oom', id));
      deaths.note(event('die', id));
    }
    deaths.note(event('start', 'b'));
    deaths.note(event('destroy', 'c'));
    expect(['a', 'b', 'c', 'd'].filter(deaths.has)).toEqual(['a']);
  });
});
