import type { Git } from './git.ts';

export interface Reference {
  readonly name: string;
  readonly sha: string;
}

export interface References {
  /** Branch that HEAD names; null when it is detached or names nothing. */
  readonly defaultBranch: string | null;
  /** Default first, the others by name. */
  readonly branches: readonly Reference[];
  readonly tags: readonly Reference[];
}

/** One round trip, nothing stored. */
export async function listReferences(git: Git): Promise<References> {
  return parseReferences(await git.run(['ls-remote', '--symref', '--', git.url.url]));
}

export function parseReferences(text: string): References {
  let head: string | null = null;
  const branches: Reference[] = [];
  const tags = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [left = '', right = ''] = line.split('\t');
    if (left.startsWith('ref: refs/heads/') && right === 'HEAD') head = left.slice('ref: refs/heads/'.length);
    else if (right.startsWith('refs/heads/')) branches.push({ name: right.slice('refs/heads/'.length), sha: left });
    // `^{}` is the commit an annotated tag stands for; it comes after the tag's own line.
    else if (right.startsWith('refs/tags/')) tags.set(right.slice('refs/tags/'.length).replace(/\^\{\}$/, ''), left);
  }
  const defaultBranch = branches.some(({ name }) => name === head) ? head : null;
  branches.sort(
    (a, b) => Number(b.name === defaultBranch) - Number(a.name === defaultBranch) || compare(a.name, b.name),
  );
  return { defaultBranch, branches, tags: [...tags].map(([name, sha]) => ({ name, sha })) };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
