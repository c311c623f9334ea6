import { assertNever } from '../../../contract/assert-never.ts';
import type { Source } from '../../../contract/sources.ts';

/** The source in a few words: `github.com/acme/shop`, `/home/me/shop`, `nginx:1.27`. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case 'git':
      return source.repoUrl
        .replace(/^[a-z+]+:\/\//, '')
        .replace(/^[^@/]*@/, '')
        .replace(/\.git$/, '');
    case 'folder':
      return source.path;
    case 'image':
      return source.reference;
    default:
      return assertNever(source);
  }
}
