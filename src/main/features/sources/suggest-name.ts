import { assertNever } from '../../../contract/assert-never.ts';
import type { Source } from '../../../contract/sources.ts';
import { parseGitUrl, repositoryName } from '../../lib/git-url.ts';

/** A name a person would give: the last directory, repository or image part. */
export function suggestName(source: Source): string {
  switch (source.kind) {
    case 'git': {
      const url = parseGitUrl(source.repoUrl);
      return lastOf(source.rootDirectory) ?? (url.ok ? repositoryName(url.value) || 'app' : 'app');
    }
    case 'folder':
      return lastOf(source.rootDirectory) ?? lastOf(source.path) ?? 'app';
    case 'image':
      return lastOf(source.reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '')) ?? 'app';
    default:
      return assertNever(source);
  }
}

function lastOf(path: string): string | null {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? null;
}
