import { describe, expect, it } from 'vitest';
import { referencePath, splitReference } from './image-reference.ts';

describe('an image’s reference', () => {
  it.each([
    ['node', 'node', 'latest'],
    ['node:24', 'node', '24'],
    ['localhost:5000/team/app', 'localhost:5000/team/app', 'latest'],
    ['localhost:5000/team/app:1', 'localhost:5000/team/app', '1'],
    ['app@sha256:abc', 'app', 'sha256:abc'],
    ['localhost:5000/app:1@sha256:abc', 'localhost:5000/app:1', 'sha256:abc'],
  ])('%s is %s with %s', (reference, name, tag) => {
    expect(splitReference(reference)).toEqual({ name, tag });
  });

  it('cannot leave its part of a path', () => {
    expect(referencePath('team/app:1?force=1#x')).toBe('team/app%3A1%3Fforce%3D1%23x');
  });
});
