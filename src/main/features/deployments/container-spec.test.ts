import { describe, expect, it } from 'vitest';
import { chooseContainerPort } from './container-spec.ts';

const all = { settings: 1, variable: '2', plan: 3, exposed: [4, 5], fallback: 6 };

describe('chooseContainerPort', () => {
  it.each([
    [{}, 1],
    [{ settings: null }, 2],
    [{ settings: null, variable: undefined }, 3],
    [{ settings: null, variable: undefined, plan: null }, 4],
    [{ settings: null, variable: undefined, plan: null, exposed: [] }, 6],
  ])('takes what a person said before what we found out: %j', (hints, port) => {
    expect(chooseContainerPort({ ...all, ...hints })).toBe(port);
  });

  it.each(['', '0', '65536', '8080 ', '0x50', '-1', '/tmp/socket'])('takes no notice of PORT=%j', (variable) => {
    expect(chooseContainerPort({ ...all, settings: null, variable })).toBe(3);
  });
});
