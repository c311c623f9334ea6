// Where an application finds a volume. Pure.
import { AppError } from '../../../contract/app-error.ts';

/** What a container cannot do without: a volume there would hide it. */
const systemFolders = ['/bin', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/proc', '/sbin', '/sys', '/usr', '/boot'];
/** Data is often kept below these, programs in them. */
const mayHoldData = ['/etc', '/usr'];
const MAX_LENGTH = 255;

/** Without a slash at its end. Throws MOUNT_PATH_INVALID. */
export function checkMountPath(text: string): string {
  const refuse = (problem: string): AppError =>
    new AppError('MOUNT_PATH_INVALID', { path: text, problem }, { field: 'mountPath' });
  if (!text.startsWith('/')) {
    throw refuse('does not begin with a slash');
  }
  // A colon divides the parts of a bind; Docker has no way to write one in a path.
  if (/[\p{Cc}:,"'\\]/u.test(text) || !text.isWellFormed()) {
    throw refuse('holds characters that a mount path cannot have');
  }
  const names = text.split('/').slice(1);
  if (names.includes('..') || names.includes('.')) {
    throw refuse('holds "." or ".."');
  }
  const path = `/${names.filter((name) => name !== '').join('/')}`;
  if (path === '/') {
    throw refuse('is the root of the container');
  }
  if (path.length > MAX_LENGTH) {
    throw refuse(`is longer than ${MAX_LENGTH} characters`);
  }
  const system = systemFolders.find((folder) => path === folder || path.startsWith(`${folder}/`));
  if (system !== undefined && !(mayHoldData.includes(system) && path !== system && isDeep(path))) {
    throw refuse(`is a part of the system (${system})`);
  }
  return path;
}

/** `/usr/share/nginx/html`, `/etc/myapp/data`: not `/usr/bin`. */
function isDeep(path: string): boolean {
  return path.split('/').length >= 4 && !/^\/usr\/(?:local\/)?(?:bin|sbin|lib|lib64)(?:\/|$)/.test(path);
}

interface Mounted {
  readonly name: string;
  readonly mountPath: string;
}

/** Throws MOUNT_PATH_TAKEN when one is the other, or inside it: which of them is seen there would be chance. */
export function checkMountPathFree(path: string, others: readonly Mounted[]): void {
  const other = others.find(({ mountPath }) => overlaps(mountPath, path));
  if (other !== undefined) {
    throw new AppError('MOUNT_PATH_TAKEN', { path, volume: other.name }, { field: 'mountPath' });
  }
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** For a volume whose place nobody chose. */
export function suggestMountPath(name: string, preferred: string, others: readonly Mounted[]): string {
  const isFree = (path: string): boolean => others.every(({ mountPath }) => !overlaps(mountPath, path));
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[.-]+/, '') || 'data';
  for (let number = 1; ; number += 1) {
    const path = number === 1 ? preferred : number === 2 ? `/app/${slug}` : `/app/${slug}-${number - 1}`;
    if (isFree(path)) {
      return path;
    }
  }
}
