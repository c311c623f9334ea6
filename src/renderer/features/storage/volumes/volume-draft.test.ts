import { expect, it } from 'vitest';
import type { Volume } from '../../../../contract/volumes.ts';
import { changedFields, createFields, draftOf, emptyDraft, GIGABYTE, parseSize } from './volume-draft.ts';

const volume = { name: 'data', mountPath: '/app/data', maxSizeBytes: 5 * GIGABYTE, writerMode: 'many' } as Volume;

it('reads sizes as people write them', () => {
  expect([parseSize('5'), parseSize('0.5'), parseSize('1,5'), parseSize(' 2 ')]).toEqual([
    5 * GIGABYTE,
    GIGABYTE / 2,
    1.5 * GIGABYTE,
    2 * GIGABYTE,
  ]);
  expect([parseSize(''), parseSize('0'), parseSize('five'), parseSize('-1')]).toEqual([null, null, null, null]);
});

it('leaves what is empty to the control plane', () => {
  expect(createFields({ ...emptyDraft(5 * GIGABYTE), name: ' data ', size: '' })).toEqual({
    name: 'data',
    writerMode: 'many',
  });
  expect(createFields({ name: 'data', mountPath: '/d', size: '2', writerMode: 'one' })).toEqual({
    name: 'data',
    mountPath: '/d',
    maxSizeBytes: 2 * GIGABYTE,
    writerMode: 'one',
  });
});

it('sends only what was changed', () => {
  expect(changedFields(volume, draftOf(volume))).toEqual({});
  expect(changedFields(volume, { ...draftOf(volume), size: '10', writerMode: 'one' })).toEqual({
    maxSizeBytes: 10 * GIGABYTE,
    writerMode: 'one',
  });
});

it('does not round a size that nobody touched', () => {
  const odd = { ...volume, maxSizeBytes: 1_234_567_890 };
  expect(changedFields(odd, draftOf(odd))).toEqual({});
});
