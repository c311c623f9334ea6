import { describe, expect, it } from 'vitest';
import type { TransferConflict } from '../contract/transfers.ts';
import { applyDecisions, canReplace, deciderOf, type ExistingEntry, findConflicts } from './conflicts.ts';

const file = (path: string) => ({ path, sizeBytes: 5, modifiedAt: 1_000 });
const there = (path: string, kind: ExistingEntry['kind'] = 'file'): ExistingEntry => ({
  path,
  kind,
  sizeBytes: 9,
  modifiedAt: '2026-01-02T03:04:05.000Z',
});

function volumeWith(...entries: ExistingEntry[]) {
  const asked: string[] = [];
  const lookUp = async (paths: readonly string[]) => {
    asked.push(...paths);
    return entries.filter(({ path }) => paths.includes(path));
  };
  return { asked, lookUp };
}

describe('findConflicts', () => {
  it('names files that are there, and lets folders merge', async () => {
    const { lookUp } = volumeWith(there('/up/photos', 'folder'), there('/up/photos/a.jpg'), there('/up/b.txt'));
    const found = await findConflicts({
      folder: '/up',
      files: [file('photos/a.jpg'), file('photos/new.jpg'), file('b.txt')],
      folders: ['photos'],
      lookUp,
    });
    expect(found.map(({ path }) => path)).toEqual(['b.txt', 'photos/a.jpg']);
    expect(found[0]).toEqual({
      path: 'b.txt',
      existing: { kind: 'file', sizeBytes: 9, modifiedAt: '2026-01-02T03:04:05.000Z' },
      incoming: { kind: 'file', sizeBytes: 5, modifiedAt: '1970-01-01T00:00:01.000Z' },
    });
  });

  it('asks nothing about what lies in a folder that is not there', async () => {
    const { asked, lookUp } = volumeWith();
    const many = Array.from({ length: 5_000 }, (_, index) => file(`new/${index}`));
    expect(await findConflicts({ folder: '/', files: many, folders: ['new'], lookUp })).toEqual([]);
    expect(asked).toEqual(['/new']);
  });

  it('asks about ten thousand paths at a time', async () => {
    const sizes: number[] = [];
    const lookUp = async (paths: readonly string[]) => {
      sizes.push(paths.length);
      return [];
    };
    await findConflicts({
      folder: '/',
      files: Array.from({ length: 25_000 }, (_, i) => file(`${i}`)),
      folders: [],
      lookUp,
    });
    expect(sizes).toEqual([10_000, 10_000, 5_000]);
  });

  it('sees a folder in the way of a file, and a file in the way of a folder', async () => {
    const { lookUp } = volumeWith(there('/a', 'folder'), there('/b'));
    const found = await findConflicts({ folder: '/', files: [file('a'), file('b/x')], folders: ['b'], lookUp });
    expect(found.map(({ path, existing, incoming }) => `${path} ${incoming.kind} on ${existing.kind}`)).toEqual([
      'b folder on file',
      'a file on folder',
    ]);
    expect(found.map(canReplace)).toEqual([false, false]);
  });
});

describe('decisions', () => {
  const conflict = (
    path: string,
    incoming: 'file' | 'folder' = 'file',
    existing: 'file' | 'folder' = 'file',
  ): TransferConflict => ({
    path,
    existing: { kind: existing, sizeBytes: 1, modifiedAt: '' },
    incoming: { kind: incoming, sizeBytes: 1, modifiedAt: null },
  });

  it('are the named ones, else the one for the rest', () => {
    const decide = deciderOf([{ path: 'a', decision: 'skip' }], 'replace');
    expect([decide(conflict('a')), decide(conflict('b'))]).toEqual(['skip', 'replace']);
  });

  it('never replace a folder', () => {
    expect(deciderOf([], 'replace')(conflict('a', 'file', 'folder'))).toBe('keepBoth');
  });

  it('become the way each file goes', () => {
    const { files } = applyDecisions(
      [file('a'), file('b'), file('c')],
      [],
      [conflict('a'), conflict('b')],
      deciderOf([{ path: 'a', decision: 'keepBoth' }], 'skip'),
    );
    expect(files.map(({ path, policy }) => `${path} ${policy}`)).toEqual(['a keepBoth', 'b skip', 'c fail']);
  });

  it('move a folder that meets a file aside with all that lies in it', () => {
    const { files, folders } = applyDecisions(
      [file('x/1'), file('x/y/2'), file('xy/3')],
      ['x', 'x/y', 'xy', 'x (2)'],
      [conflict('x', 'folder')],
      deciderOf([], 'keepBoth'),
    );
    expect(files.map(({ path }) => path)).toEqual(['x (3)/1', 'x (3)/y/2', 'xy/3']);
    expect(folders).toEqual(['x (3)', 'x (3)/y', 'xy', 'x (2)']);
  });

  it('skip a folder with all that lies in it', () => {
    const { files, folders } = applyDecisions(
      [file('x/1'), file('z')],
      ['x'],
      [conflict('x', 'folder')],
      deciderOf([], 'skip'),
    );
    expect(files.map(({ path, policy }) => `${path} ${policy}`)).toEqual(['x/1 skip', 'z fail']);
    expect(folders).toEqual([]);
  });
});
