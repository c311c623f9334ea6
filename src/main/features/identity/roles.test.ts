import { describe, expect, it } from 'vitest';
import { isAtLeast, roles } from './roles.ts';

describe('isAtLeast', () => {
  it('lets each role do what the roles below it may, and nothing above', () => {
    const allowed = roles.map((role) => roles.filter((needed) => isAtLeast(role, needed)));
    expect(allowed).toEqual([
      ['viewer'],
      ['viewer', 'developer'],
      ['viewer', 'developer', 'admin'],
      ['viewer', 'developer', 'admin', 'owner'],
    ]);
  });
});
