// A folder whose names nobody would give by hand: nested, odd, empty, many.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OddTree {
  /** The folder to be dropped. */
  readonly path: string;
  readonly parent: string;
  readonly name: string;
  /** Content by path, from the folder's own name on. */
  readonly files: ReadonlyMap<string, string>;
  readonly emptyFolder: string;
}

const oddNames = [
  'a b.txt',
  '-rf',
  '--help',
  "it's.txt",
  'quote".txt',
  'two\nlines',
  'ünï 写真 👩‍👩‍👧.txt',
  '$HOME;`id`',
  '100%41',
  '#hash?query&and=1',
  '...',
  `${'l'.repeat(251)}.txt`,
];

export function makeOddTree({ many = 0 } = {}): OddTree {
  const parent = mkdtempSync(join(tmpdir(), 'minipaas-odd-'));
  const name = 'odd folder';
  const files = new Map<string, string>();
  const put = (path: string, content: string): void => {
    mkdirSync(join(parent, path, '..'), { recursive: true });
    writeFileSync(join(parent, path), content);
    files.set(path, content);
  };
  for (const odd of oddNames) put(`${name}/${odd}`, `content of ${odd}`);
  put(`${name}/deep/${'down/'.repeat(30)}end.txt`, 'the end');
  put(`${name}/empty.bin`, '');
  for (let number = 0; number < many; number += 1) put(`${name}/many/${number}.txt`, `number ${number}`);
  mkdirSync(join(parent, name, 'nothing here'));
  return { path: join(parent, name), parent, name, files, emptyFolder: `${name}/nothing here` };
}
