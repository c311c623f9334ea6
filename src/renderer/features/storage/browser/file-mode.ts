import type { EntryKind } from '../../../../contract/files.ts';

const letters: Readonly<Record<EntryKind, string>> = {
  file: '-',
  folder: 'd',
  link: 'l',
  fifo: 'p',
  socket: 's',
  block: 'b',
  character: 'c',
};

/** `-rw-r--r--`, as `ls -l` writes it. */
export function modeText(kind: EntryKind, mode: number): string {
  const bits = 'rwxrwxrwx'.split('').map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  const special = (at: number, bit: number, set: string) => {
    if (mode & bit) bits[at] = bits[at] === 'x' ? set : set.toUpperCase();
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return letters[kind] + bits.join('');
}
