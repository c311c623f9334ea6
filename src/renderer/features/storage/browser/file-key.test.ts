import { expect, it } from 'vitest';
import { fileKey } from './file-key.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, held: Partial<typeof plain> = {}) => fileKey({ ...plain, ...held, key });

it('means what it means in every list of files', () => {
  expect([press('Backspace'), press('F2'), press('Delete'), press('Escape')]).toEqual([
    'up',
    'rename',
    'remove',
    'letGo',
  ]);
  expect([press('x', { ctrlKey: true }), press('c', { metaKey: true }), press('v', { ctrlKey: true })]).toEqual([
    'cut',
    'copy',
    'paste',
  ]);
  expect([press('ArrowUp', { altKey: true }), press('N', { ctrlKey: true, shiftKey: true })]).toEqual([
    'up',
    'newFolder',
  ]);
});

it('leaves other keys alone', () => {
  expect([press('Enter'), press('c'), press('z', { ctrlKey: true }), press('Tab')]).toEqual([null, null, null, null]);
});
