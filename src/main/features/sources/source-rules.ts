// What may stand in the fields that name a source. Each gives the problem in words, or null.

/** The rules of `git check-ref-format --branch`. */
export function branchProblem(name: string): string | null {
  if (name.startsWith('-')) return 'may not begin with "-"';
  if (name === '@' || name.includes('@{')) return 'may not be "@" or contain "@{"';
  if (/[\u0000-\u0020\u007f~^:?*[\\]/.test(name)) return 'may not contain spaces or any of ~ ^ : ? * [ \\';
  if (name.includes('..') || name.endsWith('.')) return 'may not contain ".." or end with "."';
  if (name.startsWith('/') || name.endsWith('/') || name.includes('//'))
    return 'may not begin or end with "/" or contain "//"';
  if (name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'))) {
    return 'may not have a part that begins with "." or ends with ".lock"';
  }
  return null;
}

const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?`;
const pathPart = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const reference = new RegExp(
  `^(?:${domain}/)?${pathPart}(?:/${pathPart})*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
);

/** The grammar of github.com/distribution/reference, of names that a person types. */
export function imageProblem(text: string): string | null {
  // Bounded first: the grammar's repeats are only quick on short texts.
  if (text.length > 512) return 'is too long';
  if (reference.test(text)) return null;
  if (/[A-Z]/.test(text.split(/[:@]/)[0]?.split('/').at(-1) ?? '')) return 'is written in lower case: name:tag';
  return 'is not an image name like nginx:1.27 or registry.example.com/team/app:v2';
}

/** Absolute on this machine, whichever system it runs. */
export function folderProblem(path: string): string | null {
  if (path.includes('\0')) return 'contains a NUL character';
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\')
    ? null
    : 'is not an absolute path';
}

/** Relative with `/`, without empty parts; '' is the source itself. Null when it would lead out. */
export function normalizeRootDirectory(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.includes('\0') || /^[A-Za-z]:/.test(trimmed)) return null;
  const parts = trimmed.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? null : parts.join('/');
}
