// What `minipaas deploy ARGUMENT` means: a folder of this machine, or the address of a repository.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assertNever } from '../contract/assert-never.ts';
import type { Source } from '../contract/sources.ts';
import { usageError } from './cli-error.ts';

export type SourceArgument =
  | { readonly kind: 'git'; readonly repoUrl: string }
  | { readonly kind: 'folder'; readonly folderPath: string };

/** Throws VALIDATION_FAILED for what is neither. */
export function readSource(argument: string, cwd: string): SourceArgument {
  if (isAddress(argument)) {
    return { kind: 'git', repoUrl: argument };
  }
  const path = resolve(cwd, argument);
  if (!isDirectory(path)) {
    const problem = `"${argument}" is neither a folder here nor the address of a Git repository`;
    throw usageError('source', problem, 'Name a folder, or an address such as https://github.com/you/app.git.');
  }
  return isBareRepository(path) ? { kind: 'git', repoUrl: path } : { kind: 'folder', folderPath: path };
}

/** The project was made of this source. */
export function isSameSource(source: Source, argument: SourceArgument): boolean {
  switch (argument.kind) {
    case 'git':
      return source.kind === 'git' && normalize(source.repoUrl) === normalize(argument.repoUrl);
    case 'folder':
      return source.kind === 'folder' && source.path === argument.folderPath;
    default:
      return assertNever(argument);
  }
}

export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'git':
      return source.branch === null ? source.repoUrl : `${source.repoUrl} (${source.branch})`;
    case 'folder':
      return source.path;
    case 'image':
      return source.reference;
    default:
      return assertNever(source);
  }
}

/** `https://…`, `ssh://…`, `file://…`, and ssh's short form `git@host:path`. */
function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[\w.-]+@[\w.-]+:/.test(text);
}

const normalize = (repoUrl: string): string => repoUrl.replace(/\/+$/, '').replace(/\.git$/, '');

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isBareRepository(path: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)));
}
