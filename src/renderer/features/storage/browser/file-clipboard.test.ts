import { expect, it } from 'vitest';
import type { TransferConflict } from '../../../../contract/transfers.ts';
import { pasteGroups, pasteProblem } from './file-clipboard.ts';
import { baseName } from './file-path.ts';

it('puts nothing into itself, and moves nothing to where it is', () => {
  expect(pasteProblem({ mode: 'move', paths: ['/a'] }, '/a/b')).toContain('into itself');
  expect(pasteProblem({ mode: 'copy', paths: ['/a'] }, '/a')).toContain('into itself');
  expect(pasteProblem({ mode: 'move', paths: ['/a/x', '/a/y'] }, '/a')).toContain('here already');
  expect(pasteProblem({ mode: 'copy', paths: ['/a/x'] }, '/a')).toBeNull();
  expect(pasteProblem({ mode: 'move', paths: ['/ab'] }, '/a')).toBeNull();
});

it('treats each as it was decided', () => {
  const conflict = (path: string): TransferConflict => ({
    path,
    existing: { kind: 'file', sizeBytes: 1, modifiedAt: '' },
    incoming: { kind: 'file', sizeBytes: 1, modifiedAt: null },
  });
  const decisions = { b: 'replace', c: 'skip' } as const;
  const groups = pasteGroups(['/x/a', '/x/b', '/x/c', '/x/d'], [conflict('b'), conflict('c')], baseName, ({ path }) =>
    path === 'b' || path === 'c' ? decisions[path] : 'keepBoth',
  );
  expect(groups).toEqual([
    { conflict: 'fail', paths: ['/x/a', '/x/d'] },
    { conflict: 'replace', paths: ['/x/b'] },
  ]);
});
