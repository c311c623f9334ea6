import { expect, it } from 'vitest';
import { describeEntries, sizeOfFiles } from './describe-entries.ts';

const file = (name: string, sizeBytes = 1024) => ({ name, kind: 'file' as const, sizeBytes });
const folder = (name: string) => ({ name, kind: 'folder' as const, sizeBytes: 4096 });

it('names one thing and counts several', () => {
  expect(describeEntries([file('a.txt')])).toBe('a.txt');
  expect(describeEntries([folder('music')])).toBe('music/');
  expect(describeEntries([file('a'), file('b'), folder('c')])).toBe('2 files and 1 folder');
  expect(describeEntries([folder('a'), folder('b')])).toBe('2 folders');
});

it('adds up what is known', () => {
  expect(sizeOfFiles([file('a'), file('b'), folder('c')])).toBe('2 KB');
  expect(sizeOfFiles([folder('c')])).toBeNull();
});
