// Names and paths of this machine's disk.
import { bytesOfText } from '../../lib/byte-text.ts';

/** A path as the file system takes it: bytes, where a name is not UTF-8. */
export function diskPath(text: string): string | Buffer {
  return text.isWellFormed() ? text : (bytesOfText(text) ?? text);
}

/** Names that Windows gives to devices, with any ending. */
const device = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;

/** One name as this system can have it, and that leads nowhere else. */
export function safeName(name: string, platform: NodeJS.Platform): string {
  const plain = name.replaceAll(/[/\0]/g, '_');
  if (plain === '' || plain === '.' || plain === '..') return plain === '' ? '_' : plain.replaceAll('.', '_');
  if (platform !== 'win32') return plain;
  const allowed = plain
    .toWellFormed()
    .replaceAll(/[<>:"\\|?*\u0000-\u001f]/g, '_')
    .replace(/[. ]+$/, '_');
  return device.test(allowed) ? `_${allowed}` : allowed;
}

/** A relative path, each of its names made safe. */
export function safePath(path: string, platform: NodeJS.Platform): readonly string[] {
  return path
    .split('/')
    .filter((name) => name !== '')
    .map((name) => safeName(name, platform));
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'it is no folder',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long for this disk',
  EILSEQ: 'this disk cannot have such a name',
};

export function systemProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
