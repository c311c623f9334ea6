import { expect, it } from 'vitest';
import { emptyFolders, planUpload, SINGLE_FROM_BYTES, type UploadStep } from './upload-plan.ts';

const file = (path: string, sizeBytes = 10, policy: 'fail' | 'replace' | 'keepBoth' | 'skip' = 'fail') => ({
  path,
  sizeBytes,
  policy,
});
const told = (step: UploadStep) =>
  step.kind === 'folders'
    ? `folders ${step.paths.join(' ')}`
    : step.kind === 'single'
      ? `single ${step.file.path}`
      : `${step.policy} ${step.files.map(({ path }) => path).join(' ')}`;

it('puts small files together and sends large ones alone', () => {
  const steps = planUpload([file('a'), file('big', SINGLE_FROM_BYTES), file('b')], []);
  expect(steps.map(told)).toEqual(['single big', 'fail a b']);
});

it('keeps apart what is to be treated differently, and leaves out what is skipped', () => {
  const steps = planUpload([file('a', 1, 'replace'), file('b'), file('c', 1, 'skip'), file('d', 1, 'replace')], []);
  expect(steps.map(told)).toEqual(['replace a d', 'fail b']);
});

it('sends ten thousand small files in a few requests', () => {
  const steps = planUpload(
    Array.from({ length: 10_000 }, (_, index) => file(`f${index}`, 3_000)),
    [],
  );
  expect(steps.length).toBeLessThanOrEqual(6);
  expect(steps.flatMap((step) => (step.kind === 'batch' ? step.files : []))).toHaveLength(10_000);
});

it('ends a batch before it is so large that a broken line costs much', () => {
  const steps = planUpload(
    Array.from({ length: 20 }, (_, index) => file(`f${index}`, 4_000_000)),
    [],
  );
  expect(steps).toHaveLength(3);
});

it('makes the folder of a file that goes alone', () => {
  const steps = planUpload([file('a/b/big', SINGLE_FROM_BYTES), file('a/b/huge', SINGLE_FROM_BYTES)], ['a', 'a/b']);
  expect(steps.map(told)).toEqual(['folders a/b', 'single a/b/big', 'single a/b/huge']);
});

it('makes only folders that nothing else would make', () => {
  const folders = ['a', 'a/b', 'a/b/c', 'd', 'e'];
  expect(emptyFolders(folders, [file('d/x')])).toEqual(['a/b/c', 'e']);
  expect(planUpload([file('d/x')], folders).map(told)).toEqual(['folders a/b/c e', 'fail d/x']);
});
