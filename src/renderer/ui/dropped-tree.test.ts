import { describe, expect, it } from 'vitest';
import { chosenTree, walkEntries } from './dropped-tree.ts';

type Tree = { readonly [name: string]: string | Tree };

/** Entries as a browser hands them out: a hundred at a time. */
function entryOf(path: string, content: string | Tree): FileSystemEntry {
  const common = { fullPath: path, name: path.split('/').at(-1) ?? '', isFile: false, isDirectory: false };
  if (typeof content === 'string') {
    const file = (done: (file: File) => void) => done(new File([content], common.name));
    return { ...common, isFile: true, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const left = Object.entries(content).map(([name, inner]) => entryOf(`${path}/${name}`, inner));
    return { readEntries: (done: (some: FileSystemEntry[]) => void) => done(left.splice(0, 100)) };
  };
  return { ...common, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const signal = new AbortController().signal;

describe('walkEntries', () => {
  it('finds files and folders of any depth, empty ones too', async () => {
    const { files, folders } = await walkEntries(
      [entryOf('/photos', { '2024': { 'a b.jpg': 'aa' }, empty: {} }), entryOf('/note.txt', 'n')],
      { signal },
    );
    expect(files.map(({ path, file }) => [path, file.size])).toEqual([
      ['photos/2024/a b.jpg', 2],
      ['note.txt', 1],
    ]);
    expect(folders).toEqual(['photos', 'photos/2024', 'photos/empty']);
  });

  it('reads folders of more than a hundred entries whole, and says how far it is', async () => {
    const many = Object.fromEntries(Array.from({ length: 254 }, (_, index) => [`f${index}`, 'x']));
    const seen: number[] = [];
    const { files } = await walkEntries([entryOf('/many', many)], { signal, onFound: (count) => seen.push(count) });
    expect(files).toHaveLength(254);
    expect(seen.at(-1)).toBe(254);
    expect(seen.length).toBeGreaterThan(2);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const walking = walkEntries([entryOf('/a', { b: { c: 'x' } })], {
      signal: stop.signal,
      onFound: () => undefined,
    });
    stop.abort(new Error('enough'));
    await expect(walking).rejects.toThrow('enough');
  });

  it('names what cannot be read', async () => {
    const broken = Object.assign(entryOf('/a', 'x'), {
      file: (_done: unknown, fail: (error: Error) => void) => fail(new Error('gone')),
    });
    await expect(walkEntries([broken], { signal })).rejects.toThrow('“a” cannot be read.');
  });
});

describe('chosenTree', () => {
  it('knows the folders of files from a folder, and none of single files', () => {
    const inFolder = Object.assign(new File(['x'], 'a.txt'), { webkitRelativePath: 'site/css/a.txt' });
    const single = Object.assign(new File(['x'], 'b.txt'), { webkitRelativePath: '' });
    const { files, folders } = chosenTree([inFolder, single]);
    expect(files.map(({ path }) => path)).toEqual(['site/css/a.txt', 'b.txt']);
    expect(folders).toEqual(['site', 'site/css']);
  });
});
