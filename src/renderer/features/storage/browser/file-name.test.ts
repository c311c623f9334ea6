import { expect, it } from 'vitest';
import { nameProblem } from './file-name.ts';

it('takes every name that a file can have', () => {
  expect(['a', '-rf', '...', 'two\nlines', 'ü'.repeat(127), ' '].map(nameProblem)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

it('says why a name cannot be', () => {
  expect(nameProblem('..')).toContain('means a folder');
  expect(nameProblem('a/b')).toContain('/');
  expect(nameProblem('ü'.repeat(128))).toContain('256');
});
