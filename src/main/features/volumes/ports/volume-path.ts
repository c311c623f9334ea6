// Paths inside a volume, as text of any bytes. Pure: nothing here knows where the volume is mounted. Whatever is not a plain
// path from the volume's root is refused by name; symbolic links are the helper's matter (`ports/volume-files.ts`).
import { AppError } from '../../../../contract/app-error.ts';
import { bytesOfText } from '../../../lib/byte-text.ts';

/** Checked and normalised: begins with `/`, no empty, `.` or `..` segments, no `/` at the end but the root's own. */
export type VolumePath = string & { readonly VolumePath: unique symbol };

export const ROOT = '/' as VolumePath;

/** Linux: a name has at most 255 bytes, a path 4,096 with its end. */
const MAX_NAME_BYTES = 255;
/** Room for the mount point and for names of ours below it. */
const MAX_PATH_BYTES = 3_800;

/** What we keep in a volume while something is uploaded into it; hidden, and nobody else's to touch. */
export const STAGE_PREFIX = '.minipaas-part-';

/** `field` names the input for the message. Throws PATH_INVALID. */
export function parsePath(text: string, field = 'path'): VolumePath {
  const refuse = (problem: string): AppError => new AppError('PATH_INVALID', { path: shown(text), problem }, { field });
  if (text.includes('\0')) {
    throw refuse('holds a NUL byte');
  }
  if (!text.startsWith('/') && text !== '') {
    return parsePath(`/${text}`, field);
  }
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  for (const name of names) {
    const problem = nameProblem(name);
    if (problem !== null) {
      throw refuse(problem);
    }
  }
  const path = `/${names.join('/')}`;
  if ((bytesOfText(path)?.length ?? 0) > MAX_PATH_BYTES) {
    throw refuse(`is longer than ${MAX_PATH_BYTES} bytes`);
  }
  return path as VolumePath;
}

/** Throws PATH_INVALID for what is no single name. */
export function parseName(text: string, field = 'name'): string {
  const problem =
    text === '' ? 'is empty' : text === '.' ? 'is no name' : text.includes('/') ? 'holds a slash' : nameProblem(text);
  if (problem !== null || text.includes('\0')) {
    throw new AppError('PATH_INVALID', { path: shown(text), problem: problem ?? 'holds a NUL byte' }, { field });
  }
  return text;
}

function nameProblem(name: string): string | null {
  if (spellsUpwards(name)) {
    return 'leads upwards with ".."';
  }
  const bytes = bytesOfText(name);
  if (bytes === null) {
    return 'holds characters that no file name can have';
  }
  if (bytes.length > MAX_NAME_BYTES) {
    return `holds a name longer than ${MAX_NAME_BYTES} bytes`;
  }
  return name.startsWith(STAGE_PREFIX) ? `holds a name that is kept for uploads (${STAGE_PREFIX}…)` : null;
}

/**
 * Also for other readers than Linux: `..\\x` climbs when an archive with that name is unpacked under Windows, `%2e%2e%2f` behind a
 * proxy that decodes twice. Nobody names files so who means well.
 */
function spellsUpwards(name: string): boolean {
  const decoded = name.replace(/%(?:25)*(2e|2f|5c)/gi, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return decoded.split(/[/\\]/).includes('..');
}

/** Throws PATH_INVALID for the root where a thing in the volume is meant. */
export function parseThing(text: string, field = 'path'): VolumePath {
  const path = parsePath(text, field);
  if (path === ROOT) {
    throw new AppError('PATH_INVALID', { path: '/', problem: 'is the volume itself' }, { field });
  }
  return path;
}

export function parentOf(path: VolumePath): VolumePath {
  const end = path.lastIndexOf('/');
  return (end <= 0 ? '/' : path.slice(0, end)) as VolumePath;
}

/** Empty for the root. */
export function nameOf(path: VolumePath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function childOf(folder: VolumePath, name: string): VolumePath {
  return (folder === ROOT ? `/${name}` : `${folder}/${name}`) as VolumePath;
}

/** The path itself, or something in it. */
export function isWithin(path: VolumePath, folder: VolumePath): boolean {
  return folder === ROOT || path === folder || path.startsWith(`${folder}/`);
}

/** `report.pdf` → `report (2).pdf`; `archive.tar.gz` → `archive (2).tar.gz`; shortened where the number makes it too long. */
export function numberedName(name: string, number: number): string {
  const extension = /^.+?((?:\.tar)?\.[A-Za-z0-9]{1,10})$/.exec(name)?.[1] ?? '';
  const suffix = ` (${number})${extension}`;
  let stem = name.slice(0, name.length - extension.length);
  while ((bytesOfText(stem + suffix)?.length ?? MAX_NAME_BYTES + 1) > MAX_NAME_BYTES) {
    stem = Array.from(stem).slice(0, -1).join('');
  }
  return stem + suffix;
}

/** For messages: short, and without what a terminal would take for a command. */
export function shown(path: string): string {
  const safe = path.toWellFormed().replace(/\p{Cc}/gu, '\u{fffd}');
  return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe;
}
